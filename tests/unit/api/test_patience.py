"""TRUST T30: how long somebody may take to read what is sent."""

import asyncio

import pytest

from livechat.api.patience import Patience, Watch


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def spent(patience: Patience, clock: Clock, rest_s: float, taking_s: float) -> float:
    """Rest, then take so long; what was left before."""
    clock.now += rest_s
    left = patience.begin()
    clock.now += taking_s
    patience.end()
    return left


def test_T30_a_quick_reader_always_has_all_of_it() -> None:
    clock = Clock()
    patience = Patience(20, clock)
    assert {spent(patience, clock, 0.1, 0.01) for _ in range(1000)} == {20}


def test_T30_who_reads_nothing_has_it_once() -> None:
    clock = Clock()
    patience = Patience(20, clock)
    assert spent(patience, clock, 0, 20) == 20
    assert spent(patience, clock, 0, 0) == 0


def test_T30_who_is_just_never_late_runs_out_of_it() -> None:
    clock = Clock()
    patience = Patience(20, clock)
    lefts = [spent(patience, clock, 0.5, 6) for _ in range(4)]
    assert lefts == sorted(lefts, reverse=True)
    assert lefts[-1] < 6


def test_T30_a_bad_minute_is_forgiven() -> None:
    clock = Clock()
    patience = Patience(20, clock)
    spent(patience, clock, 0, 15)
    assert spent(patience, clock, 60, 0) == 20


async def test_T30_what_is_never_taken_is_ended() -> None:
    watch, taken = Watch(Patience(0.02)), asyncio.Event()
    await watch.over(asyncio.sleep(0))
    with pytest.raises(TimeoutError):
        await watch.over(taken.wait())
    # The one who sent goes on and can be cancelled by others as before.
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_T30_each_of_two_is_ended_in_its_own_time() -> None:
    watch, taken = Watch(Patience(0.02)), asyncio.Event()
    both = [asyncio.create_task(watch.over(taken.wait())) for _ in range(2)]
    for ended in await asyncio.gather(*both, return_exceptions=True):
        assert isinstance(ended, TimeoutError)


async def test_T30_who_is_cancelled_by_somebody_else_is_not_late() -> None:
    watch = Watch(Patience(20))
    sending = asyncio.create_task(watch.over(asyncio.Event().wait()))
    await asyncio.sleep(0)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
