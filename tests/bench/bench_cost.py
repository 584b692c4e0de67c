"""What one message costs the server: processor time, statements and bytes, by rate and length."""

import argparse
import asyncio
import os
import re
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.bench.desk_data import Pair, prepare
from tests.bench.pages import Pages
from tests.bench.sockets import Timing, all_of, percentile, steady
from tests.servers.app import AppServer, app_server

_WARM_UP_S = 4.0
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_STATEMENTS = re.compile(r"^livechat_statements_total (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Spent:
    """Totals of the server since its start, and of what both pages have received."""

    cpu_s: float
    statements: float
    agent_bytes: int
    student_bytes: int


def cpu_s(leader: int) -> float:
    """Processor seconds of the processes in the group that `leader` leads, those gone too."""
    spent = 0
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except (OSError, NotADirectoryError):
            continue
        if int(fields[2]) == leader:
            spent += sum(int(ticks) for ticks in fields[11:15])
    return spent / _TICKS_PER_S


async def _statements(url: str) -> float:
    async with aiohttp.ClientSession() as session, session.get(f"{url}/api/metrics") as answer:
        found = _STATEMENTS.search(await answer.text())
        return float(found.group(1)) if found else float("nan")


async def _cost(app: AppServer, pairs: list[Pair], each_per_s: float, seconds: float) -> str:
    timing = Timing()
    async with Pages(app.url) as pages:
        students = await all_of(pages.student(pair) for pair in pairs)
        agents = await all_of(pages.agent(pair, timing.look) for pair in pairs)

        async def total() -> Spent:
            received = [sum(page.received for page in side) for side in (agents, students)]
            spent = cpu_s(app.process.pid)
            return Spent(spent, await _statements(app.url), received[0], received[1])

        def sender(number: int) -> Callable[[], Awaitable[None]]:
            async def say() -> None:
                await pages.say(students[number], pairs[number], timing.mark())

            return say

        senders = [sender(number) for number in range(len(pairs))]
        await steady(senders, each_per_s, _WARM_UP_S)
        await timing.settle(0, 20)
        before, since = await total(), time.perf_counter()
        await steady(senders, each_per_s, seconds)
        await timing.settle(since, 20)
        after = await total()
        found = timing.latencies(since)
        count = max(1, len(found))
        await all_of(page.close() for page in (*students, *agents))
    return (
        f"{len(pairs):>6} {count / seconds:>7.1f}"
        f" {1000 * (after.cpu_s - before.cpu_s) / count:>8.1f}"
        f" {(after.statements - before.statements) / count:>8.1f}"
        f" {(after.agent_bytes - before.agent_bytes) / count:>8.0f}"
        f" {(after.student_bytes - before.student_bytes) / count:>9.0f}"
        f" {percentile(found, 0.5):>8.1f} {percentile(found, 0.99):>8.1f} {timing.lost(since):>5}"
    )


def main() -> None:
    """Print the table. Jobs that run by the clock are in the figures, so low rates look worse."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, nargs="+", default=[10, 50])
    parser.add_argument("--lengths", type=int, nargs="+", default=[4, 400])
    parser.add_argument("--rate", type=float, default=0.5, help="per conversation and second")
    parser.add_argument("--seconds", type=float, default=15)
    chosen = parser.parse_args()
    print(
        f"{'length':>7} {'chats':>6} {'msg/s':>7} {'CPU ms':>8} {'SQL':>8} {'agent B':>8}"
        f" {'student B':>9} {'p50 ms':>8} {'p99 ms':>8} {'lost':>5}"
    )
    for length in chosen.lengths:
        for count in chosen.conversations:
            with tempfile.TemporaryDirectory(prefix="livechat-bench-") as name:
                pairs = prepare(Path(name), count, length)
                with app_server(Path(name)) as app:
                    row = asyncio.run(_cost(app, pairs, chosen.rate, chosen.seconds))
            print(f"{length:>7} {row}", flush=True)


if __name__ == "__main__":
    main()
