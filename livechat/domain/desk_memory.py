"""What a desk has measured so far, in the form that the forecast needs."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from livechat.domain.calibration import UNCALIBRATED, Calibration, Outcome, calibrate
from livechat.domain.handling import HandlingTimes
from livechat.domain.routing import DEFAULT_RULES
from livechat.domain.vocabulary import Priority
from livechat.domain.wait import DeskNow, Overtakers

TIMES_KEPT = 500
ACCEPTS_KEPT = 100
OUTCOMES_KEPT = 1000
# The table of handling times is made anew after so many chats.
REFRESH_AFTER = 5
# Stated prior: one student in half an hour of waiting leaves.
PRIOR_LEAVE_S = 1800.0


class DeskMemory:
    """Handling and accepting times, leaving, arrivals by priority, and outcomes of estimates."""

    def __init__(self, handled_s: Sequence[float] = (), accepted_s: Sequence[float] = ()) -> None:
        self._handled = list(handled_s)
        self._accepted = list(accepted_s)
        self._outcomes: list[Outcome] = []
        self._calibration: Calibration | None = UNCALIBRATED
        self._table: HandlingTimes | None = None
        self._table_of = 0
        self._left = 0
        self._waited_s = self._open_s = 0.0
        self._joined = dict.fromkeys(Priority, 0)

    def has_handled(self, seconds: float) -> None:
        """A chat has ended."""
        self._handled.append(seconds)

    def has_accepted(self, seconds: float) -> None:
        """A place was claimed so long after its turn had come."""
        self._accepted.append(seconds)

    def has_joined(self, priority: Priority) -> None:
        """A student has queued."""
        self._joined[priority] += 1

    def has_left(self) -> None:
        """A student has left the queue."""
        self._left += 1

    def has_passed(self, seconds: float, waiting: int) -> None:
        """The desk was open for so long with so many in line."""
        self._open_s += seconds
        self._waited_s += seconds * waiting

    def has_come_true(self, outcome: Outcome) -> None:
        """The turn of a place came whose wait had been estimated."""
        self._outcomes.append(outcome)
        del self._outcomes[:-OUTCOMES_KEPT]
        self._calibration = None

    @property
    def handling(self) -> HandlingTimes:
        """The measured handling times, at most a few chats old."""
        if self._table is None or len(self._handled) - self._table_of >= REFRESH_AFTER:
            self._table = HandlingTimes.measured(self._handled[-TIMES_KEPT:])
            self._table_of = len(self._handled)
        return self._table

    @property
    def mean_handling_s(self) -> float:
        """The plain mean, as the formulas in common use take it."""
        recent = self._handled[-TIMES_KEPT:]
        return float(np.mean(recent)) if recent else self.handling.mean_s

    @property
    def calibration(self) -> Calibration:
        """From the outcomes so far."""
        if self._calibration is None:
            self._calibration = calibrate(self._outcomes)
        return self._calibration

    def desk_now(self, free: int, busy_s: Sequence[float]) -> DeskNow:
        """The desk with these slots, for the forecast."""
        accepted = self._accepted[-ACCEPTS_KEPT:]
        return DeskNow(
            free,
            busy_s,
            self.handling,
            accept=HandlingTimes.measured(accepted, prior_weight=0.0) if accepted else None,
            leave_per_second=(self._left + 1) / (self._waited_s + PRIOR_LEAVE_S),
            overtakers=[
                Overtakers(count / max(self._open_s, 3600.0), start.total_seconds())
                for priority, count in self._joined.items()
                if (start := DEFAULT_RULES.head_start(priority)) > timedelta() and count
            ],
        )
