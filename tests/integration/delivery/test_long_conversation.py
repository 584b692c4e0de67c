"""R20: 10,000 messages in a conversation cost no more than a page of them."""

import json
import time

from livechat.store.unit_of_work import UnitOfWork
from tests.consistency import assert_consistent
from tests.factories.desk import Desk
from tests.factories.many_messages import say_all
from tests.integration.delivery.conftest import MakeLive
from tests.servers.live_app import CHAT, help_page
from tests.servers.raw_client import RawClient

_MANY = 10_000
_STATE_BYTES = 200_000
# Somebody scrolls back so far, and then all the way to the newest message again.
_PAGES = 12


def _fill(uow: UnitOfWork, conversation_id: str) -> None:
    found = Desk.find(uow, conversation_id)
    say_all(uow, found, [f"line {found.next_seq + n}" for n in range(_MANY)])


async def test_r20_pages_of_50_and_a_small_state(make_live: MakeLive) -> None:
    live = make_live()
    student = live.desk.student()
    chat = live.desk.active(student, live.desk.agent())
    live.context.write(_fill, chat)
    app = live.process()
    app.start()
    async with help_page(app.base_url, live.cookie(student)) as client:
        await client.until(lambda: client.tail)
        opening = sum(len(frame) for frame in client.frames)
        assert opening < _STATE_BYTES
        assert len(client.tail) == 20
        seen: set[int] = set()
        newest = [line["seq"] for line in client.tail]
        while client.state.get("has_older") and len(seen) < _PAGES * 50:
            await _turn(client, "load_older", at=0)
            seen |= {line["seq"] for line in client.older}
        assert client.state["has_newer"]
        assert seen == set(range(min(seen), newest[0]))
        while client.state["has_newer"]:
            await _turn(client, "load_newer", at=-1)
        shown = [line["seq"] for line in [*client.older, *client.tail]]
        assert shown == list(range(shown[0], newest[-1] + 1))
        await client.call(f"{CHAT}.to_latest")
        await client.until(lambda: not client.older)
        assert client.state["has_older"]
        assert [line["seq"] for line in client.tail] == newest
    assert_consistent(live.context.database)


async def _turn(client: RawClient, handler: str, at: int) -> None:
    """Ask for a page; it and all that the browser then holds is small and without gaps."""
    before, started = len(client.frames), time.monotonic()
    was = client.older[at]["seq"] if client.older else 0
    await client.call(f"{CHAT}.{handler}")
    await client.until(
        lambda: (
            (client.older and client.older[at]["seq"] != was) or not client.state["has_newer"]
            if at
            else client.older and client.older[at]["seq"] != was
        )
    )
    size = sum(len(frame) for frame in client.frames[before:])
    shown, state = [line["seq"] for line in client.older], len(json.dumps(client.state))
    took = (time.monotonic() - started) * 1000
    print(f"{handler} {shown[0]}: {size} bytes, {took:.0f} ms, state {state} bytes")
    assert shown == list(range(shown[0], shown[0] + len(shown)))
    assert state < _STATE_BYTES
    assert size < _STATE_BYTES
