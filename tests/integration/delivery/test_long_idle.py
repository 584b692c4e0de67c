"""R18: 61 minutes without a keystroke, the page open and connected."""

import asyncio
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from livechat.store.tables.desk import QueueEntry, ServiceHours
from livechat.store.unit_of_work import UnitOfWork
from tests.consistency import assert_consistent
from tests.integration.delivery.conftest import MakeLive
from tests.servers.live_app import CHAT, help_page
from tests.servers.moved_clock import VARIABLE, MovedClock
from tests.servers.raw_client import RawClient
from tests.servers.waiting import eventually

_MINUTES = 61
# In steps: a clock that jumps further than the server's patience looks like a page that is gone.
_STEP_MIN = 5
_SHOWN = ("stage", "unread", "my_read_seq", "other_read_seq", "conversation")


def _always_open(uow: UnitOfWork) -> None:
    for weekday in range(7):
        uow.session.add(ServiceHours(weekday=weekday, opens_min=0, closes_min=1440))


def _seen_at(uow: UnitOfWork) -> object:
    return uow.session.execute(select(func.max(col(QueueEntry.student_seen_at)))).scalar_one()


def _shown(page: RawClient) -> dict[str, Any]:
    return {name: page.state[name] for name in _SHOWN} | {"tail": page.tail}


async def test_r18_61_minutes_idle_still_signed_in_with_the_same_view(
    make_live: MakeLive, tmp_path: Path
) -> None:
    live = make_live(heartbeat_s="1")
    live.context.write(_always_open)
    clock = MovedClock(tmp_path / "clock")
    clock.move_to(0)
    student = live.desk.student()
    chat = live.desk.queued(student)
    app = live.forking(**{VARIABLE: str(tmp_path / "clock")})
    await asyncio.to_thread(app.start)
    async with help_page(app.base_url, live.cookie(student)) as page:
        await page.until(lambda: page.tail)
        place = live.desk.entry(chat)
        before = _shown(page)
        for minutes in [*range(_STEP_MIN, _MINUTES, _STEP_MIN), _MINUTES]:
            now = clock.move_to(60 * minutes)
            await page.call(f"{CHAT}.catch_up")  # what the page does by itself
            await eventually(lambda: live.context.read(_seen_at) >= now, 15)  # noqa: B023 - used at once
        frames = len(page.frames)
        await page.call(f"{CHAT}.catch_up")
        await page.until(lambda: len(page.frames) > frames)
        assert not page.is_closed
        assert _shown(page) == before
        after = live.desk.entry(chat)
        assert (after.public_id, after.state, after.seniority_at) == (
            place.public_id,
            place.state,
            place.seniority_at,
        )
        client_id = "00000000-0000-4000-8000-000000000018"
        said = {"client_id": client_id, "text": "I am still here."}
        await page.call(f"{CHAT}.deliver", said | {"conversation": chat, "attachments": []})
        await page.until(lambda: client_id in page.state.get("confirmed", ()))
    assert_consistent(live.context.database, live.context.files)
