"""Everybody who has a page open during a soak: people in conversation, readers, comers and goers.

They are websockets without browsers, and do what pages do: answer pings, catch up every 15 s.
"""

import asyncio
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.bench.desk_data import Pair
from tests.bench.pages import Pages
from tests.bench.sockets import Sender, Socket, Timing, all_of

_CATCH_UP_S = 15.0


@dataclass
class Crowd:
    """Pages on one server; what is sent on one side of a conversation is timed on the other."""

    pages: Pages
    pairs: Sequence[Pair]
    cookies: Sequence[str]
    by_students: Timing = field(default_factory=lambda: Timing(numbers=itertools.count(0, 2)))
    by_agents: Timing = field(default_factory=lambda: Timing(numbers=itertools.count(1, 2)))
    senders: list[Sender] = field(default_factory=list)
    turned_over: int = 0
    _students: list[Socket] = field(default_factory=list)
    _agents: list[Socket] = field(default_factory=list)
    _visitors: list[Socket] = field(default_factory=list)

    async def come(self) -> None:
        """Open everybody's page."""
        both = await all_of(self._pair(pair) for pair in self.pairs)
        self.senders = [sender for pair in both for sender in pair]
        self._visitors = await all_of(self.pages.visitor(cookie) for cookie in self.cookies)

    async def leave(self) -> None:
        """Close everybody's page."""
        await all_of(socket.close() for socket in self._everybody())

    def __len__(self) -> int:
        return len(self._students) + len(self._agents) + len(self._visitors)

    async def catch_up(self) -> None:
        """Until cancelled: every page in its turn, each every 15 s."""
        while True:
            agents = set(map(id, self._agents))
            everybody = list(self._everybody())
            # Not all desks one after the other: people's pages were opened at any time.
            step = math.isqrt(len(everybody))
            mixed = [one for first in range(step) for one in everybody[first::step]]
            for socket in mixed:
                await self.pages.catch_up(socket, is_desk=id(socket) in agents)
                await asyncio.sleep(_CATCH_UP_S / len(everybody))

    async def turn_over(self, each_s: float) -> None:
        """Until cancelled: every so many seconds one reader goes and comes back as a new page."""
        for number in itertools.cycle(range(len(self._visitors))):
            await asyncio.sleep(each_s)
            await self._visitors[number].close()
            self._visitors[number] = await self.pages.visitor(self.cookies[number])
            self.turned_over += 1

    def _everybody(self) -> Iterator[Socket]:
        return itertools.chain(self._students, self._agents, self._visitors)

    async def _pair(self, pair: Pair) -> tuple[Sender, Sender]:
        student = await self.pages.student(pair, self.by_agents.look)
        self._students.append(student)
        agent = await self.pages.agent(pair, self.by_students.look)
        self._agents.append(agent)

        async def say() -> None:
            await self.pages.say(student, pair, self.by_students.mark())

        async def answer() -> None:
            await self.pages.answer(agent, pair, self.by_agents.mark())

        return say, answer
