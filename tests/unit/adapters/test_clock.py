"""The clocks are aware, in UTC and settable."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from livechat.adapters.clock import FakeClock, SystemClock


def test_system_clock_is_aware_and_in_utc() -> None:
    now = SystemClock().now()
    assert now.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - now) < timedelta(seconds=5)


def test_fake_clock_stands_still_until_it_is_moved() -> None:
    clock = FakeClock(datetime(2026, 3, 29, 0, 59, tzinfo=UTC))
    assert clock.now() == clock.now()
    assert clock.advance(90) == datetime(2026, 3, 29, 1, 0, 30, tzinfo=UTC)
    clock.advance(timedelta(hours=-1))
    assert clock.now() == datetime(2026, 3, 29, 0, 0, 30, tzinfo=UTC)


def test_fake_clock_turns_other_zones_into_utc() -> None:
    clock = FakeClock(datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=5, minutes=30))))
    assert clock.now() == datetime(2026, 1, 1, 6, 30, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


def test_fake_clock_refuses_a_naive_time() -> None:
    with pytest.raises(ValueError, match="aware"):
        FakeClock(datetime(2026, 1, 1))  # noqa: DTZ001 - the naive time is the attack
