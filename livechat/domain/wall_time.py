"""Wall time to instants, with one answer also where clocks jump."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from livechat.domain.errors import InvalidError


def zone_named(name: str) -> ZoneInfo:
    """The IANA zone, or InvalidError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidError("rules.hours_zone", zone=name) from None


def instant_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC instant at which the clock on the wall shows, or has just passed, `at` on `day`.

    A time that comes twice means the first one (as RFC 5545 has it); a time that is skipped
    means the moment of the jump. So two intervals that touch on paper touch in reality.
    """
    wall = datetime.combine(day, at, tzinfo=zone)
    instant = wall.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    return _jump_between(wall.replace(fold=1).astimezone(UTC), instant, zone)


def _jump_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant in (before, after] from which the later offset counts."""
    later = after.astimezone(zone).utcoffset()
    low, high = int(before.timestamp()), int(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == later:
            high = middle
        else:
            low = middle
    return datetime.fromtimestamp(high, UTC)


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """The date on the wall at an aware instant; a naive one is a defect (ValueError)."""
    if at.tzinfo is None:
        raise ValueError("a naive time has no date on any wall")
    return at.astimezone(zone).date()


def days_from(first: date, count: int) -> Iterator[date]:
    """`count` dates from `first` on."""
    return (first + timedelta(days=offset) for offset in range(count))
