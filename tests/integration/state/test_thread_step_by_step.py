"""R27: a thread followed step by step looks like one that is read afresh, for random histories."""

import asyncio
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import FunctionType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reflex_base.vars.base import Field

from livechat import composition
from livechat.adapters.clock import FakeClock
from livechat.domain.actor import Actor
from livechat.services import messages
from livechat.services.context import Context
from livechat.settings import load
from livechat.state.thread import ThreadState
from livechat.store import migrations
from tests.factories.desk import Desk

# The logic of the state without Reflex around it: the same functions, a plain object.
_LOGIC = {name: part for name, part in vars(ThreadState).items() if isinstance(part, FunctionType)}
_FIELDS = {name: part for name, part in vars(ThreadState).items() if isinstance(part, Field)}
_VALUES = ("last_mine", "my_read_seq", "other_read_seq", "other_delivered_seq", "unread")


class _Reader:
    """One reader's view of a conversation; `act` runs the state's functions on it."""

    def __init__(self, context: Context, actor: Actor, conversation: str) -> None:
        self._context, self._actor, self._conversation = context, actor, conversation
        self.tail: list[Any]
        self.older: list[Any]
        for name, field in _FIELDS.items():
            setattr(self, name, field.default_value())

    def __getattr__(self, name: str) -> Any:
        return _LOGIC[name].__get__(self)

    def _thread_id(self) -> str:
        return self._conversation

    async def _read(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return self._context.read(query, self._actor, *args, **kwargs)

    async def _write(self, use_case: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return self._context.write(use_case, self._actor, *args, **kwargs)

    def act(self, name: str, *args: Any) -> None:
        asyncio.run(getattr(self, name)(*args))

    def shown(self, first: int) -> list[dict[str, Any]]:
        lines = [vars(line) for line in [*self.older, *self.tail] if line.seq >= first]
        return [dict(line) for line in lines]


_STEPS = st.one_of(
    st.tuples(st.just("student"), st.integers(1, 12)),
    st.tuples(st.just("agent"), st.integers(1, 12)),
    st.tuples(st.just("agent"), st.integers(45, 60)),
    st.tuples(st.just("note"), st.integers(1, 3)),
    st.tuples(st.just("wait"), st.sampled_from([1, 400, 90_000])),
    st.tuples(st.just("catch up"), st.just(0)),
    st.tuples(st.just("refresh"), st.just(0)),
    st.tuples(st.just("older"), st.just(0)),
    st.tuples(st.just("read"), st.just(0)),
    st.tuples(st.just("other reads"), st.just(0)),
)


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """One database for all histories: each has a conversation of its own."""
    with tempfile.TemporaryDirectory() as folder:
        variables = {"LIVECHAT_DATA_DIR": folder, "LIVECHAT_SQLITE_SYNCHRONOUS": "NORMAL"}
        context = composition.build_context(load(variables))
        migrations.upgrade(context.database.engine)
        yield Desk(context, FakeClock(datetime(2026, 11, 3, 11, 0, tzinfo=UTC)), [])
        context.database.close()


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(_STEPS, min_size=1, max_size=25), as_staff=st.booleans())
def test_r27_step_by_step_is_as_afresh(
    desk: Desk, steps: list[tuple[str, int]], as_staff: bool
) -> None:
    student, agent = desk.student(), desk.agent()
    chat = desk.active(student, agent)
    reader, other = (agent, student) if as_staff else (student, agent)
    view = _Reader(desk.context, reader, chat)
    view.act("_refresh_thread")
    for kind, number in steps:
        _step(desk, view, other, {"student": student, "agent": agent}, kind, number)
    view.act("_catch_up_thread")
    fresh = _Reader(desk.context, reader, chat)
    fresh.act("_refresh_thread")
    first = [*view.older, *view.tail][0].seq
    while fresh.has_older and [*fresh.older, *fresh.tail][0].seq > first:
        fresh.act("_load_older")
    # The first line shown has nothing before it; so compare from the second on.
    assert view.shown(first + 1) == fresh.shown(first + 1)
    seqs = [line.seq for line in [*view.older, *view.tail]]
    assert seqs == sorted(set(seqs))
    assert {name: getattr(view, name) for name in _VALUES} == {
        name: getattr(fresh, name) for name in _VALUES
    }


def _step(
    desk: Desk, view: _Reader, other: Actor, people: dict[str, Actor], kind: str, number: int
) -> None:
    chat = view._thread_id()
    if kind in people:
        for count in range(number):
            desk.say(people[kind], chat, f"{kind} {count}")
    elif kind == "note":
        for count in range(number):
            desk.context.write(
                messages.note, people["agent"], chat, str(uuid.uuid4()), f"note {count}"
            )
    elif kind == "wait":
        desk.clock.advance(number)
    elif kind == "read":
        view.act("_read_to", view.tail[-1].seq)
    elif kind == "other reads":
        desk.context.write(messages.mark_read, other, chat, desk.row(chat).next_seq - 1)
    else:
        view.act(
            {
                "catch up": "_catch_up_thread",
                "refresh": "_refresh_thread",
                "older": "_load_older",
            }[kind]
        )
