"""The bus of one process: everybody hears everything once and in order, whoever says it."""

import asyncio
from collections.abc import AsyncIterator

from livechat.realtime.bus import Event
from livechat.realtime.local_bus import LocalBus


async def _first(events: AsyncIterator[Event], count: int) -> list[str]:
    heard: list[str] = []
    async for event in events:
        heard.append(event.topic)
        if len(heard) == count:
            break
    return heard


async def test_every_listener_hears_what_threads_say_in_order() -> None:
    bus = LocalBus()
    heard = [asyncio.create_task(_first(bus.subscribe(), 300)) for _ in range(3)]
    await asyncio.sleep(0)

    def say(first: int) -> None:
        for number in range(first, first + 150):
            bus.publish(Event(f"{number}", {}))

    await asyncio.to_thread(say, 0)
    await asyncio.to_thread(say, 150)
    expected = [f"{number}" for number in range(300)]
    async with asyncio.timeout(5):
        assert await asyncio.gather(*heard) == [expected] * 3


async def test_what_is_said_after_a_listener_has_come_back_is_heard() -> None:
    bus = LocalBus()
    for topic in ("first", "second"):
        hearing = asyncio.create_task(_first(bus.subscribe(), 1))
        await asyncio.sleep(0)
        bus.publish(Event(topic, {}))
        assert await asyncio.wait_for(hearing, 5) == [topic]


async def test_two_loops_hear_of_it_both() -> None:
    bus = LocalBus()
    here = asyncio.create_task(_first(bus.subscribe(), 2))

    async def elsewhere() -> list[str]:
        hearing = asyncio.create_task(_first(bus.subscribe(), 1))
        await asyncio.sleep(0)
        bus.publish(Event("from there", {}))
        return await asyncio.wait_for(hearing, 5)

    there = asyncio.to_thread(asyncio.run, elsewhere())
    assert await asyncio.wait_for(there, 5) == ["from there"]
    bus.publish(Event("from here", {}))
    assert await asyncio.wait_for(here, 5) == ["from there", "from here"]
