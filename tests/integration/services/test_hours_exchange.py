"""Seasons, the pause that ends, and hours that go out to a calendar and come back the same."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from livechat.domain.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from livechat.domain.hours import Schedule
from livechat.services import desk_hours, hours_exchange, seasons
from tests.factories.desk import Desk


def exam_week(desk: Desk) -> int:
    admin = desk.admin()
    season_id = desk.context.write(seasons.save, admin, "2026-11-09", "2026-11-15", "Exam week")
    for weekday in range(7):
        desk.context.write(desk_hours.save, admin, weekday, "07:00", "22:00", 0, season_id)
    return season_id


def test_exam_week_has_hours_of_its_own(desk: Desk) -> None:
    exam_week(desk)
    desk.clock.set(datetime(2026, 11, 14, 20, 30, tzinfo=UTC))  # a Saturday evening
    assert desk.context.read(desk_hours.status).text == "Open now, until 22:00"
    desk.clock.set(datetime(2026, 11, 21, 20, 30, tzinfo=UTC))
    assert not desk.context.read(desk_hours.status).is_open


def test_season_without_hours_is_a_break(desk: Desk) -> None:
    desk.context.write(seasons.save, desk.admin(), "2026-11-02", "2026-11-08", "Reading week")
    assert desk.context.read(desk_hours.status).text == "Opens Monday 9 November at 08:00"


def test_where_seasons_overlap_the_later_one_holds(desk: Desk) -> None:
    desk.context.write(seasons.save, desk.admin(), "2026-11-01", "2026-12-31", "Term, no hours")
    exam_week(desk)
    desk.clock.set(datetime(2026, 11, 10, 12, 0, tzinfo=UTC))
    assert desk.context.read(desk_hours.status).is_open


def test_deleted_season_takes_its_hours_along(desk: Desk) -> None:
    admin = desk.admin()
    season_id = exam_week(desk)
    assert len(desk.context.read(seasons.rows, admin)[0].hours) == 7
    desk.context.write(seasons.delete, admin, season_id)
    assert desk.context.read(seasons.rows, admin) == []
    assert len(desk.context.read(desk_hours.rows, admin)) == 5
    assert desk.context.read(desk_hours.rows, admin, season_id) == []


def test_season_that_ends_before_it_begins_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidError):
        desk.context.write(seasons.save, desk.admin(), "2026-11-09", "2026-11-08", "Backwards")
    with pytest.raises(NotAllowedError):
        desk.context.write(seasons.save, desk.agent(), "2026-11-09", "2026-11-10", "Mine")


def test_timed_pause_says_when_it_ends_and_ends(desk: Desk) -> None:
    desk.context.write(desk_hours.pause, desk.admin(), True, "Fire drill", 30)
    paused = desk.context.read(desk_hours.status)
    assert (paused.is_paused, paused.text) == (True, "Opens today at 12:30")
    desk.clock.advance(30 * 60)
    assert desk.context.read(desk_hours.status).is_open


def test_hours_come_back_from_a_calendar_as_they_went(desk: Desk) -> None:
    admin = desk.admin()
    exam_week(desk)
    desk.context.write(desk_hours.save, admin, 4, "22:00", "02:30")
    desk.context.write(desk_hours.save_exception, admin, "2026-12-24", label="Christmas Eve")
    desk.context.write(desk_hours.save_exception, admin, "2026-12-23", "09:00", "12:00", "Short")
    desk.context.write(desk_hours.save_exception, admin, "2026-12-23", "14:00", "15:00", "Short")
    before = desk.context.read(desk_hours.schedule)
    text = desk.context.read(hours_exchange.exported, admin)
    assert "BEGIN:VTIMEZONE" in text
    view = desk.context.write(hours_exchange.imported, admin, text)
    after = desk.context.read(desk_hours.schedule)
    assert (view.intervals, view.seasons, view.exceptions, view.skipped) == (6, 1, 2, [])
    assert after.weekly == before.weekly
    assert after.seasons == before.seasons
    assert after.exceptions == before.exceptions


def test_openings_of_the_calendar_are_the_openings_of_the_desk(desk: Desk) -> None:
    """Read as any calendar program would, across the change of the clocks in March."""
    plan = desk.context.read(desk_hours.schedule)
    calendar = Calendar.from_ical(desk.context.read(hours_exchange.exported))
    monday = next(event for event in calendar.walk("VEVENT") if event["RRULE"]["BYDAY"] == ["MO"])
    starts = _weekly_starts(monday["DTSTART"].dt, date(2027, 3, 22), date(2027, 4, 5))
    assert starts == _starts(plan, date(2027, 3, 22), 15)


def _weekly_starts(first: datetime, since: date, until: date) -> list[datetime]:
    found, at = [], first
    while at.date() <= until:
        if at.date() >= since:
            found.append(at.astimezone(UTC))
        at += timedelta(days=7)
    return found


def _starts(plan: Schedule, first: date, days: int) -> list[datetime]:
    return [
        span.start.astimezone(UTC)
        for day in plan.preview(first, days)
        if day.day.weekday() == 0
        for span in day.spans
    ]


HOLIDAYS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Somebody else//EN
BEGIN:VEVENT
UID:1
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20261224
DTEND;VALUE=DATE:20261227
SUMMARY:Christmas
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20200501
RRULE:FREQ=YEARLY
SUMMARY:Labour Day
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTAMP:20260101T000000Z
DTSTART:20261231T090000Z
DURATION:PT3H
SUMMARY:Short day
END:VEVENT
BEGIN:VEVENT
UID:4
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20261101
RRULE:FREQ=MONTHLY;BYDAY=1SU
SUMMARY:Something monthly
END:VEVENT
END:VCALENDAR
"""


def test_holidays_of_others_are_added_to_the_hours(desk: Desk) -> None:
    admin = desk.admin()
    view = desk.context.write(hours_exchange.imported, admin, HOLIDAYS)
    plan = desk.context.read(desk_hours.schedule)
    assert len(plan.weekly) == 5
    days = {one.day: (one.label, one.intervals) for one in plan.exceptions}
    assert {date(2026, 12, day) for day in (24, 25, 26)} < set(days)
    assert date(2027, 5, 1) in days
    [short] = days[date(2026, 12, 31)][1]
    assert (short.start.hour, short.end.hour) == (10, 13)  # 9:00 UTC is 10:00 in Berlin
    assert view.skipped == ["Something monthly"]
    again = desk.context.write(hours_exchange.imported, admin, HOLIDAYS)
    assert again.exceptions == view.exceptions
    assert len(desk.context.read(desk_hours.schedule).exceptions) == len(plan.exceptions)


WEEK = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Somebody else//EN
BEGIN:VEVENT
UID:1
DTSTAMP:20260101T000000Z
DTSTART;TZID=Europe/Berlin:20260105T090000
DTEND;TZID=Europe/Berlin:20260105T120000
RRULE:FREQ=WEEKLY;BYDAY=MO,TU
EXDATE;TZID=Europe/Berlin:20261109T090000
SUMMARY:Helpdesk
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTAMP:20260101T000000Z
DTSTART;TZID=Europe/Berlin:20260105T130000
DTEND;TZID=Europe/Berlin:20260105T170000
RRULE:FREQ=WEEKLY;BYDAY=MO
SUMMARY:Helpdesk
END:VEVENT
END:VCALENDAR
"""


def test_week_of_others_with_a_date_taken_out(desk: Desk) -> None:
    desk.context.write(hours_exchange.imported, desk.admin(), WEEK)
    plan = desk.context.read(desk_hours.schedule)
    assert sorted(plan.weekly) == [0, 1]
    assert [span.start.hour for span in plan.weekly[0]] == [9, 13]
    [taken_out] = plan.exceptions
    assert (taken_out.day, [span.start.hour for span in taken_out.intervals]) == (
        date(2026, 11, 9),
        [13],
    )


@pytest.mark.parametrize("text", ["", "no calendar", "BEGIN:VCALENDAR\nEND:VCALENDAR\n"])
def test_what_is_no_calendar_changes_nothing(desk: Desk, text: str) -> None:
    with pytest.raises(InvalidError):
        desk.context.write(hours_exchange.imported, desk.admin(), text)
    assert len(desk.context.read(desk_hours.schedule).weekly) == 5


def test_hours_are_imported_by_admins_alone(desk: Desk) -> None:
    with pytest.raises(NotAllowedError):
        desk.context.write(hours_exchange.imported, desk.agent(), WEEK)


def test_calendar_is_looked_at_before_anything_changes(desk: Desk) -> None:
    admin = desk.admin()
    before = desk.context.read(desk_hours.schedule)
    desk.context.write(hours_exchange.prepare, admin, "week.ics", WEEK)
    draft = desk.context.read(hours_exchange.draft, admin)
    assert (draft.file_name, draft.holds) == ("week.ics", "3 weekly openings, 1 single date")
    assert len(draft.days) == 14
    days = {day.date: (day.text, day.was) for day in draft.days}
    assert days["Mon 16 Nov"] == ("09:00–12:00, 13:00–17:00", "now 08:00–18:00")
    assert days["Wed 11 Nov"] == ("Closed", "now 08:00–18:00")
    assert days["Sun 8 Nov"] == ("Closed", "")
    assert days["Mon 9 Nov"][0] == "13:00–17:00"
    assert desk.context.read(desk_hours.schedule) == before
    desk.context.write(hours_exchange.discard, admin)
    assert desk.context.read(hours_exchange.draft, admin).id == ""
    assert desk.context.read(desk_hours.schedule) == before


def test_import_is_undone_as_a_whole(desk: Desk) -> None:
    admin = desk.admin()
    exam_week(desk)
    desk.context.write(desk_hours.save_exception, admin, "2026-12-23", "09:00", "12:00", "Short")
    before = desk.context.read(desk_hours.schedule)
    desk.context.write(hours_exchange.prepare, admin, "week.ics", WEEK)
    draft = desk.context.read(hours_exchange.draft, admin)
    desk.context.write(hours_exchange.apply, admin, draft.id)
    assert sorted(desk.context.read(desk_hours.schedule).weekly) == [0, 1]
    assert desk.context.read(hours_exchange.undoable, admin).startswith("week.ics was imported by")
    desk.context.write(hours_exchange.undo, admin)
    after = desk.context.read(desk_hours.schedule)
    assert (after.weekly, after.seasons, after.exceptions) == (
        before.weekly,
        before.seasons,
        before.exceptions,
    )
    assert desk.context.read(hours_exchange.undoable, admin) == ""
    with pytest.raises(NotFoundError):
        desk.context.write(hours_exchange.undo, admin)


def test_import_that_was_changed_by_hand_is_not_undone(desk: Desk) -> None:
    admin = desk.admin()
    desk.context.write(hours_exchange.imported, admin, WEEK)
    desk.context.write(desk_hours.save, admin, 5, "10:00", "12:00")
    assert desk.context.read(hours_exchange.undoable, admin) == ""
    with pytest.raises(ConflictError):
        desk.context.write(hours_exchange.undo, admin)
    assert 5 in desk.context.read(desk_hours.schedule).weekly


def test_draft_that_was_replaced_meanwhile_is_not_applied(desk: Desk) -> None:
    admin = desk.admin()
    desk.context.write(hours_exchange.prepare, admin, "week.ics", WEEK)
    seen = desk.context.read(hours_exchange.draft, admin)
    desk.context.write(hours_exchange.prepare, desk.admin(), "holidays.ics", HOLIDAYS)
    with pytest.raises(NotFoundError):
        desk.context.write(hours_exchange.apply, admin, seen.id)
    assert desk.context.read(hours_exchange.draft, admin).skipped == ["Something monthly"]


OVERLAP = WEEK.replace("DTSTART;TZID=Europe/Berlin:20260105T130000", "DTSTART:20260105T100000")
PAST = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20200101
SUMMARY:Long ago
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (" \n", "queue.calendar_empty"),
        ("<html>Sign in first</html>", "queue.calendar_none"),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR\n", "queue.calendar_no_events"),
        (PAST, "queue.calendar_nothing"),
        (OVERLAP, "rules.hours_overlap"),
        ("x" * 1_000_001, "queue.calendar_big"),
    ],
)
def test_bad_file_is_refused_in_words_of_its_own(desk: Desk, text: str, key: str) -> None:
    admin = desk.admin()
    with pytest.raises(InvalidError) as refused:
        desk.context.write(hours_exchange.prepare, admin, "bad.ics", text)
    assert refused.value.key == key
    assert desk.context.read(hours_exchange.draft, admin).id == ""


def test_hours_are_added_to_a_run_of_weekdays(desk: Desk) -> None:
    admin = desk.admin()
    season_id = desk.context.write(seasons.save, admin, "2026-11-09", "2026-11-15", "Exam week")
    desk.context.write(desk_hours.save_days, admin, "0-6", "07:00", "22:00", season_id)
    desk.context.write(desk_hours.save_days, admin, "5", "10:00", "12:00")
    assert len(desk.context.read(seasons.rows, admin)[0].hours) == 7
    assert len(desk.context.read(desk_hours.rows, admin)) == 6
    for days in ("7", "0-9", "", "-1", "0-4-5"):
        with pytest.raises(InvalidError):
            desk.context.write(desk_hours.save_days, admin, days, "07:00", "22:00")
