"""TRUST T30 on the real app: 500 sockets, some of which ask for much and read nothing."""

import asyncio
from contextlib import AsyncExitStack

import psutil

from livechat.domain.actor import Actor
from livechat.store.unit_of_work import UnitOfWork
from tests.bench.figures import figures
from tests.factories.desk import Desk
from tests.factories.many_messages import say_all
from tests.integration.delivery.test_slow_reader import _p95_s
from tests.integration.trust.conftest import Attacked
from tests.servers.deaf_client import DeafClient, deaf_client
from tests.servers.live_app import CHAT, help_page
from tests.servers.raw_client import raw_client

_SOCKETS, _DEAF, _OF_ONE = 500, 20, 60
# Twenty seconds without reading, and the time until all buffers on the way are full.
_GIVEN_UP_S = 120
# Measured: 42 for the first twenty, with what a first time costs, 90 for 120 of them.
_GROWN = 64 * 2**20


def _say_much(uow: UnitOfWork, conversation_id: str) -> None:
    say_all(uow, Desk.find(uow, conversation_id), [f"line {number}" for number in range(10_000)])


async def _ask_for_much(client: DeafClient) -> None:
    """What is answered with pages of messages, on and on, until the server hangs up."""
    await client.open("/help")
    try:
        while True:
            await client.call(f"{CHAT}.load_older")
            await asyncio.sleep(0.2)  # the attack itself: within the rates that are allowed
    except ConnectionError:
        return


async def _sockets(attacked: Attacked) -> float:
    return (await figures(attacked.url))["livechat_sockets_open"]


async def test_T30_500_sockets_and_deaf_ones_among_them_cost_the_others_nothing(
    attacked: Attacked,
) -> None:
    live, desk = attacked.live, attacked.live.desk
    memory = psutil.Process(attacked.site.pid).children()[0].memory_info
    talker, flooders = desk.student(), [desk.student() for _ in range(4)]
    quiet = desk.active(talker, desk.agent())
    for flooder in flooders:
        live.context.write(_say_much, desk.active(flooder, desk.agent()))
    async with AsyncExitStack() as stack:
        talking = await stack.enter_async_context(help_page(attacked.url, live.cookie(talker)))
        alone, empty = await _p95_s(talking, quiet, 20), await _sockets(attacked)
        await _crowd(attacked, stack, [desk.student() for _ in range(_SOCKETS // _OF_ONE + 1)])
        full, before = await _sockets(attacked), memory().rss
        assert full - empty == _SOCKETS - _DEAF
        flood = asyncio.create_task(_flood(attacked, flooders))
        during = await _p95_s(talking, quiet, 40)
        await flood
        grown = memory().rss - before
        print(f"p95 {alone:.3f} s alone, {during:.3f} s beside {_SOCKETS} sockets")
        print(f"{grown / 2**20:.0f} MiB more after {_DEAF} of them were cut")
        assert await _sockets(attacked) == full
        assert grown < _GROWN
        # Half a second where nothing else runs; a busy machine is slow for everybody alike.
        assert during < max(0.5, 15 * alone)


async def _crowd(attacked: Attacked, stack: AsyncExitStack, people: list[Actor]) -> None:
    """Open pages, as many as a full day has."""
    cookies = [attacked.live.cookie(person) for person in people]
    for number in range(_SOCKETS - _DEAF):
        cookie = cookies[number % len(cookies)]
        client = await stack.enter_async_context(raw_client(attacked.url, cookie=cookie))
        await client.hydrated()


async def _flood(attacked: Attacked, people: list[Actor]) -> None:
    """Until the server has cut every one of them."""
    async with AsyncExitStack() as stack, asyncio.timeout(_GIVEN_UP_S):
        cookies = [attacked.live.cookie(person) for person in people]
        deaf = [
            await stack.enter_async_context(
                deaf_client(attacked.url, cookies[number % len(cookies)])
            )
            for number in range(_DEAF)
        ]
        await asyncio.gather(*(_ask_for_much(client) for client in deaf))
