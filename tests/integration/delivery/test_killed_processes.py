"""R01: whatever was acknowledged is stored once, however often the server is killed."""

import asyncio
import os
import random
import time

from livechat.domain.vocabulary import Status
from tests.consistency import assert_consistent
from tests.integration.delivery.conftest import MakeLive
from tests.servers.live_app import LiveApp
from tests.servers.sender import Sender
from tests.servers.waiting import eventually

# On each kind of database; `make chaos` sets more.
KILLS = int(os.environ.get("LIVECHAT_TEST_KILLS", "25"))
_STUDENTS = 6


async def test_r01_acknowledged_is_stored_once_over_random_kills(make_live: MakeLive) -> None:
    live = make_live(presence_lost_s="86400")
    app = live.forking()
    senders = _senders(live, lambda: app.base_url)
    tasks = [asyncio.create_task(sender.run()) for sender in senders]
    chance, started = random.Random(1), time.monotonic()
    try:
        for _ in range(KILLS):
            await asyncio.to_thread(app.start)
            before = sum(len(sender.acknowledged) for sender in senders)
            await eventually(
                lambda: sum(len(s.acknowledged) for s in senders) > before + _STUDENTS,  # noqa: B023 - used at once
                30,
            )
            await asyncio.sleep(chance.uniform(0, 0.3))  # the random point
            await asyncio.to_thread(app.kill)
        await asyncio.to_thread(app.start)
        for sender in senders:
            sender.stop()
        async with asyncio.timeout(30):
            await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    acknowledged = {sender.user_id: sender.acknowledged for sender in senders}
    assert_consistent(live.context.database, live.context.files, acknowledged)
    count = sum(len(messages) for messages in acknowledged.values())
    resends = sum(sender.resends for sender in senders)
    took = time.monotonic() - started
    print(f"{KILLS} kills in {took:.0f} s: {count} acknowledged, {resends} sent again")
    assert all(sender.connections > KILLS / 2 for sender in senders)
    for sender in senders:
        _arrived_in_order(live, sender)


def _senders(live: LiveApp, url: object) -> list[Sender]:
    made = []
    for _ in range(_STUDENTS):
        student, agent = live.desk.student(), live.desk.agent()
        chat = live.desk.active(student, agent)
        assert live.desk.row(chat).status is Status.ACTIVE
        made.append(Sender(student.user_id, live.cookie(student), chat, url))  # type: ignore[arg-type]
    return made


def _arrived_in_order(live: LiveApp, sender: Sender) -> None:
    stored = [
        (row.client_id, row.body)
        for row in live.context.read(live.desk.messages, sender.conversation)
        if row.client_id in sender.acknowledged
    ]
    assert stored == list(sender.acknowledged.items())
