"""Keeping wait promises: widen or narrow what is shown by what really happened."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

LOW_SHARE, HIGH_SHARE = 0.5, 0.9
# Seconds added before scaling, so that very short waits do not swing the factor.
OFFSET_S = 30.0
_FIRST_STEP, _LEAST_STEP = 0.15, 0.01
_MOST = math.log(4.0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the forecast said before calibration, and the wait that followed, in seconds.

    For a student who left the queue, `waited_s` is the wait until the place's turn came: when
    the next one behind was taken. Leaving those out would make long waits look short.
    """

    raw_low_s: float
    raw_high_s: float
    waited_s: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Factors for P50 and P90; 1.0 leaves the forecast as it is."""

    low: float = 1.0
    high: float = 1.0

    def apply(self, low_s: float, high_s: float) -> tuple[float, float]:
        """The range to show, in order and not negative."""
        low = _scaled(low_s, self.low)
        return low, max(low, _scaled(high_s, self.high))


UNCALIBRATED = Calibration()


def _scaled(seconds: float, factor: float) -> float:
    return max(0.0, factor * (seconds + OFFSET_S) - OFFSET_S)


def calibrate(outcomes: Iterable[Outcome]) -> Calibration:
    """Factors after following `outcomes` in the order of their predictions, oldest first.

    Each wait above what was shown raises the factor a little, each below lowers it, in the
    ratio that balances at 50 and 90 per cent (online quantile tracking; Gibbs and Candès 2021).
    So the share is kept in the long run whatever the desk does that the forecast cannot know.
    """
    low = high = 0.0
    for count, outcome in enumerate(outcomes):
        step = max(_LEAST_STEP, _FIRST_STEP / math.sqrt(count + 1))
        above_low = outcome.waited_s > _scaled(outcome.raw_low_s, math.exp(low))
        above_high = outcome.waited_s > _scaled(outcome.raw_high_s, math.exp(high))
        low = _within(low + step * (above_low - (1 - LOW_SHARE)))
        high = _within(high + step * (above_high - (1 - HIGH_SHARE)))
    return Calibration(math.exp(low), math.exp(high))


def _within(value: float) -> float:
    return max(-_MOST, min(_MOST, value))
