"""A token bucket: so many at once, so many per second after that."""

import math
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic


class TokenBucket:
    """Allows `burst` takes at once and `per_second` in the long run."""

    __slots__ = ("_burst", "_clock", "_filled_at", "_left", "_per_second")

    def __init__(
        self, burst: float, per_second: float, clock: Callable[[], float] = monotonic
    ) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._left = burst
        self._filled_at = clock()

    def take_or_wait(self) -> int:
        """0 when one more is allowed now, and taken; else the whole seconds until it will be."""
        return 0 if self.take() else max(1, math.ceil((1 - self._left) / self._per_second))

    def take(self) -> bool:
        """Whether one more is allowed now; takes it if so."""
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._filled_at) * self._per_second)
        self._filled_at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class SharedBuckets:
    """One bucket for each key, kept for a while after its last use: hanging up buys nothing."""

    def __init__(self, burst: float, per_second: float, most: int = 20_000) -> None:
        self._burst = burst
        self._per_second = per_second
        self._most = most
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def of(self, key: str) -> TokenBucket:
        """The key's bucket; the longest unused makes room when there are too many."""
        bucket = self._buckets.pop(key, None) or TokenBucket(self._burst, self._per_second)
        self._buckets[key] = bucket
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return bucket
