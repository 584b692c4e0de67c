"""Hours are read from rows, told in the reader's zone, and edited by admins alone."""

from datetime import UTC, datetime, timedelta

import pytest

from livechat.domain.errors import InvalidError, NotAllowedError
from livechat.services import desk_hours
from tests.factories.desk import Desk


def test_open_desk_says_until_when_in_the_readers_zone(desk: Desk) -> None:
    here = desk.context.read(desk_hours.status)
    there = desk.context.read(desk_hours.status, "America/New_York")
    assert (here.is_open, here.is_accepting) == (True, True)
    assert here.text == "Open now, until 18:00"
    assert there.text == "Open now, until 12:00"


def test_closed_desk_says_the_next_opening_in_the_readers_zone(desk: Desk) -> None:
    desk.clock.set(datetime(2026, 11, 6, 20, 0, tzinfo=UTC))  # Friday evening
    here = desk.context.read(desk_hours.status)
    assert not here.is_open
    assert here.text == "Opens Monday 9 November at 08:00"
    assert desk.context.read(desk_hours.status, "Asia/Tokyo").text.endswith("at 16:00")


def test_no_new_chats_in_the_last_minutes(desk: Desk) -> None:
    desk.clock.set(datetime(2026, 11, 3, 16, 50, tzinfo=UTC))
    status = desk.context.read(desk_hours.status)
    assert (status.is_open, status.is_accepting) == (True, False)


def test_exception_closes_a_date_and_ends_when_deleted(desk: Desk) -> None:
    admin = desk.admin()
    row_id = desk.context.write(
        desk_hours.save_exception, admin, "2026-11-03", label="Staff meeting"
    )
    assert not desk.context.read(desk_hours.status).is_open
    assert desk.context.read(desk_hours.exceptions, admin)[0].text == "Closed"
    desk.context.write(desk_hours.delete_exception, admin, row_id)
    assert desk.context.read(desk_hours.status).is_open


def test_interval_over_midnight_holds_on_the_next_day(desk: Desk) -> None:
    admin = desk.admin()
    desk.context.write(desk_hours.save, admin, 5, "20:00", "02:00")  # Saturday night
    desk.clock.set(datetime(2026, 11, 8, 0, 30, tzinfo=UTC))  # Sunday 1:30 in Berlin
    assert desk.context.read(desk_hours.status).text == "Open now, until 02:00"
    assert desk.context.read(desk_hours.rows, admin)[-1].closes == "02:00"


def test_twenty_four_o_clock_is_midnight_and_not_a_minute_before(desk: Desk) -> None:
    admin = desk.admin()
    row_id = desk.context.write(desk_hours.save, admin, 6, "00:00", "24:00")
    assert desk.context.read(desk_hours.rows, admin)[-1].closes == "24:00"
    desk.clock.set(datetime(2026, 11, 8, 22, 59, 59, tzinfo=UTC))
    assert desk.context.read(desk_hours.status).is_open
    desk.clock.advance(timedelta(seconds=1))
    assert not desk.context.read(desk_hours.status).is_open
    desk.context.write(desk_hours.delete, admin, row_id)
    assert 6 not in {row.weekday for row in desk.context.read(desk_hours.rows, admin)}


def test_pause_switch_closes_with_its_reason(desk: Desk) -> None:
    admin = desk.admin()
    desk.context.write(desk_hours.pause, admin, True, "Fire drill")
    paused = desk.context.read(desk_hours.status)
    assert (paused.is_open, paused.is_paused, paused.reason) == (False, True, "Fire drill")
    assert paused.text == "Paused for the moment"
    desk.context.write(desk_hours.pause, admin, False, "")
    assert desk.context.read(desk_hours.status).is_open


@pytest.mark.parametrize(
    ("weekday", "opens", "closes"),
    [(1, "9", "18:00"), (1, "25:00", "26:00"), (7, "08:00", "09:00"), (1, "17:00", "19:00")],
)
def test_times_that_cannot_be_are_refused_and_nothing_is_stored(
    desk: Desk, weekday: int, opens: str, closes: str
) -> None:
    admin = desk.admin()
    before = desk.context.read(desk_hours.rows, admin)
    with pytest.raises(InvalidError):
        desk.context.write(desk_hours.save, admin, weekday, opens, closes)
    assert desk.context.read(desk_hours.rows, admin) == before


def test_preview_shows_two_weeks(desk: Desk) -> None:
    days = desk.context.read(desk_hours.preview, desk.agent())
    assert len(days) == 14
    assert (days[0].date, days[0].text) == ("Tue 3 Nov", "08:00–18:00")
    assert days[4].text == "Closed"


def test_only_admins_edit(desk: Desk) -> None:
    agent = desk.agent()
    with pytest.raises(NotAllowedError):
        desk.context.write(desk_hours.save, agent, 1, "20:00", "21:00")
    with pytest.raises(NotAllowedError):
        desk.context.write(desk_hours.pause, agent, True, "no")
