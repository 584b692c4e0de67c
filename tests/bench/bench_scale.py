"""What one message of a student costs: bytes to both pages, statements, processor time.

By the length of the conversation, and by how many others are open beside it.
"""

import asyncio
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.desk_data import Pair, prepare
from tests.bench.figures import figures
from tests.bench.pages import Pages
from tests.bench.sockets import Socket, Timing, all_of
from tests.servers.app import app_server

_LENGTHS = (10, 100, 1000)
_OTHERS = (1, 50, 200)
_MESSAGES = 12
# The first ones also carry marks and lists that change once.
_WARM_UP = 3
_IDLE_S = 4.0


@dataclass(frozen=True)
class Costs:
    """Of one message, without what the app does anyway in the same time."""

    agent_bytes: float
    student_bytes: float
    statements: float
    cpu_ms: float


async def _costs(url: str, pairs: list[Pair]) -> Costs:
    """The first pair talks; the others have their pages open and are silent."""
    timing = Timing()
    async with Pages(url) as pages:
        others = await all_of(_both(pages, pair, Timing()) for pair in pairs[1:])
        student, agent = await _both(pages, pairs[0], timing)
        await _say(pages, student, pairs[0], timing, _WARM_UP)
        idle = await _spent(url, agent, student, asyncio.sleep(_IDLE_S))
        spent = await _spent(url, agent, student, _say(pages, student, pairs[0], timing, _MESSAGES))
        await all_of(
            socket.close() for socket in (student, agent, *(s for both in others for s in both))
        )
    busy = [spent[name] - idle[name] / idle["s"] * spent["s"] for name in _COUNTED]
    return Costs(*(value / _MESSAGES for value in busy))


_COUNTED = ("agent", "student", "statements", "cpu_ms")


async def _both(pages: Pages, pair: Pair, timing: Timing) -> tuple[Socket, Socket]:
    return await pages.student(pair), await pages.agent(pair, timing.look)


async def _say(pages: Pages, student: Socket, pair: Pair, timing: Timing, count: int) -> None:
    for _ in range(count):
        await pages.say(student, pair, timing.mark())
        await timing.settle(0, 10)
        await asyncio.sleep(0.3)  # receipts on their way back belong to the message


async def _spent(url: str, agent: Socket, student: Socket, work: object) -> dict[str, float]:
    before, started = await figures(url), time.perf_counter()
    received = agent.received, student.received
    await work  # type: ignore[misc]
    after = await figures(url)
    return {
        "agent": agent.received - received[0],
        "student": student.received - received[1],
        "statements": after["livechat_statements_total"] - before["livechat_statements_total"],
        "cpu_ms": 1000 * (after["process_cpu_seconds_total"] - before["process_cpu_seconds_total"]),
        "s": time.perf_counter() - started,
    }


def measure(count: int, length: int) -> Costs:
    """`count` open conversations of `length` messages."""
    with tempfile.TemporaryDirectory(prefix="livechat-bench-") as name:
        pairs = prepare(Path(name), count, length)
        with app_server(Path(name), messages_per_min="0") as app:
            return asyncio.run(_costs(app.url, pairs))


def _table(title: str, found: dict[int, Costs]) -> None:
    print(f"{title:>20} {'agent B':>9} {'student B':>10} {'statements':>11} {'CPU ms':>8}")
    for number, costs in found.items():
        print(
            f"{number:>20} {costs.agent_bytes:>9.0f} {costs.student_bytes:>10.0f}"
            f" {costs.statements:>11.1f} {costs.cpu_ms:>8.1f}"
        )
    print(flush=True)


def main() -> None:
    """Print both tables."""
    _table("messages before", {length: measure(1, length) for length in _LENGTHS})
    _table("open conversations", {count: measure(count, 10) for count in _OTHERS})


if __name__ == "__main__":
    main()
