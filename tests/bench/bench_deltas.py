"""Bytes that one message costs on both pages, by the length of the conversation."""

import asyncio
import tempfile
from pathlib import Path

from tests.bench.desk_data import Pair, prepare
from tests.bench.pages import Pages
from tests.bench.sockets import Timing
from tests.servers.app import app_server

_LENGTHS = (10, 100, 1000)
_MESSAGES = 12


async def _bytes(url: str, pair: Pair) -> tuple[float, float]:
    """(agent's, student's) bytes received for a message of the student."""
    timing = Timing()
    async with Pages(url) as pages:
        student = await pages.student(pair)
        agent = await pages.agent(pair, timing.look)
        before = (0, 0)
        for number in range(_MESSAGES + 2):
            if number == 2:  # the first ones also carry marks and lists that change once
                before = (agent.received, student.received)
            await pages.say(student, pair, timing.mark())
            await timing.settle(0, 10)
            await asyncio.sleep(0.3)  # receipts on their way back belong to the message
        spent = (agent.received - before[0], student.received - before[1])
        await student.close()
        await agent.close()
    return spent[0] / _MESSAGES, spent[1] / _MESSAGES


def main() -> None:
    """Print the table; the ratio is to the shortest conversation."""
    print(f"{'messages':>9} {'agent B/msg':>12} {'student B/msg':>14} {'ratio':>6}")
    first = 0.0
    for length in _LENGTHS:
        with tempfile.TemporaryDirectory(prefix="livechat-bench-") as name:
            folder = Path(name)
            (pair,) = prepare(folder, 1, length)
            with app_server(folder) as app:
                agent, student = asyncio.run(_bytes(app.url, pair))
        first = first or agent
        print(f"{length:>9} {agent:>12.0f} {student:>14.0f} {agent / first:>6.2f}", flush=True)


if __name__ == "__main__":
    main()
