"""R23, R17: two processes on one PostgreSQL, with Redis, without it, and with one killed."""

import asyncio
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from livechat.domain.actor import Actor
from livechat.services import company
from tests.consistency import assert_consistent
from tests.integration.delivery.conftest import MakeLive
from tests.integration.services.conftest import emptied
from tests.servers.live_app import CHAT, DESK, LiveApp, desk_page, help_page
from tests.servers.processes import free_port
from tests.servers.raw_client import RawClient
from tests.servers.redis_server import redis_server
from tests.servers.sender import Sender
from tests.servers.waiting import eventually

pytestmark = [pytest.mark.postgres, pytest.mark.redis]


@pytest.fixture
def database_url(postgres_url: str) -> str:
    """Several processes share a PostgreSQL."""
    return emptied(postgres_url)


def _shows(client: RawClient, text: str) -> Callable[[], bool]:
    return lambda: any(line["body"] == text for line in client.tail)


async def _send(client: RawClient, conversation: str, client_id: str, text: str) -> None:
    payload: dict[str, Any] = {"client_id": client_id, "text": text}
    payload |= {"conversation": conversation, "attachments": []}
    await client.call(f"{CHAT}.deliver", payload)
    await client.until(lambda: client_id in client.state.get("confirmed", ()))


def _uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def _chat(live: LiveApp) -> tuple[Actor, str]:
    student = live.desk.student()
    return student, live.desk.active(student, live.desk.agent())


async def test_r17_redis_away_is_polled_around_and_heals(make_live: MakeLive) -> None:
    port = free_port()
    with ExitStack() as redis:
        url = redis.enter_context(redis_server(port))
        live = make_live(redis_url=url)
        student, chat = _chat(live)
        cookie = live.cookie(student)
        one, two = live.process(), live.process()
        one.start()
        two.start()
        async with (
            help_page(one.base_url, cookie) as writer,
            help_page(two.base_url, cookie) as reader,
        ):
            await _send(writer, chat, _uuid(1), "by way of Redis")
            await reader.until(_shows(reader, "by way of Redis"), 5)

            redis.close()
            await _send(writer, chat, _uuid(2), "without Redis")
            # What the page does every 15 s.
            await reader.call(f"{CHAT}.catch_up")
            await reader.until(_shows(reader, "without Redis"), 5)
            await eventually(lambda: _bus(two.base_url) is False, 15)

            redis.enter_context(redis_server(port))
            await eventually(lambda: _bus(one.base_url) and _bus(two.base_url), 15)
            await _send(writer, chat, _uuid(3), "Redis is back")
            await reader.until(_shows(reader, "Redis is back"), 5)
    assert_consistent(live.context.database)


async def test_r17_pages_catch_up_by_themselves_when_redis_is_back(make_live: MakeLive) -> None:
    port = free_port()
    with ExitStack() as redis:
        url = redis.enter_context(redis_server(port))
        live = make_live(redis_url=url)
        student, chat = _chat(live)
        one, two = live.process(), live.process()
        one.start()
        two.start()
        cookie = live.cookie(student)
        async with (
            help_page(one.base_url, cookie) as writer,
            help_page(two.base_url, cookie) as reader,
        ):
            redis.close()
            await eventually(lambda: _bus(two.base_url) is False, 15)
            await _send(writer, chat, _uuid(1), "while Redis is away")
            assert not _shows(reader, "while Redis is away")()
            redis.enter_context(redis_server(port))
            # The page itself asks for nothing.
            await reader.until(_shows(reader, "while Redis is away"), 15)
    assert_consistent(live.context.database)


async def test_who_types_is_named_across_processes(make_live: MakeLive) -> None:
    with redis_server(free_port()) as url:
        live = make_live(redis_url=url)
        student, owner, admin = live.desk.student(), live.desk.agent(), live.desk.admin()
        chat = live.desk.active(student, owner)
        live.context.write(company.join, admin, chat)
        one, two = live.process(), live.process()
        one.start()
        two.start()
        async with (
            help_page(one.base_url, live.cookie(student)) as reader,
            desk_page(one.base_url, live.cookie(owner), chat) as near,
            desk_page(two.base_url, live.cookie(admin), chat) as far,
        ):
            await far.call(f"{DESK}.typing", {"conversation": chat})
            await reader.until(lambda: reader.state.get("typists") == [admin.name], 5)
            await near.call(f"{DESK}.typing", {"conversation": chat})
            await reader.until(lambda: reader.state["typists"] == [admin.name, owner.name], 5)
            payload: dict[str, Any] = {"client_id": _uuid(1), "text": "I have reset it"}
            payload |= {"conversation": chat, "attachments": []}
            await far.call(f"{DESK}.deliver", payload)
            await reader.until(_shows(reader, "I have reset it"), 5)
            await reader.until(lambda: reader.state["typists"] == [owner.name], 5)


def _bus(base_url: str) -> bool:
    answer = httpx.get(f"{base_url}/api/health/ready")
    return bool(answer.json()["checks"]["bus"])


async def test_r23_one_process_killed_the_other_goes_on(make_live: MakeLive) -> None:
    # No Redis at all: what the other process wrote comes with the catch-up.
    live = make_live(presence_lost_s="86400")
    student, chat = _chat(live)
    one, two = live.process(), live.process()
    one.start()
    two.start()
    address = [two.base_url]
    sender = Sender(student.user_id, live.cookie(student), chat, lambda: address[0])
    task = asyncio.create_task(sender.run())
    try:
        async with help_page(one.base_url, sender.cookie) as reader:
            await eventually(lambda: len(sender.acknowledged) >= 5)
            started = time.monotonic()
            two.stop(signal.SIGKILL)
            before = len(sender.acknowledged)
            address[0] = one.base_url  # what the proxy does
            await eventually(lambda: len(sender.acknowledged) >= before + 5)
            assert time.monotonic() - started < 10
            sender.stop()
            await task
            *_, last = sender.acknowledged.values()
            await reader.call(f"{CHAT}.catch_up")
            await reader.until(_shows(reader, last), 5)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    acknowledged = {sender.user_id: sender.acknowledged}
    assert_consistent(live.context.database, live.context.files, acknowledged)
