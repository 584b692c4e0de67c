"""Service hours as an iCalendar file (RFC 5545)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from livechat.domain.hours import Interval, Schedule, Week
from livechat.domain.text import t

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SEASON = "SEASON"
# The Monday from which the ordinary week is written down; it holds before and after as well.
_EPOCH = date(2024, 1, 1)


def write(plan: Schedule, stamp: datetime) -> str:
    """Weekly hours repeat, seasons are all-day events with their own repeating hours, exceptions
    are single events; an all-day event without hours means closed."""
    calendar = Calendar()
    calendar.add("prodid", "-//Livechat//Service hours//EN")
    calendar.add("version", "2.0")
    for event in _events(plan):
        event.add("dtstamp", stamp)
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical()).decode("utf-8")


def _events(plan: Schedule) -> Iterator[Event]:
    yield from _week_events(plan.weekly, plan.tz, _EPOCH, None, "")
    for season in plan.seasons:
        uid = f"season-{season.first}-{season.last}@livechat"
        event = _all_day(uid, season.first, season.last, season.label)
        event.add("categories", [SEASON])
        yield event
        yield from _week_events(season.weekly, plan.tz, season.first, season.last, uid)
    for exception in plan.exceptions:
        uid = f"exception-{exception.day}"
        if not exception.intervals:
            yield _all_day(f"{uid}@livechat", exception.day, exception.day, exception.label)
        for number, interval in enumerate(exception.intervals):
            yield _timed(
                f"{uid}-{number}@livechat", exception.day, interval, plan.tz, exception.label
            )


def _week_events(
    week: Week, zone: ZoneInfo, first: date, last: date | None, season_uid: str
) -> Iterator[Event]:
    for weekday, intervals in sorted(week.items()):
        day = first + timedelta(days=(weekday - first.weekday()) % 7)
        # A season may be too short to hold this weekday; then the interval never counts.
        for number, interval in enumerate(intervals if last is None or day <= last else ()):
            uid = f"week-{weekday}-{number}-{season_uid or 'livechat@livechat'}"
            event = _timed(uid, day, interval, zone, "")
            rule: dict[str, Any] = {"freq": "weekly", "byday": WEEKDAYS[weekday]}
            if last is not None:
                rule["until"] = datetime.combine(last, time(23, 59, 59), zone).astimezone(UTC)
                event.add("related-to", season_uid)
            event.add("rrule", rule)
            yield event


def _timed(uid: str, day: date, interval: Interval, zone: ZoneInfo, label: str) -> Event:
    event = Event()
    end = day + timedelta(days=interval.is_over_midnight)
    event.add("uid", uid)
    event.add("dtstart", datetime.combine(day, interval.start, zone))
    event.add("dtend", datetime.combine(end, interval.end, zone))
    event.add("summary", label or t("queue.open"))
    return event


def _all_day(uid: str, first: date, last: date, label: str) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(days=1))
    event.add("summary", label or t("queue.closed"))
    return event
