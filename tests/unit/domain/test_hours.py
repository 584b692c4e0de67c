"""R12: the desk keeps its wall time through clock changes, midnight, holidays and leap days."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livechat.domain.errors import InvalidError
from livechat.domain.hours import DayException, Interval, Schedule, Season, Span, free_slots

HOUR = timedelta(hours=1)


def opening(start: str, end: str) -> Interval:
    return Interval(time.fromisoformat(start), time.fromisoformat(end))


def every_day(*intervals: Interval) -> dict[int, tuple[Interval, ...]]:
    return dict.fromkeys(range(7), intervals)


def at(text: str, zone: str = "UTC", fold: int = 0) -> datetime:
    wall = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return wall.astimezone(UTC)


OFFICE = every_day(opening("09:00", "17:00"))
NIGHT = every_day(opening("22:00", "02:30"))
ALL_DAY = every_day(opening("00:00", "00:00"))

# zone, hours, wall time, which of two equal wall times, open?
CLOCKS = [
    # Berlin: 02:00 -> 03:00 on 2026-03-29, 03:00 -> 02:00 on 2026-10-25
    ("Europe/Berlin", OFFICE, "2026-03-28T09:00", 0, True),
    ("Europe/Berlin", OFFICE, "2026-03-29T08:59", 0, False),
    ("Europe/Berlin", OFFICE, "2026-03-29T09:00", 0, True),
    ("Europe/Berlin", OFFICE, "2026-03-29T16:59", 0, True),
    ("Europe/Berlin", OFFICE, "2026-03-29T17:00", 0, False),
    ("Europe/Berlin", NIGHT, "2026-03-29T01:59", 0, True),
    ("Europe/Berlin", NIGHT, "2026-03-29T03:00", 0, False),
    ("Europe/Berlin", OFFICE, "2026-10-25T08:59", 0, False),
    ("Europe/Berlin", OFFICE, "2026-10-25T09:00", 0, True),
    ("Europe/Berlin", NIGHT, "2026-10-25T02:29", 0, True),
    ("Europe/Berlin", NIGHT, "2026-10-25T02:30", 0, False),
    ("Europe/Berlin", NIGHT, "2026-10-25T02:29", 1, False),
    # New York: 02:00 -> 03:00 on 2026-03-08, 02:00 -> 01:00 on 2026-11-01
    ("America/New_York", OFFICE, "2026-03-08T09:00", 0, True),
    ("America/New_York", OFFICE, "2026-03-08T08:59", 0, False),
    ("America/New_York", every_day(opening("02:30", "05:00")), "2026-03-08T01:59", 0, False),
    ("America/New_York", every_day(opening("02:30", "05:00")), "2026-03-08T03:00", 0, True),
    ("America/New_York", every_day(opening("01:30", "04:00")), "2026-11-01T01:30", 0, True),
    ("America/New_York", every_day(opening("01:30", "04:00")), "2026-11-01T01:10", 1, True),
    ("America/New_York", every_day(opening("01:30", "04:00")), "2026-11-01T01:29", 0, False),
    # Lord Howe moves by half an hour: 02:00 -> 02:30 on 2026-10-04, 02:00 -> 01:30 on 2026-04-05
    ("Australia/Lord_Howe", OFFICE, "2026-10-04T09:00", 0, True),
    ("Australia/Lord_Howe", OFFICE, "2026-10-04T17:00", 0, False),
    ("Australia/Lord_Howe", NIGHT, "2026-10-04T01:59", 0, True),
    ("Australia/Lord_Howe", NIGHT, "2026-10-04T02:30", 0, False),
    ("Australia/Lord_Howe", NIGHT, "2026-04-05T01:45", 1, True),
    ("Australia/Lord_Howe", NIGHT, "2026-04-05T02:30", 0, False),
    # Santiago changes at midnight: 2026-09-06 begins at 01:00, 2026-04-05 repeats 23:00 of the 4th
    ("America/Santiago", ALL_DAY, "2026-09-05T23:59", 0, True),
    ("America/Santiago", ALL_DAY, "2026-09-06T01:00", 0, True),
    ("America/Santiago", every_day(opening("00:00", "08:00")), "2026-09-06T01:00", 0, True),
    ("America/Santiago", every_day(opening("00:00", "08:00")), "2026-09-06T07:59", 0, True),
    ("America/Santiago", every_day(opening("20:00", "00:00")), "2026-04-04T23:59", 0, True),
    ("America/Santiago", every_day(opening("20:00", "00:00")), "2026-04-04T23:59", 1, True),
    # Casablanca goes back for Ramadan: 03:00 -> 02:00 on 2026-02-15, 02:00 -> 03:00 on 2026-03-22
    ("Africa/Casablanca", NIGHT, "2026-02-15T02:29", 0, True),
    ("Africa/Casablanca", NIGHT, "2026-02-15T02:29", 1, False),
    ("Africa/Casablanca", OFFICE, "2026-02-15T09:00", 0, True),
    ("Africa/Casablanca", NIGHT, "2026-03-22T03:00", 0, False),
    ("Africa/Casablanca", OFFICE, "2026-03-22T16:59", 0, True),
    # Kathmandu never changes, a quarter of an hour off the others
    ("Asia/Kathmandu", OFFICE, "2026-03-29T08:59", 0, False),
    ("Asia/Kathmandu", OFFICE, "2026-03-29T09:00", 0, True),
    ("Asia/Kathmandu", OFFICE, "2026-10-25T16:59", 0, True),
    # midnight, without any change
    ("Asia/Tokyo", every_day(opening("18:00", "00:00")), "2026-05-01T23:59:59", 0, True),
    ("Asia/Tokyo", every_day(opening("18:00", "00:00")), "2026-05-02T00:00", 0, False),
    ("Asia/Tokyo", ALL_DAY, "2026-05-01T23:59:59.999999", 0, True),
    ("Asia/Tokyo", ALL_DAY, "2026-05-02T00:00", 0, True),
    # leap day
    ("Europe/Berlin", OFFICE, "2028-02-29T09:00", 0, True),
    ("Europe/Berlin", NIGHT, "2028-02-29T02:29", 0, True),
    ("Europe/Berlin", NIGHT, "2028-03-01T02:29", 0, True),
]


@pytest.mark.parametrize(("zone", "weekly", "wall", "fold", "expected"), CLOCKS)
def test_r12_open_by_the_clock_on_the_wall(
    zone: str, weekly: dict[int, tuple[Interval, ...]], wall: str, fold: int, expected: bool
) -> None:
    assert Schedule(zone, weekly).is_open(at(wall, zone, fold)) is expected


def test_r12_lengths_of_days_when_clocks_change() -> None:
    desk = Schedule("Europe/Berlin", ALL_DAY)
    for day, hours in (("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)):
        start = at(day, "Europe/Berlin")
        end = at(str(date.fromisoformat(day) + timedelta(days=1)), "Europe/Berlin")
        assert desk.service_time_between(start, end) == hours * HOUR


def test_weekly_hours_differ_by_weekday_and_have_breaks() -> None:
    desk = Schedule(
        "Europe/Berlin", {0: (opening("09:00", "12:00"), opening("13:00", "17:00"))}
    )  # Mondays
    assert desk.is_open(at("2026-05-04T11:59", "Europe/Berlin"))
    assert not desk.is_open(at("2026-05-04T12:00", "Europe/Berlin"))
    assert desk.next_opening(at("2026-05-04T12:30", "Europe/Berlin")) == at(
        "2026-05-04T13:00", "Europe/Berlin"
    )
    assert desk.next_opening(at("2026-05-04T18:00", "Europe/Berlin")) == at(
        "2026-05-11T09:00", "Europe/Berlin"
    )


def test_closed_exception_owns_its_date_from_midnight() -> None:
    holiday = DayException(date(2026, 5, 2), label="Holiday")
    desk = Schedule("Europe/Berlin", NIGHT, exceptions=(holiday,))
    assert desk.closes_at(at("2026-05-01T23:00", "Europe/Berlin")) == at(
        "2026-05-02T00:00", "Europe/Berlin"
    )
    assert not desk.is_open(at("2026-05-02T01:00", "Europe/Berlin"))
    assert not desk.is_open(at("2026-05-02T23:00", "Europe/Berlin"))
    assert desk.is_open(at("2026-05-03T22:00", "Europe/Berlin"))


def test_open_exception_replaces_the_day() -> None:
    exam = DayException(date(2026, 5, 3), (opening("20:00", "04:00"),), "Exam night")
    desk = Schedule("Europe/Berlin", OFFICE, exceptions=(exam,))
    assert not desk.is_open(at("2026-05-03T10:00", "Europe/Berlin"))
    assert desk.is_open(at("2026-05-04T03:59", "Europe/Berlin"))
    assert desk.preview(date(2026, 5, 3), 1)[0].label == "Exam night"


def test_season_changes_the_week_between_its_dates() -> None:
    exams = Season(
        date(2026, 7, 6), date(2026, 7, 10), every_day(opening("08:00", "22:00")), "Exam weeks"
    )
    desk = Schedule("Europe/Berlin", OFFICE, seasons=(exams,))
    assert desk.is_open(at("2026-07-10T21:00", "Europe/Berlin"))
    assert not desk.is_open(at("2026-07-11T21:00", "Europe/Berlin"))
    assert not desk.is_open(at("2026-07-05T21:00", "Europe/Berlin"))


def test_no_new_chats_in_the_last_15_minutes() -> None:
    desk = Schedule("UTC", OFFICE)
    assert desk.accepts_new(at("2026-05-04T16:44:59"))
    assert not desk.accepts_new(at("2026-05-04T16:45"))
    assert desk.is_open(at("2026-05-04T16:45"))


def test_touching_intervals_have_no_closing_between() -> None:
    desk = Schedule("UTC", every_day(opening("08:00", "12:00"), opening("12:00", "16:00")))
    assert desk.closes_at(at("2026-05-04T11:50")) == at("2026-05-04T16:00")
    assert desk.accepts_new(at("2026-05-04T11:50"))


def test_open_around_the_clock_never_closes() -> None:
    desk = Schedule("Europe/Berlin", ALL_DAY)
    now = at("2026-10-24T23:55", "Europe/Berlin")
    assert desk.accepts_new(now)
    assert desk.closes_at(now) is None


def test_pause_closes_until_it_ends() -> None:
    now = at("2026-05-04T10:00")
    until = at("2026-05-04T11:00")
    desk = Schedule("UTC", OFFICE, paused=True, paused_until=until)
    assert not desk.is_open(now)
    assert not desk.accepts_new(now)
    assert desk.closes_at(now) is None
    assert desk.next_opening(now) == until
    assert desk.is_open(until)
    overnight = Schedule("UTC", OFFICE, paused=True, paused_until=at("2026-05-04T20:00"))
    assert overnight.next_opening(now) == at("2026-05-05T09:00")
    assert Schedule("UTC", OFFICE, paused=True).next_opening(now) is None


def test_hours_that_never_open() -> None:
    desk = Schedule("UTC", {})
    now = at("2026-05-04T10:00")
    assert desk.next_opening(now) is None
    assert desk.add_service_time(now, HOUR) == now + HOUR


def test_due_time_skips_nights_weekends_and_holidays() -> None:
    weekdays = {day: (opening("09:00", "17:00"),) for day in range(5)}
    holiday = DayException(date(2026, 5, 1))
    desk = Schedule("Europe/Berlin", weekdays, exceptions=(holiday,))
    thursday = at("2026-04-30T16:00", "Europe/Berlin")
    assert desk.add_service_time(thursday, 24 * HOUR) == at("2026-05-06T16:00", "Europe/Berlin")


def test_slots_fill_the_openings_and_no_more() -> None:
    desk = Schedule("UTC", every_day(opening("09:00", "09:50"), opening("12:00", "12:30")))
    day = date(2026, 5, 4)
    starts = [slot.start.strftime("%H:%M") for slot in desk.slots(day, day)]
    assert starts == ["09:00", "09:15", "09:30", "12:00", "12:15"]
    later = desk.slots(day, day, after=at("2026-05-04T09:20"))
    assert [slot.start.strftime("%H:%M") for slot in later] == ["09:30", "12:00", "12:15"]


def test_free_slots_are_limited_by_staff() -> None:
    desk = Schedule("UTC", every_day(opening("09:00", "10:00")))
    slots = desk.slots(date(2026, 5, 4), date(2026, 5, 4))
    booked = {slots[0].start: 2, slots[1].start: 1}
    assert free_slots(slots, booked, 2) == slots[1:]
    assert free_slots(slots, booked, {slots[1].start: 2}) == (slots[1],)


def test_editor_refuses_overlaps_and_unknown_zones() -> None:
    with pytest.raises(InvalidError):
        Schedule("UTC", every_day(opening("09:00", "12:00"), opening("11:00", "15:00"))).validate()
    with pytest.raises(InvalidError):
        Schedule("UTC", every_day(opening("20:00", "02:00"), opening("22:00", "23:00"))).validate()
    for zone in ("Mars/Olympus", "", "../etc/passwd"):
        with pytest.raises(InvalidError):
            Schedule(zone, OFFICE)
    Schedule("UTC", every_day(opening("09:00", "12:00"), opening("12:00", "15:00"))).validate()


def test_preview_shows_each_date_in_wall_time() -> None:
    plan = Schedule("Europe/Berlin", OFFICE).preview(date(2026, 3, 28), 2)
    assert [(day.spans[0].start.hour, day.spans[0].end.hour) for day in plan] == [(9, 17), (9, 17)]
    assert [str(day.spans[0].start.utcoffset()) for day in plan] == ["1:00:00", "2:00:00"]


def test_naive_time_is_a_defect() -> None:
    with pytest.raises(ValueError, match="naive"):
        Schedule("UTC", OFFICE).is_open(datetime(2026, 5, 4, 10))  # noqa: DTZ001 - the point


ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "UTC"]
quarter_hours = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
intervals = st.builds(Interval, quarter_hours, quarter_hours)
weeks = st.dictionaries(st.integers(0, 6), st.lists(intervals, max_size=3).map(tuple))
exceptions = st.lists(
    st.builds(
        DayException,
        st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        st.lists(intervals, max_size=2).map(tuple),
    ),
    max_size=6,
).map(tuple)
schedules = st.builds(Schedule, st.sampled_from(ZONES), weeks, exceptions)
instants = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 - the strategy wants bounds without a zone
    datetime(2026, 12, 31),  # noqa: DTZ001 - the same
    timezones=st.just(UTC),
)


@settings(max_examples=150, deadline=None)
@given(desk=schedules, now=instants)
def test_closing_and_opening_agree_with_is_open(desk: Schedule, now: datetime) -> None:
    closing, following = desk.closes_at(now), desk.next_opening(now)
    if desk.is_open(now):
        if closing is not None:
            assert now < closing
            assert desk.is_open(closing - timedelta(microseconds=1))
            assert not desk.is_open(closing)
    else:
        assert closing is None
        assert not desk.accepts_new(now)
    if following is not None:
        assert desk.is_open(following)
        assert not desk.is_open(following - timedelta(microseconds=1))
        assert desk.service_time_between(closing or now, following) == timedelta()


@settings(max_examples=100, deadline=None)
@given(desk=schedules, now=instants, minutes=st.integers(1, 6000))
def test_due_time_holds_exactly_the_service_time(
    desk: Schedule, now: datetime, minutes: int
) -> None:
    duration = timedelta(minutes=minutes)
    due = desk.add_service_time(now, duration)
    served = desk.service_time_between(now, due)
    assert served == duration or desk.next_opening(due) is None


@settings(max_examples=100, deadline=None)
@given(desk=schedules, now=instants, a=st.integers(0, 5000), b=st.integers(0, 5000))
def test_service_time_adds_up(desk: Schedule, now: datetime, a: int, b: int) -> None:
    middle = now + timedelta(minutes=a)
    end = middle + timedelta(minutes=b)
    parts = desk.service_time_between(now, middle) + desk.service_time_between(middle, end)
    assert desk.service_time_between(now, end) == parts


@settings(max_examples=100, deadline=None)
@given(desk=schedules, day=st.dates(date(2026, 1, 1), date(2026, 12, 1)))
def test_slots_lie_in_open_hours_and_never_overlap(desk: Schedule, day: date) -> None:
    slots = desk.slots(day, day + timedelta(days=3))
    for slot in slots:
        assert desk.service_time_between(slot.start, slot.end) == timedelta(minutes=15)
    ends = [Span(slot.end, slot.end).start for slot in slots]
    assert all(end <= slot.start for end, slot in zip(ends, slots[1:], strict=False))
