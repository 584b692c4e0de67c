"""Two processes' buses over a real Redis, which may go away and come back (R17)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from livechat.realtime.bus import Event
from livechat.realtime.redis_bus import RECOVERED, RedisBus
from tests.servers.redis_server import redis_server

pytestmark = pytest.mark.redis
PATIENCE_S = 20


@asynccontextmanager
async def running(bus: RedisBus) -> AsyncIterator[asyncio.Queue[Event]]:
    heard: asyncio.Queue[Event] = asyncio.Queue()

    async def listen() -> None:
        async for event in bus.subscribe():
            await heard.put(event)

    tasks = [asyncio.create_task(listen()), asyncio.create_task(bus.run())]
    await asyncio.sleep(0)  # one turn of the loop: both tasks have begun to listen
    try:
        yield heard
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(bus.close)


async def expect(heard: "asyncio.Queue[Event]", topic: str) -> Event:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            event = await heard.get()
            if event.topic == topic:
                return event


async def test_an_event_reaches_the_other_process_and_the_own_once(redis_url: str) -> None:
    one, two = RedisBus(redis_url), RedisBus(redis_url)
    async with running(one) as heard_by_one, running(two) as heard_by_two:
        await expect(heard_by_one, RECOVERED)
        await expect(heard_by_two, RECOVERED)
        one.publish(Event("conversation:a", {"kind": "message", "seq": 3}))
        one.publish(Event("end"))
        assert (await expect(heard_by_two, "conversation:a")).payload["seq"] == 3
        await expect(heard_by_two, "end")
        topics = [(await heard_by_one.get()).topic for _ in range(2)]
        assert topics == ["conversation:a", "end"]
        two.publish(Event("back"))
        await expect(heard_by_one, "back")
        assert heard_by_one.empty()
        assert one.is_healthy
        assert two.is_healthy


async def test_r17_without_redis_the_own_listeners_still_hear(tmp_path: Path) -> None:
    with redis_server() as url:
        bus = RedisBus(url)
    async with running(bus) as heard:
        bus.publish(Event("queue"))
        await expect(heard, "queue")
        assert not bus.is_healthy
