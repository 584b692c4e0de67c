"""How often something may be done, from the times at which it was done."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Pace:
    """`at_once` times may follow each other; one more comes back each `every_s` seconds."""

    at_once: int
    every_s: float

    @property
    def memory(self) -> timedelta:
        """What was done longer ago plays no part."""
        return timedelta(seconds=self.at_once * self.every_s)

    def wait_s(self, done: Iterable[datetime], now: datetime) -> int:
        """The whole seconds until it may be done again, 0 for now; `done` is in order."""
        left, filled_at = float(self.at_once), None
        for at in done:
            rested = (at - filled_at).total_seconds() if filled_at else 0.0
            left, filled_at = min(self.at_once, left + rested / self.every_s) - 1, at
        if filled_at:
            left += (now - filled_at).total_seconds() / self.every_s
        return 0 if left >= 1 else max(1, math.ceil((1 - left) * self.every_s))


# Of each account. Laying one out takes seconds of a processor.
TRANSCRIPTS: Final = Pace(at_once=6, every_s=10)
