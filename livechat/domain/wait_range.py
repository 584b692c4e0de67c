"""What is said about a wait: a range that can be kept, or plainly that there is none."""

import math
from dataclasses import dataclass
from enum import StrEnum

from livechat.domain.calibration import UNCALIBRATED, Calibration
from livechat.domain.text import t

MIN_SAMPLES = 20
MOST_MINUTES = 120


class WaitKind(StrEnum):
    """Which of the things that can be said holds."""

    RANGE = "range"
    UNKNOWN = "unknown"
    PAST_CLOSING = "past_closing"


@dataclass(frozen=True, slots=True)
class WaitRange:
    """P50 to P90 in seconds, as it will be shown."""

    low_s: float
    high_s: float

    @property
    def minutes(self) -> tuple[int, int]:
        """The range in the minutes shown: the low end to the nearest step, the high end up.

        A quarter of a minute is let go: always rounding up would keep more promises than are
        made (94 % instead of 90 where waits are of a minute or two).
        """
        high = _step_up(self.high_s / 60 - 0.25)
        return min(_nearest(self.low_s / 60), high), high


@dataclass(frozen=True, slots=True)
class WaitEstimate:
    """What can be said about one place; `range` only when the kind is RANGE."""

    kind: WaitKind
    range: WaitRange | None = None


def estimate(
    raw_low_s: float,
    raw_high_s: float,
    *,
    samples: int,
    closes_in_s: float | None,
    calibration: Calibration = UNCALIBRATED,
    min_samples: int = MIN_SAMPLES,
) -> WaitEstimate:
    """From a forecast to what is said: nothing on too few samples, nothing past closing.

    Cutting a range at closing time would make it look surer than it is, so where the P90 lies
    past closing no range is shown, and callback and ticket are offered instead.
    """
    if samples < min_samples or not math.isfinite(raw_high_s):
        return WaitEstimate(WaitKind.UNKNOWN)
    shown = WaitRange(*calibration.apply(raw_low_s, raw_high_s))
    last_s = max(shown.high_s, shown.minutes[1] * 60)
    if closes_in_s is not None and last_s > closes_in_s:
        return WaitEstimate(WaitKind.PAST_CLOSING)
    return WaitEstimate(WaitKind.RANGE, shown)


def display(said: WaitEstimate) -> str:
    """The wait in words, e.g. "about 5–10 min"."""
    if said.kind is WaitKind.PAST_CLOSING:
        return t("rules.wait_past_closing")
    if said.range is None:
        return t("rules.wait_unknown")
    low, high = said.range.minutes
    if low >= MOST_MINUTES:
        return t("rules.wait_over", low=MOST_MINUTES)
    if said.range.high_s <= 60:
        return t("rules.wait_now")
    if low == 0:
        return t("rules.wait_up_to", high=high)
    if low == high:
        return t("rules.wait_about", high=high)
    return t("rules.wait_minutes", low=low, high=high)


def _step(minutes: float) -> int:
    if minutes <= 20:
        return 1
    return 5 if minutes <= 60 else 10


def _nearest(minutes: float) -> int:
    step = _step(minutes)
    return step * math.floor(minutes / step + 0.5)


def _step_up(minutes: float) -> int:
    step = _step(minutes)
    return max(1, step * math.ceil(minutes / step))
