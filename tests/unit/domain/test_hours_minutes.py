"""Hours as stored become the intervals that were meant."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.domain.errors import InvalidError
from livechat.domain.hours import Interval
from livechat.domain.hours_minutes import exceptions_of, interval_of, minutes_of, week_of


def test_stored_minutes_over_midnight_and_whole_days() -> None:
    assert interval_of(540, 1020) == Interval(time(9), time(17))
    assert interval_of(1320, 1590) == Interval(time(22), time(2, 30))
    assert interval_of(0, 1440) == Interval(time(0), time(0))
    assert interval_of(600, 1440) == Interval(time(10), time(0))


@pytest.mark.parametrize(
    ("opens", "closes"), [(600, 600), (600, 540), (-1, 60), (1440, 1500), (540, 2000)]
)
def test_impossible_minutes_are_refused(opens: int, closes: int) -> None:
    with pytest.raises(InvalidError):
        interval_of(opens, closes)


@given(opens=st.integers(0, 1439), length=st.integers(1, 1440))
def test_minutes_survive_the_way_there_and_back(opens: int, length: int) -> None:
    assert minutes_of(interval_of(opens, opens + length)) == (opens, opens + length)


def test_rows_of_one_day_are_gathered() -> None:
    week = week_of([(0, 780, 1020), (0, 540, 720), (3, 540, 720)])
    assert [interval.start.hour for interval in week[0]] == [9, 13]
    assert set(week) == {0, 3}
    day, exam = date(2026, 5, 1), date(2026, 5, 2)
    closed, opened = exceptions_of(
        [
            (day, None, None, "Holiday"),
            (exam, 540, 600, ""),
            (exam, 720, 780, "Exam"),
        ]
    )
    assert (closed.intervals, closed.label) == ((), "Holiday")
    assert len(opened.intervals) == 2
    assert opened.label == "Exam"
