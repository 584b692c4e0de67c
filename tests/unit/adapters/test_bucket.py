"""Token buckets under a clock of our own."""

from hypothesis import given
from hypothesis import strategies as st

from livechat.adapters.bucket import SharedBuckets, TokenBucket


class _Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_burst_passes_and_the_next_one_waits() -> None:
    clock = _Clock()
    bucket = TokenBucket(40, 20, clock)
    assert [bucket.take() for _ in range(41)] == [True] * 40 + [False]
    clock.now = 0.05
    assert bucket.take()
    assert not bucket.take()


@given(st.lists(st.floats(0, 5), max_size=300))
def test_never_more_than_burst_plus_rate(pauses: list[float]) -> None:
    clock = _Clock()
    bucket = TokenBucket(10, 3, clock)
    taken = 0
    for pause in pauses:
        clock.now += pause
        taken += bucket.take()
    assert taken <= 10 + 3 * clock.now + 1e-6


def test_hanging_up_does_not_fill_a_shared_bucket() -> None:
    buckets = SharedBuckets(2, 0.001)
    assert buckets.of("a").take()
    assert buckets.of("a").take()
    assert not buckets.of("a").take()
    assert buckets.of("b").take()


def test_the_longest_unused_key_makes_room() -> None:
    buckets = SharedBuckets(1, 0.001, most=2)
    first = buckets.of("a")
    buckets.of("b")
    assert buckets.of("a") is first
    buckets.of("c")
    assert buckets.of("a") is first
