"""Service hours: when the desk is open, takes new chats, closes, and what is due when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

from livechat.domain.errors import InvalidError
from livechat.domain.wall_time import day_of, days_from, instant_of, zone_named

# Longer than any break between terms, so that "never opens" is not said too soon.
HORIZON_DAYS = 400
# An opening that goes on for longer has no closing time worth naming.
ENDLESS_DAYS = 30


@dataclass(frozen=True, slots=True)
class Interval:
    """Wall times of one opening; an end at or before the start lies on the next day."""

    start: time
    end: time

    @property
    def is_over_midnight(self) -> bool:
        """Whether it ends on the next day; 00:00-00:00 is the whole day."""
        return self.end <= self.start


@dataclass(frozen=True, slots=True)
class DayException:
    """What holds on one date instead of everything else; no intervals means closed all day."""

    day: date
    intervals: tuple[Interval, ...] = ()
    label: str = ""


Week = Mapping[int, tuple[Interval, ...]]


@dataclass(frozen=True)
class Season:
    """A term, an exam week or a break: other weekly hours from `first` to `last`, both included."""

    first: date
    last: date
    weekly: Week
    label: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Open from `start` up to, not including, `end`; aware instants."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class DayPlan:
    """One date of the preview, its openings in the desk's own zone."""

    day: date
    spans: tuple[Span, ...]
    label: str


@dataclass(frozen=True)
class Schedule:
    """The desk's hours; `weekly` maps weekday (Monday 0) to intervals in the zone's wall time.

    A pause closes the desk for new and waiting people until `paused_until` (None: until it is
    lifted). It changes neither due times nor callback slots, which are about other days.
    """

    zone: str
    weekly: Week
    exceptions: tuple[DayException, ...] = ()
    seasons: tuple[Season, ...] = ()
    paused: bool = False
    paused_until: datetime | None = None
    last_entry: timedelta = timedelta(minutes=15)

    def __post_init__(self) -> None:
        zone_named(self.zone)

    @cached_property
    def tz(self) -> ZoneInfo:
        """The desk's zone."""
        return zone_named(self.zone)

    @cached_property
    def _by_date(self) -> dict[date, DayException]:
        return {exception.day: exception for exception in self.exceptions}

    def is_paused(self, at: datetime) -> bool:
        """Whether the pause switch holds at `at`."""
        return self.paused and (self.paused_until is None or at < self.paused_until)

    def is_open(self, at: datetime) -> bool:
        """Whether people are served at `at`."""
        return not self.is_paused(at) and self._span_at(at) is not None

    def accepts_new(self, at: datetime) -> bool:
        """Whether a new chat may enter the queue: open, and not in the last minutes."""
        span = None if self.is_paused(at) else self._span_at(at)
        return span is not None and span.end - at > self.last_entry

    def closes_at(self, at: datetime) -> datetime | None:
        """When the present opening ends; None when closed, or when no end is in sight."""
        span = None if self.is_paused(at) else self._span_at(at)
        if span is None or span.end - at > timedelta(days=ENDLESS_DAYS):
            return None
        return span.end

    def next_opening(self, at: datetime) -> datetime | None:
        """The first opening after `at`; None when there is none in a year, or the pause is open."""
        if self.is_paused(at):
            if self.paused_until is None:
                return None
            if self._span_at(self.paused_until) is not None:
                return self.paused_until
            at = self.paused_until
        return next((span.start for span in self._spans_after(at) if span.start > at), None)

    def service_time_between(self, start: datetime, end: datetime) -> timedelta:
        """How much of the time from `start` to `end` lies in service hours."""
        total = timedelta()
        for span in self._spans_after(start, until=end):
            overlap = min(span.end, end) - max(span.start, start)
            total += max(overlap, timedelta())
        return total

    def add_service_time(self, start: datetime, duration: timedelta) -> datetime:
        """When `duration` of service time has passed since `start`: a due time.

        Where the hours never open again, the rest runs by the clock, so that a promise keeps
        having a date.
        """
        left, at = duration, start
        for span in self._spans_after(start):
            begin = max(span.start, start)
            if span.end - begin >= left:
                return begin + left
            left -= span.end - begin
            at = span.end
        return at + left

    def slots(
        self,
        first: date,
        last: date,
        length: timedelta = timedelta(minutes=15),
        after: datetime | None = None,
    ) -> tuple[Span, ...]:
        """Whole slots inside openings that begin on `first` to `last`, none before `after`."""
        found: list[Span] = []
        for span in self._merged(first, (last - first).days + 1):
            start = span.start
            while start + length <= span.end:
                if after is None or start >= after:
                    found.append(Span(start, start + length))
                start += length
        return tuple(found)

    def preview(self, first: date, days: int = 14) -> tuple[DayPlan, ...]:
        """What each date brings, for the editor."""
        return tuple(self._plan(day) for day in days_from(first, days))

    def validate(self) -> None:
        """Refuse intervals that overlap on one day: most likely a slip of the editor's hand."""
        weeks = [self.weekly, *(season.weekly for season in self.seasons)]
        days = [intervals for week in weeks for intervals in week.values()]
        for intervals in [*days, *(exception.intervals for exception in self.exceptions)]:
            ordered = sorted(intervals, key=lambda interval: interval.start)
            for one, other in pairwise(ordered):
                if one.is_over_midnight or other.start < one.end:
                    raise InvalidError("rules.hours_overlap")

    def _plan(self, day: date) -> DayPlan:
        spans = (
            Span(span.start.astimezone(self.tz), span.end.astimezone(self.tz))
            for span in sorted(self._spans_of(day), key=lambda span: span.start)
        )
        return DayPlan(day, tuple(spans), self._rule(day)[1])

    def _rule(self, day: date) -> tuple[tuple[Interval, ...], str]:
        exception = self._by_date.get(day)
        if exception is not None:
            return exception.intervals, exception.label
        for season in self.seasons:
            if season.first <= day <= season.last:
                return season.weekly.get(day.weekday(), ()), season.label
        return self.weekly.get(day.weekday(), ()), ""

    def _spans_of(self, day: date) -> Iterator[Span]:
        """Openings that begin on `day`; an exception tomorrow owns its date from midnight on."""
        tomorrow = day + timedelta(days=1)
        for interval in self._rule(day)[0]:
            start = instant_of(day, interval.start, self.tz)
            if not interval.is_over_midnight:
                end = instant_of(day, interval.end, self.tz)
            elif tomorrow in self._by_date:
                end = instant_of(tomorrow, time(), self.tz)
            else:
                end = instant_of(tomorrow, interval.end, self.tz)
            if start < end:
                yield Span(start, end)

    def _merged(self, first: date, days: int) -> Iterator[Span]:
        """Openings in order, those that touch or overlap joined into one."""
        current: Span | None = None
        for day in days_from(first, days):
            for span in sorted(self._spans_of(day), key=lambda span: span.start):
                if current is None:
                    current = span
                elif span.start <= current.end:
                    current = Span(current.start, max(current.end, span.end))
                else:
                    yield current
                    current = span
        if current is not None:
            yield current

    def _spans_after(self, at: datetime, until: datetime | None = None) -> Iterator[Span]:
        """Openings that end after `at`, in order, from the one that holds it on."""
        first = day_of(at, self.tz) - timedelta(days=2)
        days = HORIZON_DAYS
        if until is not None:
            days = (day_of(until, self.tz) - first).days + 1
        return (span for span in self._merged(first, days) if span.end > at)

    def _span_at(self, at: datetime) -> Span | None:
        look_ahead = at + timedelta(days=ENDLESS_DAYS + 2)
        span = next(self._spans_after(at, until=look_ahead), None)
        return span if span is not None and span.start <= at else None


def free_slots(
    slots: tuple[Span, ...], booked: Mapping[datetime, int], staff: Mapping[datetime, int] | int
) -> tuple[Span, ...]:
    """Slots with fewer callbacks booked than there are people to call (by slot start)."""

    def places(slot: Span) -> int:
        return staff if isinstance(staff, int) else staff.get(slot.start, 0)

    return tuple(slot for slot in slots if booked.get(slot.start, 0) < places(slot))
