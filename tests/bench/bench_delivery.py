"""From a student's send to the agent's page, beside a bare relay measured in the same run."""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.bench.desk_data import Pair, prepare
from tests.bench.pages import Pages
from tests.bench.sockets import (
    Socket,
    Timing,
    all_of,
    connect,
    percentile,
    steady,
)
from tests.servers.app import app_server
from tests.servers.processes import child, free_port

_PER_S = 0.5
_WARM_UP_S = 5.0


@dataclass(frozen=True)
class Result:
    """Milliseconds; `rate` is what was sent in a second."""

    what: str
    conversations: int
    rate: float
    p50: float
    p95: float
    p99: float
    lost: int


def _result(what: str, count: int, timing: Timing, since: float, seconds: float) -> Result:
    found = timing.latencies(since)
    sent = len(found) + timing.lost(since)
    return Result(
        what,
        count,
        sent / seconds,
        percentile(found, 0.5),
        percentile(found, 0.95),
        percentile(found, 0.99),
        timing.lost(since),
    )


async def _measure(
    what: str,
    senders: list[Callable[[], Awaitable[None]]],
    timing: Timing,
    seconds: float,
) -> Result:
    await steady(senders, _PER_S, _WARM_UP_S)
    since = time.perf_counter()
    await steady(senders, _PER_S, seconds)
    await timing.settle(since, 10)
    return _result(what, len(senders), timing, since, seconds)


async def _relay(count: int, seconds: float, port: int) -> Result:
    url = f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"
    timing = Timing()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def open_one(number: int, look: Callable[[str], None]) -> Socket:
            socket = await connect(session, url, look)
            await socket.until("40", socket.send("40"))
            await socket.send("42" + json.dumps(["join", f"room{number}"]))
            return socket

        students = await all_of(open_one(n, lambda _: None) for n in range(count))
        agents = await all_of(open_one(n, timing.look) for n in range(count))

        def sender(number: int) -> Callable[[], Awaitable[None]]:
            async def say() -> None:
                data = {"room": f"room{number}", "text": timing.mark()}
                await students[number].send("42" + json.dumps(["say", data]))

            return say

        result = await _measure("bare relay", [sender(n) for n in range(count)], timing, seconds)
        await all_of(socket.close() for socket in (*students, *agents))
    return result


async def _livechat(pairs: list[Pair], seconds: float, url: str, what: str) -> Result:
    timing = Timing()
    async with Pages(url) as pages:
        students = await all_of(pages.student(pair) for pair in pairs)
        agents = await all_of(pages.agent(pair, timing.look) for pair in pairs)

        def sender(number: int) -> Callable[[], Awaitable[None]]:
            async def say() -> None:
                await pages.say(students[number], pairs[number], timing.mark())

            return say

        result = await _measure(what, [sender(n) for n in range(len(pairs))], timing, seconds)
        await all_of(socket.close() for socket in (*students, *agents))
    return result


def _row(result: Result, relay: Result) -> str:
    return (
        f"{result.conversations:>13} {result.what:<24} {result.rate:>7.1f}"
        f" {result.p50:>8.1f} {result.p95:>8.1f} {result.p99:>8.1f}"
        f" {result.p99 / relay.p99:>9.1f} {result.lost:>6}"
    )


def main() -> None:
    """Print the table; every conversation sends one message in two seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, nargs="+", default=[50, 200, 500])
    parser.add_argument("--seconds", type=float, default=20)
    chosen = parser.parse_args()
    print(
        f"{'conversations':>13} {'what':<24} {'msg/s':>7} {'p50 ms':>8} {'p95 ms':>8}"
        f" {'p99 ms':>8} {'p99/relay':>9} {'lost':>6}"
    )
    for count in chosen.conversations:
        with tempfile.TemporaryDirectory(prefix="livechat-bench-") as name:
            folder, port = Path(name), free_port()
            command = [sys.executable, "-m", "tests.bench.relay", str(port)]
            with child(command, folder / "relay.log", ready=lambda p=port: _listens(p)):
                relay = asyncio.run(_relay(count, chosen.seconds, port))
            print(_row(relay, relay), flush=True)
            pairs = prepare(folder, count)
            with app_server(folder) as app:
                own = asyncio.run(_livechat(pairs, chosen.seconds, app.url, "Livechat, SQLite"))
            print(_row(own, relay), flush=True)


def _listens(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    main()
