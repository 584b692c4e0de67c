"""R04, R05: a line that is gone, or that swallows everything, while both sides write."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from tests.bench.figures import figures
from tests.consistency import assert_consistent
from tests.integration.delivery.conftest import MakeLive
from tests.servers.live_app import CHAT, LiveApp, desk_page, help_page
from tests.servers.raw_client import RawClient
from tests.servers.sender import Sender
from tests.servers.unreliable_line import Line, UnreliableLine, unreliable_line
from tests.servers.waiting import eventually

_BOTH_WRITE = 20
_PATIENCE_S = 60
# The server holds a silent line for dead after two seconds instead of twenty.
_HASTY_PINGS = {"REFLEX_SOCKET_INTERVAL": "1", "REFLEX_SOCKET_TIMEOUT": "1"}
Meanwhile = Callable[[str], Awaitable[None]]


async def test_r04_offline_until_forgotten_while_both_write_20(make_live: MakeLive) -> None:
    # What a minute offline means to the server: the page's state is gone when it comes back.
    live = make_live(keep_states_s="1", presence_lost_s="86400")
    await _both_write(live, Line.CUT, _only_the_desk_is_left, {})


async def test_r05_half_open_until_the_server_gives_it_up(make_live: MakeLive) -> None:
    live = make_live(keep_states_s="1", presence_lost_s="86400")
    await _both_write(live, Line.SILENT, _only_the_desk_is_left, _HASTY_PINGS)


async def test_r05_half_open_for_less_than_anybody_notices(make_live: MakeLive) -> None:
    async def nothing(_: str) -> None:
        """The line is back before the first ping is missed."""

    await _both_write(make_live(presence_lost_s="86400"), Line.SILENT, nothing, {})


async def _only_the_desk_is_left(url: str) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        while (await figures(url))["livechat_states_kept"] > 2:  # noqa: ASYNC110 - the server announces nothing
            await asyncio.sleep(0.1)


async def _both_write(
    live: LiveApp, fault: Line, meanwhile: Meanwhile, variables: dict[str, str]
) -> None:
    """The student's line has the fault while both write 20 and `meanwhile` comes to pass."""
    app = live.process()
    with unreliable_line(app.port) as line:
        app.variables = {**app.variables, "LIVECHAT_ORIGINS": line.base_url, **variables}
        await asyncio.to_thread(app.start)
        student, agent = _people(live, line, app.base_url)
        async with desk_page(app.base_url, agent.cookie, agent.conversation) as watching:
            tasks = [asyncio.create_task(sender.run()) for sender in (student, agent)]
            try:
                await _further(3, student, agent)
                line.become(fault)
                tried = student.resends
                await _further(_BOTH_WRITE, agent)
                await meanwhile(app.base_url)
                if fault is Line.SILENT:
                    await eventually(lambda: student.resends > tried, _PATIENCE_S)
                line.become(Line.GOOD)
                await _further(_BOTH_WRITE, student)
                for sender in (student, agent):
                    sender.stop()
                async with asyncio.timeout(_PATIENCE_S):
                    await asyncio.gather(*tasks)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            await _same_order_everywhere(live, watching, student, agent, app.base_url)
    assert student.connections > 1
    acknowledged = {sender.user_id: sender.acknowledged for sender in (student, agent)}
    assert_consistent(live.context.database, live.context.files, acknowledged)


def _people(live: LiveApp, line: UnreliableLine, url: str) -> tuple[Sender, Sender]:
    student, agent = live.desk.student(), live.desk.agent()
    chat = live.desk.active(student, agent)
    return (
        Sender(student.user_id, live.cookie(student), chat, lambda: line.base_url),
        Sender(agent.user_id, live.cookie(agent), chat, lambda: url, is_agent=True),
    )


async def _further(count: int, *senders: Sender) -> None:
    """Until each has so many more confirmed."""
    wanted = {sender.user_id: len(sender.acknowledged) + count for sender in senders}
    await eventually(
        lambda: all(len(sender.acknowledged) >= wanted[sender.user_id] for sender in senders),
        _PATIENCE_S,
    )


async def _same_order_everywhere(
    live: LiveApp, watching: RawClient, student: Sender, agent: Sender, url: str
) -> None:
    stored = live.context.read(live.desk.messages, student.conversation)
    for sender in (student, agent):
        own = [row.client_id for row in stored if row.client_id in sender.acknowledged]
        assert own == list(sender.acknowledged)
    newest = [(row.seq, row.body) for row in stored][-15:]
    # The page that was there all the time, and one that is loaded now on either side.
    await watching.until(lambda: _shown(watching)[-15:] == newest)
    async with (
        help_page(url, student.cookie) as fresh,
        desk_page(url, agent.cookie, agent.conversation) as desk,
    ):
        await fresh.call(f"{CHAT}.catch_up")
        await fresh.until(lambda: _shown(fresh)[-15:] == newest)
        await desk.until(lambda: _shown(desk)[-15:] == newest)


def _shown(page: RawClient) -> list[tuple[Any, Any]]:
    return [(line["seq"], line["body"]) for line in page.tail]
