"""Service hours from an iCalendar file (RFC 5545), ours or another's."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from livechat.adapters.hours_calendar import SEASON, WEEKDAYS
from livechat.domain.errors import InvalidError
from livechat.domain.hours import DayException, Interval, Season
from livechat.domain.text import t

_MOST_BYTES, _MOST_EVENTS, _MOST_DAYS = 1_000_000, 2000, 400
_YEARS_AHEAD = 2


@dataclass
class HoursFound:
    """What a calendar says about hours; `skipped` names what could not be understood."""

    weekly: dict[int, tuple[Interval, ...]] = field(default_factory=dict)
    seasons: list[Season] = field(default_factory=list)
    exceptions: list[DayException] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def read(text: str, zone: ZoneInfo, today: date) -> HoursFound:
    """Hours from a calendar of ours or of others; InvalidError when it is none.

    Weekly events are weekly hours, those with an end belong to a season; other timed events are
    hours of their date, all-day events close theirs (yearly ones for this and the next two years).
    """
    if not text.strip():
        raise InvalidError("queue.calendar_empty")
    if len(text) > _MOST_BYTES:
        raise InvalidError("queue.calendar_big")
    try:
        events = list(Calendar.from_ical(text).walk("VEVENT"))
    except (ValueError, IndexError, KeyError):
        raise InvalidError("queue.calendar_none") from None
    if not events:
        raise InvalidError("queue.calendar_no_events")
    if len(events) > _MOST_EVENTS:
        raise InvalidError("queue.calendar_many", most=_MOST_EVENTS)
    return _Reader(zone, today).read(events)


class _Reader:
    def __init__(self, zone: ZoneInfo, today: date) -> None:
        self._zone = zone
        self._today = today
        self._found = HoursFound()
        self._open: dict[date, tuple[tuple[Interval, ...], str]] = {}
        self._closed: dict[date, str] = {}
        # By uid: first day, last day, label and week of each season.
        self._seasons: dict[str, tuple[date, date, str, dict[int, tuple[Interval, ...]]]] = {}
        self._dropped: dict[date, set[Interval]] = {}

    def read(self, events: Iterable[Any]) -> HoursFound:
        # Seasons first: their hours refer to them.
        for event in sorted(events, key=lambda one: not _is_season(one)):
            try:
                self._take(event)
            except (KeyError, ValueError, TypeError, AttributeError):
                self._skip(event)
        self._without_dropped()
        self._found.seasons = [
            Season(first, last, week, label)
            for first, last, label, week in sorted(self._seasons.values(), key=lambda one: one[0])
        ]
        open_ones = {day: DayException(day, *found) for day, found in self._open.items()}
        closed = {day: DayException(day, (), label) for day, label in self._closed.items()}
        # Hours stated for a date say more than a day off that covers it.
        self._found.exceptions = [one for _, one in sorted({**closed, **open_ones}.items())]
        return self._found

    def _take(self, event: Any) -> None:
        start = event["DTSTART"].dt
        if "RECURRENCE-ID" in event:
            self._skip(event)
        elif not isinstance(start, datetime):
            self._take_days(event, start)
        elif "RRULE" not in event:
            day, interval = self._interval(event)
            intervals, label = self._open.get(day, ((), _label(event)))
            self._open[day] = (*intervals, interval), label
        else:
            self._take_weekly(event)

    def _take_days(self, event: Any, first: date) -> None:
        end = event["DTEND"].dt if "DTEND" in event else first + timedelta(days=1)
        last = max(first, end - timedelta(days=1))
        if (last - first).days > _MOST_DAYS:
            self._skip(event)
        elif _is_season(event):
            self._seasons[str(event["UID"])] = (first, last, _label(event), {})
        elif "RRULE" not in event:
            self._close(first, last, event)
        elif _rule(event) == {"FREQ": ["YEARLY"]}:
            for year in range(self._today.year, self._today.year + _YEARS_AHEAD + 1):
                moved = date(year, first.month, first.day)
                self._close(moved, moved + (last - first), event)
        else:
            self._skip(event)

    def _close(self, first: date, last: date, event: Any) -> None:
        for offset in range((last - first).days + 1):
            self._closed[first + timedelta(days=offset)] = _label(event)

    def _take_weekly(self, event: Any) -> None:
        rule = _rule(event)
        until = rule.pop("UNTIL", [None])[0]
        days = [str(day) for day in rule.pop("BYDAY", [])]
        rule.pop("WKST", None)
        if rule not in ({"FREQ": ["WEEKLY"]}, {"FREQ": ["WEEKLY"], "INTERVAL": [1]}):
            self._skip(event)
            return
        first, interval = self._interval(event)
        weekdays = [WEEKDAYS.index(day) for day in days] or [first.weekday()]
        week = self._found.weekly if until is None else self._week_of_season(event, first, until)
        for weekday in weekdays:
            week[weekday] = (*week.get(weekday, ()), interval)
        for at in _exdates(event):
            self._dropped.setdefault(self._wall(at).date(), set()).add(interval)

    def _week_of_season(
        self, event: Any, first: date, until: datetime | date
    ) -> dict[int, tuple[Interval, ...]]:
        related = str(event.get("RELATED-TO", ""))
        if related not in self._seasons:
            last = self._wall(until).date() if isinstance(until, datetime) else until
            related = f"{_label(event)} {last}"
            known = self._seasons.get(related, (first, last, _label(event), {}))
            self._seasons[related] = (min(known[0], first), last, known[2], known[3])
        return self._seasons[related][3]

    def _without_dropped(self) -> None:
        """A date taken out of a repetition keeps the other intervals of its day, if any."""
        for day, dropped in self._dropped.items():
            week = next(
                (week for first, last, _, week in self._seasons.values() if first <= day <= last),
                self._found.weekly,
            )
            left = tuple(span for span in week.get(day.weekday(), ()) if span not in dropped)
            if left:
                self._open.setdefault(day, (left, ""))
            else:
                self._closed.setdefault(day, "")

    def _interval(self, event: Any) -> tuple[date, Interval]:
        start = self._wall(event["DTSTART"].dt)
        has_end = "DTEND" in event
        end = self._wall(event["DTEND"].dt) if has_end else start + event["DURATION"].dt
        if not timedelta() < end - start <= timedelta(days=1):
            raise ValueError("an opening lasts a day at most")
        return start.date(), Interval(_minute(start), _minute(end))

    def _wall(self, at: datetime) -> datetime:
        """The desk's wall time; a time without a zone is the desk's already."""
        return at.astimezone(self._zone).replace(tzinfo=None) if at.tzinfo else at

    def _skip(self, event: Any) -> None:
        self._found.skipped.append(_label(event) or str(event.get("UID", "?"))[:80])


def _minute(at: datetime) -> time:
    return at.time().replace(second=0, microsecond=0)


def _label(event: Any) -> str:
    text = " ".join(str(event.get("SUMMARY", "")).split())[:120]
    return "" if text in (t("queue.open"), t("queue.closed")) else text


def _rule(event: Any) -> dict[str, Any]:
    return {str(key).upper(): list(value) for key, value in event["RRULE"].items()}


def _exdates(event: Any) -> list[datetime]:
    found = event.get("EXDATE", [])
    lists = found if isinstance(found, list) else [found]
    return [one.dt for dates in lists for one in dates.dts if isinstance(one.dt, datetime)]


def _is_season(event: Any) -> bool:
    categories = event.get("CATEGORIES")
    return categories is not None and SEASON in [str(one) for one in categories.cats]
