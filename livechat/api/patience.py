"""How long a socket may keep its server waiting: for a browser that reads, hardly ever."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any


class Patience:
    """Seconds that somebody may take to read what is sent, `most` at once; a quarter comes back.

    Whoever reads nothing is given up after `most` seconds. Whoever reads just enough to be never
    late would let what waits behind grow for ever: that one is given up a little later.
    """

    def __init__(self, most: float = 20, clock: Callable[[], float] = monotonic) -> None:
        self._most = most
        self._clock = clock
        self._left = most
        self._ended_at = clock()

    def begin(self) -> float:
        """The seconds that are left for what is sent now."""
        self._started_at = self._clock()
        rested = self._started_at - self._ended_at
        self._left = min(self._most, self._left + rested / 4)
        return self._left

    def end(self) -> None:
        """It has been taken."""
        self._ended_at = self._clock()
        self._left -= self._ended_at - self._started_at


class Watch:
    """Ends what takes longer than somebody's patience: one timer for many sendings, as nearly
    all of them are over in a moment."""

    def __init__(self, patience: Patience | None = None) -> None:
        self._patience = patience or Patience()
        self._until: dict[asyncio.Task[Any], float] = {}
        self._late: set[asyncio.Task[Any]] = set()
        self._timer: asyncio.TimerHandle | None = None

    async def over(self, sending: Awaitable[object]) -> None:
        """Wait for it; TimeoutError when the patience is over."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        if task is None:
            raise RuntimeError("only a task can be ended")
        cancelled_before = task.cancelling()
        self._until[task] = until = loop.time() + self._patience.begin()
        if self._timer is None:
            self._timer = loop.call_at(until, self._look)
        try:
            await sending
        except asyncio.CancelledError:
            # Somebody else may have cancelled it, too.
            if task not in self._late or task.uncancel() > cancelled_before:
                raise
            raise TimeoutError from None
        finally:
            del self._until[task]
            self._late.discard(task)
            self._patience.end()

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer, now = None, loop.time()
        for task in [task for task, until in self._until.items() if until <= now]:
            if task not in self._late:
                self._late.add(task)
                task.cancel()
        waiting = [until for task, until in self._until.items() if task not in self._late]
        if waiting:
            self._timer = loop.call_at(min(waiting), self._look)
