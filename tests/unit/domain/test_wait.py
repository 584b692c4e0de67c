"""The forecast knows the slots, what they do, who may overtake, and when to say nothing."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livechat.domain.calibration import Calibration
from livechat.domain.handling import Handled, HandlingTimes, weighted
from livechat.domain.wait import DeskNow, Overtakers, Place, forecast
from livechat.domain.wait_range import WaitEstimate, WaitKind, WaitRange, display, estimate

RANDOM = np.random.default_rng(5)
SAMPLE = np.exp(RANDOM.normal(np.log(480), 0.7, 400))
TIMES = HandlingTimes.measured(SAMPLE)


def test_smoothing_keeps_the_measured_distribution() -> None:
    for share in (0.1, 0.5, 0.9):
        ours = np.quantile(TIMES.quantiles, share)
        assert ours == pytest.approx(np.quantile(SAMPLE, share), rel=0.08)
    assert TIMES.mean_s == pytest.approx(SAMPLE.mean(), rel=0.05)


def test_prior_is_as_stated_and_fades_with_measurements() -> None:
    prior = HandlingTimes.prior()
    assert np.median(prior.quantiles) == pytest.approx(480, rel=0.01)
    assert np.quantile(prior.quantiles, 0.9) == pytest.approx(20 * 60, rel=0.05)
    assert prior.samples == 0
    quick = HandlingTimes.measured([60.0] * 200)
    assert np.median(quick.quantiles) == pytest.approx(60, rel=0.05)


def test_durations_other_than_chats_leave_the_prior_out() -> None:
    quick = HandlingTimes.measured([8.0, 9.0, 10.0], prior_weight=0.0)
    assert quick.quantiles.max() < 12


def test_recent_times_of_the_topic_and_hour_count_more() -> None:
    records = [Handled(1200, days_ago=60, hour=9, topic="video")] * 50
    records += [Handled(300, days_ago=1, hour=14, topic="login")] * 50
    assert np.median(weighted(records).quantiles) < 400
    assert np.median(weighted(records, topic="login", hour=14).quantiles) < 320
    by_topic = weighted(records, topic="video").mean_s
    assert by_topic > weighted(records, topic="login").mean_s


def test_free_slot_means_no_wait() -> None:
    low, high = forecast(DeskNow(1, [30.0], TIMES), [Place()])[0]
    assert (low, high) == (0.0, 0.0)


def test_places_behind_wait_longer() -> None:
    result = forecast(DeskNow(0, [60.0, 300.0], TIMES), [Place()] * 30)
    assert (np.diff(result[:, 0]) >= 0).all()
    assert (result[:, 1] >= result[:, 0]).all()


def test_more_slots_mean_shorter_waits() -> None:
    few = forecast(DeskNow(0, [60.0] * 2, TIMES), [Place()] * 10)
    many = forecast(DeskNow(0, [60.0] * 8, TIMES), [Place()] * 10)
    assert (many[:, 1] < few[:, 1]).all()
    assert few[-1, 0] == pytest.approx(4 * many[-1, 0], rel=0.5)


def test_waits_agree_with_theory_for_one_slot() -> None:
    """n chats of one slot one after another: the mean is n times the mean handling time."""
    desk = DeskNow(1, [], TIMES)
    low, _ = forecast(desk, [Place()] * 101, replays=800)[100]
    assert low == pytest.approx(100 * TIMES.mean_s, rel=0.05)


def test_long_running_chat_is_not_expected_to_end_at_once() -> None:
    fresh = forecast(DeskNow(0, [0.0], TIMES), [Place()], replays=2000)[0, 1]
    heavy = HandlingTimes.measured(np.exp(RANDOM.normal(6, 1.3, 400)))
    old = forecast(DeskNow(0, [3600.0], heavy), [Place()], replays=2000)[0, 1]
    assert old > fresh
    assert np.isfinite(forecast(DeskNow(0, [1e6], TIMES), [Place()])).all()


def test_leaving_and_overtaking_move_the_wait() -> None:
    line = [Place()] * 20
    plain = forecast(DeskNow(0, [60.0] * 3, TIMES), line)[-1, 0]
    leaving = forecast(DeskNow(0, [60.0] * 3, TIMES, leave_per_second=1 / 900), line)[-1, 0]
    flow = (Overtakers(1 / 300, 1200),)
    overtaken = forecast(DeskNow(0, [60.0] * 3, TIMES, overtakers=flow), line)[-1, 0]
    assert leaving < plain < overtaken


def test_nobody_overtakes_who_has_waited_longer_than_the_head_start() -> None:
    flow = (Overtakers(1 / 60, 1200),)
    alone = forecast(DeskNow(0, [60.0], TIMES), [Place(1200.0)])
    same = forecast(DeskNow(0, [60.0], TIMES, overtakers=flow), [Place(1200.0)])
    assert same == pytest.approx(alone)


def test_slot_that_opens_later_counts_from_then() -> None:
    result = forecast(DeskNow(0, [], TIMES, opening_s=[600.0]), [Place()])
    assert result[0] == pytest.approx([600.0, 600.0])


def test_topic_of_those_ahead_counts() -> None:
    long = HandlingTimes.measured([3000.0] * 100)
    quick = forecast(DeskNow(1, [], TIMES), [Place(), Place()])[1, 0]
    slow = forecast(DeskNow(1, [], TIMES), [Place(handling=long), Place()])[1, 0]
    assert slow > 2 * quick


def test_same_seed_same_range_and_empty_desks() -> None:
    desk = DeskNow(0, [60.0] * 3, TIMES)
    assert (forecast(desk, [Place()] * 5, seed=3) == forecast(desk, [Place()] * 5, seed=3)).all()
    assert forecast(desk, []).shape == (0, 2)
    assert np.isinf(forecast(DeskNow(0, [], TIMES), [Place()])).all()


def test_500_waiting_on_50_slots_take_under_50_ms_of_the_processor() -> None:
    flows = (Overtakers(1 / 600, 1200), Overtakers(1 / 1800, 3600))
    desk = DeskNow(0, [300.0] * 50, TIMES, leave_per_second=1 / 1800, overtakers=flows)
    took = []
    for seed in range(5):
        begun = time.process_time()
        forecast(desk, [Place()] * 500, seed=seed)
        took.append(time.process_time() - begun)
    assert min(took) < 0.05


def said(low: float, high: float, closes: float | None = None, samples: int = 20) -> WaitEstimate:
    return estimate(low, high, samples=samples, closes_in_s=closes)


@pytest.mark.parametrize(
    ("low_min", "high_min", "text"),
    [
        (0, 0, "less than a minute"),
        (0.2, 0.9, "less than a minute"),
        (0.2, 3.4, "up to 4 min"),
        (0.2, 1.2, "up to 1 min"),
        (0.6, 1.2, "about 1 min"),
        (5.2, 9.4, "about 5–10 min"),
        (5.2, 9.2, "about 5–9 min"),
        (5.6, 5.9, "about 6 min"),
        (18, 31, "about 18–35 min"),
        (43, 71, "about 45–80 min"),
        (130, 180, "more than 120 min"),
    ],
)
def test_range_in_words(low_min: float, high_min: float, text: str) -> None:
    assert display(said(low_min * 60, high_min * 60)) == text


def test_under_20_samples_it_says_that_it_does_not_know() -> None:
    unknown = said(300, 600, samples=19)
    assert unknown.kind is WaitKind.UNKNOWN
    assert display(unknown) == "There is no estimate yet."
    assert said(float("inf"), float("inf")).kind is WaitKind.UNKNOWN


def test_never_past_closing() -> None:
    assert said(300, 600, closes=600).kind is WaitKind.RANGE
    assert said(300, 620, closes=650).kind is WaitKind.PAST_CLOSING
    assert said(300, 605, closes=602).kind is WaitKind.PAST_CLOSING
    assert "callback" in display(said(300, 900, closes=600))


def test_calibration_is_applied_before_closing_is_judged() -> None:
    wider = Calibration(1.0, 2.0)
    judged = estimate(300, 600, samples=50, closes_in_s=900, calibration=wider)
    assert judged.kind is WaitKind.PAST_CLOSING


@settings(max_examples=200, deadline=None)
@given(low=st.floats(0, 20_000), extra=st.floats(0, 20_000), closes=st.floats(1, 30_000))
def test_shown_high_end_covers_the_estimate_but_a_quarter_minute_and_never_passes_closing(
    low: float, extra: float, closes: float
) -> None:
    shown_low, shown_high = WaitRange(low, low + extra).minutes
    assert shown_low <= shown_high
    assert shown_high * 60 >= low + extra - 15 - 1e-6
    judged = said(low, low + extra, closes)
    if judged.range is not None:
        assert judged.range.minutes[1] * 60 <= closes
    assert display(judged)


@settings(max_examples=60, deadline=None)
@given(
    free=st.integers(0, 3),
    busy=st.lists(st.floats(0, 1e5), max_size=6),
    places=st.integers(1, 12),
    seed=st.integers(0, 99),
)
def test_forecast_is_ordered_and_finite_whatever_the_desk(
    free: int, busy: list[float], places: int, seed: int
) -> None:
    desk = DeskNow(free, busy, TIMES)
    result = forecast(desk, [Place()] * places, replays=32, seed=seed)
    if desk.slots == 0:
        assert np.isinf(result).all()
        return
    assert np.isfinite(result).all()
    assert (result >= 0).all()
    assert (np.diff(result, axis=0) >= -1e-9).all()
    assert (result[:free] == 0).all()
