"""R20: 10,000 messages in a conversation cost no more than a page of them."""

import json
import time

from sqlalchemy import insert, update

from livechat.domain.vocabulary import MessageKind, SenderKind, Visibility
from livechat.store.core import CONVERSATION, MESSAGE
from livechat.store.unit_of_work import UnitOfWork
from tests.consistency import assert_consistent
from tests.factories.desk import Desk
from tests.integration.delivery.conftest import MakeLive
from tests.servers.live_app import CHAT, help_page

_MANY = 10_000
_STATE_BYTES = 200_000
# So far somebody scrolls back; every further page of short lines adds 16 kB.
_PAGES = 8


def _fill(uow: UnitOfWork, conversation_id: str, sender: int) -> None:
    found = Desk.find(uow, conversation_id)
    first = found.next_seq
    row = {
        "conversation_id": found.id,
        "sender_id": sender,
        "sender_kind": SenderKind.STUDENT,
        "sender_name": "Amina",
        "kind": MessageKind.TEXT,
        "visibility": Visibility.PUBLIC,
        "created_at": uow.now,
    }
    numbers = range(first, first + _MANY)
    rows = [{**row, "seq": n, "body": f"line {n}", "client_id": f"c{n}"} for n in numbers]
    for start in range(0, _MANY, 1000):
        uow.connection.execute(insert(MESSAGE), rows[start : start + 1000])
    uow.connection.execute(
        update(CONVERSATION).where(CONVERSATION.c.id == found.id).values(next_seq=first + _MANY)
    )


async def test_r20_pages_of_50_and_a_small_state(make_live: MakeLive) -> None:
    live = make_live()
    student = live.desk.student()
    chat = live.desk.active(student, live.desk.agent())
    live.context.write(_fill, chat, student.user_id)
    app = live.process()
    app.start()
    async with help_page(app.base_url, live.cookie(student)) as client:
        await client.until(lambda: client.state.get("tail"))
        opening = sum(len(frame) for frame in client.frames)
        assert opening < _STATE_BYTES
        assert len(client.state["tail"]) == 20
        for page in range(1, _PAGES + 1):
            before, started = len(client.frames), time.monotonic()
            await client.call(f"{CHAT}.load_older")
            oldest = client.state["older"][0]["seq"] if client.state.get("older") else 0
            await client.until(
                lambda: client.state.get("older") and client.state["older"][0]["seq"] != oldest  # noqa: B023 - used at once
            )
            took = time.monotonic() - started
            size = sum(len(frame) for frame in client.frames[before:])
            shown = [line["seq"] for line in client.state["older"]]
            assert shown == list(range(shown[0], shown[0] + len(shown)))
            state = len(json.dumps(client.state))
            print(f"page {page}: {size} bytes, {took * 1000:.0f} ms, state {state} bytes")
            assert state < _STATE_BYTES
            assert size < _STATE_BYTES
            assert len(shown) <= page * 50
    assert_consistent(live.context.database)
