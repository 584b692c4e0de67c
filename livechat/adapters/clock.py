"""Where the time comes from: aware, UTC, and settable in tests."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that tells the time as an aware datetime in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The current time in UTC."""
        return datetime.now(UTC)


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime) -> None:
        self._now = _in_utc(start)

    def now(self) -> datetime:
        """The time it was last set to, in UTC."""
        return self._now

    def advance(self, step: timedelta | float) -> datetime:
        """Move by `step` (a number means seconds; negative goes back) and return the new time."""
        self._now += step if isinstance(step, timedelta) else timedelta(seconds=step)
        return self._now

    def set(self, moment: datetime) -> None:
        """Jump to `moment`."""
        self._now = _in_utc(moment)


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a clock needs an aware time")
    return moment.astimezone(UTC)
