"""How long a socket may keep its server waiting: for a browser that reads, hardly ever."""

from collections.abc import Callable
from time import monotonic


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
