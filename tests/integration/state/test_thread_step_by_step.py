"""R27: a thread followed step by step looks like one that is read afresh, for random histories."""

import asyncio
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from types import FunctionType
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from reflex_base.vars.base import Field

from livechat import composition
from livechat.adapters.clock import FakeClock
from livechat.domain.actor import Actor
from livechat.services import access, marks, messages, threads
from livechat.services.context import Context, set_context
from livechat.settings import load
from livechat.state.thread import ThreadState
from livechat.state.thread_window import ThreadWindow
from livechat.store import migrations
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk

# The logic of the state without Reflex around it: the same functions, a plain object.
_PARTS = {**vars(ThreadWindow), **vars(ThreadState)}
_LOGIC = {name: part for name, part in _PARTS.items() if isinstance(part, FunctionType)}
_FIELDS = {name: part for name, part in _PARTS.items() if isinstance(part, Field)}
_VALUES = ("my_read_seq", "other_read_seq", "other_delivered_seq", "unread")


class _Reader:
    """One reader's view of a conversation; `act` runs the state's functions on it."""

    def __init__(self, context: Context, actor: Actor, conversation: str) -> None:
        self._context, self._reader, self._conversation = context, actor, conversation
        self._tail: tuple[Any, ...]
        self._pages: tuple[Any, ...]
        for name, field in _FIELDS.items():
            setattr(self, name, field.default_value())

    def __getattr__(self, name: str) -> Any:
        return _LOGIC[name].__get__(self)

    def _thread_id(self) -> str:
        return self._conversation

    async def _read(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return self._context.read(query, self._reader, *args, **kwargs)

    async def _actor(self) -> Actor:
        return self._reader

    def _has_seen(self, topic: str, seq: int) -> None:
        """Nobody wakes this reader."""

    async def _run(self, service: Callable[..., Any], *args: Any) -> Any:
        return service(*args)

    async def _write(self, use_case: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return self._context.write(use_case, self._reader, *args, **kwargs)

    def act(self, name: str, *args: Any) -> None:
        asyncio.run(getattr(self, name)(*args))


_STEPS = st.one_of(
    st.tuples(st.just("student"), st.integers(1, 12)),
    st.tuples(st.just("agent"), st.integers(1, 12)),
    st.tuples(st.just("agent"), st.integers(45, 60)),
    st.tuples(st.just("note"), st.integers(1, 3)),
    st.tuples(st.just("wait"), st.sampled_from([1, 400, 90_000])),
    st.tuples(st.just("catch up"), st.just(0)),
    st.tuples(st.just("refresh"), st.just(0)),
    st.tuples(st.just("older"), st.integers(1, 7)),
    st.tuples(st.just("newer"), st.integers(1, 7)),
    st.tuples(st.just("latest"), st.just(0)),
    st.tuples(st.just("read"), st.just(0)),
    st.tuples(st.just("other reads"), st.just(0)),
)


_ACTS = {
    "catch up": "_catch_up_thread",
    "refresh": "_refresh_thread",
    "older": "_load_older",
    "newer": "_load_newer",
}


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """One database for all histories: each has a conversation of its own."""
    with tempfile.TemporaryDirectory() as folder:
        variables = {"LIVECHAT_DATA_DIR": folder, "LIVECHAT_SQLITE_SYNCHRONOUS": "NORMAL"}
        context = composition.build_context(load(variables))
        migrations.upgrade(context.database.engine)
        set_context(context)
        yield Desk(context, FakeClock(datetime(2026, 11, 3, 11, 0, tzinfo=UTC)), [])
        set_context(None)
        context.database.close()


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(_STEPS, min_size=1, max_size=25),
    as_staff=st.booleans(),
    said=st.sampled_from([0, 300]),
)
@example(steps=[("older", 7), ("newer", 1)], as_staff=False, said=301)
@example(steps=[("older", 7), ("student", 5), ("newer", 2)], as_staff=True, said=302)
@example(steps=[("older", 7), ("newer", 7), ("agent", 12)], as_staff=False, said=303)
@example(steps=[("older", 6), ("latest", 0), ("older", 1)], as_staff=True, said=300)
@example(steps=[("agent", 40), ("catch up", 0), ("agent", 3)], as_staff=False, said=0)
def test_r27_step_by_step_is_as_afresh(
    desk: Desk, steps: list[tuple[str, int]], as_staff: bool, said: int
) -> None:
    student, agent = desk.student(), desk.agent()
    chat = desk.active(student, agent)
    desk.context.write(_talk, student, agent, chat, said)
    reader, other = (agent, student) if as_staff else (student, agent)
    view = _Reader(desk.context, reader, chat)
    view.act("_refresh_thread")
    for kind, number in steps:
        _step(desk, view, other, {"student": student, "agent": agent}, kind, number)
    view.act("_catch_up_thread")
    everything = desk.context.read(_all_lines, reader, chat)
    pages, tail = view._older(), view._tail
    assert _is_part(everything, tail)
    assert [line.seq for line in tail][-1:] == [line["seq"] for line in everything[-1:]]
    assert _is_part(everything, (*pages, *(() if view.has_newer else tail)))
    assert not view.has_newer or pages[-1].seq < tail[0].seq - 1
    first = (pages or tail)[0].seq
    assert view.has_older == any(line["seq"] < first for line in everything)
    fresh = _Reader(desk.context, reader, chat)
    fresh.act("_refresh_thread")
    assert {name: getattr(view, name) for name in _VALUES} == {
        name: getattr(fresh, name) for name in _VALUES
    }


def _talk(uow: UnitOfWork, student: Actor, agent: Actor, chat: str, said: int) -> None:
    for number in range(said):
        actor = agent if number % 3 else student
        messages.post(uow, actor, chat, str(uuid.uuid4()), f"before {number}")


def _all_lines(uow: UnitOfWork, reader: Actor, chat: str) -> list[dict[str, Any]]:
    span = threads.Span(after=0, before=0, limit=100_000)
    found = threads.page(uow, reader, access.readable(uow, reader, chat), span)
    return [dict(vars(line)) for line in found.messages]


def _is_part(everything: list[dict[str, Any]], lines: Sequence[Any]) -> bool:
    """Whether the lines stand there so; the first one shown has nothing before it."""
    start = next((n for n, line in enumerate(everything) if line["seq"] == lines[0].seq), 0)
    found = everything[start : start + len(lines)]
    seqs = [line["seq"] for line in found] == [line.seq for line in lines]
    return seqs and found[1:] == [dict(vars(line)) for line in lines[1:]]


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
        view.act("_read_to", view._tail[-1].seq)
    elif kind == "other reads":
        newest = desk.row(chat).next_seq - 1
        desk.context.write(marks.store, [marks.Mark(other, chat, newest, newest)])
    elif kind == "latest":
        view._to_latest()
    else:
        for _ in range(max(1, number)):
            view.act(_ACTS[kind])
