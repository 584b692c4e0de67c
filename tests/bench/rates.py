"""How fast and how much: latencies at a rate, and the highest rate that is still good."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.conversations import Conversations
from tests.bench.processor import Stopwatch
from tests.bench.sockets import Sender, percentile, steady

# The generator takes one core at most; from here on it measures itself.
_SATURATED = 0.85
_GOOD_P99_MS = 200
_PATIENCE_S = 10.0


@dataclass(frozen=True)
class Measured:
    """Milliseconds; `rate` was sent in a second, `server_ms` is processor time of a message."""

    conversations: int
    asked: float
    rate: float
    p50: float
    p99: float
    lost: int
    server_ms: float
    generator: float

    @property
    def is_generator_full(self) -> bool:
        """Whether the figures are the generator's own limits, not the server's."""
        return self.generator > _SATURATED

    @property
    def is_good(self) -> bool:
        """Kept up with what was asked, lost nothing, and nearly all were there in time."""
        kept_up = self.rate > 0.95 * self.asked
        return kept_up and self.lost == 0 and self.p99 < _GOOD_P99_MS


async def measure(
    there: Conversations, sessions: Sequence[int], rate: float, seconds: float, warm_up_s: float
) -> Measured:
    """Send `rate` messages a second, spread over all conversations."""
    timing, each = there.timing, rate / len(there.senders)
    timing.forget()
    await steady(there.senders, each, warm_up_s)
    watch, since = Stopwatch(sessions), time.perf_counter()
    await steady(_turned(there.senders, int(rate * warm_up_s)), each, seconds)
    sending_s, own_s, _ = watch.read()
    await timing.settle(since, _PATIENCE_S)
    found, lost = timing.latencies(since), timing.lost(since)
    return Measured(
        conversations=len(there.senders),
        asked=rate,
        rate=(len(found) + lost) / sending_s,
        p50=percentile(found, 0.5),
        p99=percentile(found, 0.99),
        lost=lost,
        server_ms=1000 * watch.read()[2] / max(1, len(found)),
        generator=own_s / sending_s,
    )


async def highest(
    there: Conversations, sessions: Sequence[int], first: float, seconds: float, limit_s: float
) -> tuple[Measured | None, bool]:
    """The highest rate that is good, by doubling and then halving the gap, to an eighth.

    Also whether the generator was what gave in. None: not even the `first` rate was good.
    """
    until = time.monotonic() + limit_s
    best: Measured | None = None
    low, high = 0.0, math.inf
    rate, is_full = first, False
    while time.monotonic() < until and high - low > max(low / 8, 5):
        tried = await measure(there, sessions, rate, seconds, 1)
        if tried.is_good:
            best, low = tried, rate
        else:
            high, is_full = rate, tried.is_generator_full
        rate = low * 2 if high == math.inf else (low + high) / 2
    return best, is_full


def _turned(senders: Sequence[Sender], turns: int) -> list[Sender]:
    """Go on with whose turn it is after the warm-up."""
    at = turns % len(senders)
    return [*senders[at:], *senders[:at]]
