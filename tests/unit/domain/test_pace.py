"""Limits that are counted from what was done agree with the bucket that counts in memory."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from livechat.adapters.bucket import TokenBucket
from livechat.domain.pace import Pace

NOW = datetime(2026, 11, 4, 9, 0, tzinfo=UTC)
PACE = Pace(at_once=6, every_s=10)


def after(*seconds: float) -> list[datetime]:
    return [NOW + timedelta(seconds=each) for each in seconds]


def test_some_at_once_then_one_every_ten_seconds() -> None:
    assert PACE.wait_s([], NOW) == 0
    assert PACE.wait_s(after(0, 0, 0, 0, 0), NOW) == 0
    assert PACE.wait_s(after(0, 0, 0, 0, 0, 0), NOW) == 10
    assert PACE.wait_s(after(0, 0, 0, 0, 0, 0), NOW + timedelta(seconds=9.5)) == 1
    assert PACE.wait_s(after(0, 0, 0, 0, 0, 0), NOW + timedelta(seconds=10)) == 0


def test_more_than_was_allowed_is_waited_for_too() -> None:
    # Two processes that hand out at the same moment do not see each other in time.
    assert PACE.wait_s(after(*[0] * 8), NOW) == 30


@given(st.lists(st.integers(0, 40).map(lambda each: each / 2), max_size=40))
def test_it_allows_what_a_bucket_allows(rests: list[float]) -> None:
    # Eighths are exact in floating point, so that the two cannot differ by rounding.
    now, pace = NOW, Pace(at_once=6, every_s=8)
    bucket = TokenBucket(pace.at_once, 1 / pace.every_s, clock=lambda: now.timestamp())
    done: list[datetime] = []
    for rest in rests:
        now += timedelta(seconds=rest)
        recent = [at for at in done if at > now - pace.memory]
        waits = pace.wait_s(recent, now)
        assert (waits == 0) == bucket.take()
        if waits == 0:
            done.append(now)
