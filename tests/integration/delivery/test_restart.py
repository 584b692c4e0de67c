"""R03 and the orderly stop: what 50 open chats have in common after a restart is everything."""

import asyncio
import os
import signal
import time
from contextlib import AsyncExitStack
from typing import Any

import pytest
from sqlalchemy import func, select

from livechat.domain.actor import Actor
from livechat.domain.vocabulary import PresenceState
from livechat.services import drafts, marks, queue
from livechat.store.core import OUTBOX
from livechat.store.tables.desk import ServiceHours
from livechat.store.tables.people import AgentPresence
from livechat.store.unit_of_work import UnitOfWork
from tests.consistency import assert_consistent
from tests.integration.delivery.conftest import MakeLive
from tests.servers.live_app import LiveApp, help_page
from tests.servers.raw_client import RawClient
from tests.servers.sender import Sender
from tests.servers.waiting import eventually

_CHATS = 50
_PAGES = 10
# What the page shows of the chat, and must show again.
_SHOWN = ("stage", "unread", "my_read_seq", "other_read_seq")
_USABLE_S = 10


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
async def test_r03_restart_with_50_open_chats(make_live: MakeLive, how: signal.Signals) -> None:
    live = make_live(presence_lost_s="86400")
    students, agents, chats = _fifty_chats(live)
    cookies = [live.cookie(student) for student in students[:: _CHATS // _PAGES]]
    app = live.process()
    await asyncio.to_thread(app.start)
    async with AsyncExitStack() as stack:
        pages = [await stack.enter_async_context(help_page(app.base_url, c)) for c in cookies]
        for page in pages:
            await page.until(lambda: page.tail)  # noqa: B023 - used at once
        before, shown = _snapshot(live, agents, chats), [_shown(page) for page in pages]
        await asyncio.to_thread(app.stop, how)
        for page in pages:
            await page.closed()
    await asyncio.to_thread(app.start)
    answering = time.monotonic()
    async with AsyncExitStack() as stack:
        pages = [await stack.enter_async_context(help_page(app.base_url, c)) for c in cookies]
        for page, was in zip(pages, shown, strict=True):
            await page.until(lambda: _shown(page) == was, _USABLE_S)  # noqa: B023 - used at once
        print(f"{_PAGES} pages as before {time.monotonic() - answering:.1f} s after it answers")
        assert time.monotonic() - answering < _USABLE_S
    assert _snapshot(live, agents, chats) == before
    assert_consistent(live.context.database, live.context.files)


def _fifty_chats(live: LiveApp) -> tuple[list[Actor], list[Actor], list[str]]:
    """30 with an agent, with drafts and unread lines; 20 in the queue."""
    desk = live.desk

    def round_the_clock(uow: UnitOfWork) -> None:
        for weekday in range(7):
            uow.session.add(ServiceHours(weekday=weekday, opens_min=0, closes_min=1440))

    live.context.write(round_the_clock)
    agents = [desk.agent() for _ in range(10)]
    students = [desk.student() for _ in range(_CHATS)]
    chats = []
    for number, student in enumerate(students[:30]):
        agent = agents[number % 10]
        chat = desk.active(student, agent)
        seq = desk.say(agent, chat, "Which course is it?")
        live.context.write(marks.store, [marks.Mark(student, chat, seq, seq)])
        desk.say(agent, chat, "Are you there?")
        desk.say(student, chat, f"It is course {number}.")
        live.context.write(drafts.save, agent, chat, f"a draft for {number}")
        chats.append(chat)
    chats += [desk.queued(student) for student in students[30:]]
    live.context.write(_nobody_takes_more)
    return students, agents, chats


def _nobody_takes_more(uow: UnitOfWork) -> None:
    # Else the jobs would offer those who wait to somebody.
    for presence in uow.session.execute(select(AgentPresence)).scalars():
        presence.state = PresenceState.AWAY
        uow.session.add(presence)


def _snapshot(live: LiveApp, agents: list[Actor], chats: list[str]) -> list[Any]:
    """Owner, place, draft and unread of every chat."""
    context = live.context
    found: list[Any] = [
        (chat, row.status, row.owner_id, row.next_seq)
        for chat, row in ((chat, live.desk.row(chat)) for chat in chats)
    ]
    found += [row.id for row in context.read(queue.rows, agents[0])]
    found += [live.desk.entry(chat).seniority_at for chat in chats[30:]]
    for agent in agents:
        mine = context.read(queue.my_chats, agent)
        found += [(row.id, row.unread, context.read(drafts.load, agent, row.id)) for row in mine]
    return found


def _shown(page: RawClient) -> dict[str, Any]:
    state = {name: page.state.get(name) for name in _SHOWN}
    return {**state, "tail": page.tail, "status": page.state.get("conversation", {}).get("status")}


async def test_sigterm_says_goodbye_and_leaves_nothing_undone(make_live: MakeLive) -> None:
    live = make_live(presence_lost_s="86400")
    student = live.desk.student()
    chat = live.desk.active(student, live.desk.agent())
    app = live.process()
    await asyncio.to_thread(app.start)
    sender = Sender(student.user_id, live.cookie(student), chat, lambda: app.base_url)
    sending = asyncio.create_task(sender.run())
    async with help_page(app.base_url, sender.cookie) as page:
        await eventually(lambda: len(sender.acknowledged) > 10)
        started = time.monotonic()
        os.kill(app.pid, signal.SIGTERM)
        await page.closed()
        assert page.close_code == 1012  # service restart
        assert await asyncio.to_thread(app.wait) == 0
        print(f"stopped after {time.monotonic() - started:.1f} s")
    sender.stop()
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    assert "Traceback" not in app.log()
    # Everything that was committed was told, too: nothing is left for the next process.
    assert live.context.read(_untold) == 0
    acknowledged = {sender.user_id: sender.acknowledged}
    assert_consistent(live.context.database, live.context.files, acknowledged)


def _untold(uow: UnitOfWork) -> int:
    return uow.session.execute(select(func.count()).select_from(OUTBOX)).scalar_one()
