"""Hours as stored and edited: minutes of a day, more than 1440 being past midnight."""

from collections.abc import Iterable
from datetime import date, time

from livechat.domain.errors import InvalidError
from livechat.domain.hours import DayException, Interval, Week

DAY_MIN = 24 * 60


def interval_of(opens_min: int, closes_min: int) -> Interval:
    """The interval, or InvalidError; 0 to 1440 is the whole day, 1320 to 1590 is 22:00-02:30."""
    if not 0 <= opens_min < DAY_MIN or not 0 < closes_min - opens_min <= DAY_MIN:
        raise InvalidError("rules.hours_interval")
    return Interval(_time(opens_min), _time(closes_min))


def minutes_of(interval: Interval) -> tuple[int, int]:
    """The inverse of `interval_of`."""
    opens, closes = (t.hour * 60 + t.minute for t in (interval.start, interval.end))
    return opens, closes + DAY_MIN if interval.is_over_midnight else closes


def week_of(rows: Iterable[tuple[int, int, int]]) -> Week:
    """From (weekday, opens_min, closes_min)."""
    week: dict[int, tuple[Interval, ...]] = {}
    for weekday, opens_min, closes_min in sorted(rows):
        week[weekday] = (*week.get(weekday, ()), interval_of(opens_min, closes_min))
    return week


def exceptions_of(
    rows: Iterable[tuple[date, int | None, int | None, str]],
) -> tuple[DayException, ...]:
    """From (date, opens_min, closes_min, label); without times closed, several rows add up."""
    found: dict[date, DayException] = {}
    for day, opens_min, closes_min, label in rows:
        earlier = found.get(day, DayException(day, (), label))
        intervals = earlier.intervals
        if opens_min is not None and closes_min is not None:
            intervals = (*intervals, interval_of(opens_min, closes_min))
        found[day] = DayException(day, intervals, earlier.label or label)
    return tuple(found.values())


def _time(minutes: int) -> time:
    return time(minutes % DAY_MIN // 60, minutes % 60)
