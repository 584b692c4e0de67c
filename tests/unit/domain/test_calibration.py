"""What is shown follows what happens, wider and narrower, until nine in ten are kept."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.domain.calibration import Calibration, Outcome, calibrate

RANDOM = np.random.default_rng(3)
P90_OF_LOGNORMAL = math.exp(0.8 * 1.2815515655)


def outcomes(stretch: float, count: int = 1500) -> list[Outcome]:
    """Waits that are `stretch` times as long as a forecast that would otherwise be right."""
    made = []
    for _ in range(count):
        median_s = float(RANDOM.uniform(120, 900))
        waited = stretch * median_s * math.exp(RANDOM.normal(0, 0.8))
        made.append(Outcome(median_s, median_s * P90_OF_LOGNORMAL, waited))
    return made


def kept_shares(outcomes: list[Outcome], calibration: Calibration) -> tuple[float, float]:
    """Shares of waits at most the P50 and at most the P90 that `calibration` would have shown."""
    rows = [(calibration.apply(o.raw_low_s, o.raw_high_s), o.waited_s) for o in outcomes]
    below = sum(waited <= low for (low, _), waited in rows)
    kept = sum(waited <= high for (_, high), waited in rows)
    return below / len(rows), kept / len(rows)


@pytest.mark.parametrize("stretch", [0.5, 1.0, 2.0])
def test_shares_come_to_50_and_90_per_cent(stretch: float) -> None:
    found = calibrate(outcomes(stretch))
    low, high = kept_shares(outcomes(stretch, 4000), found)
    assert low == pytest.approx(0.5, abs=0.05)
    assert high == pytest.approx(0.9, abs=0.03)
    if stretch != 1.0:
        assert (found.high > 1) == (stretch > 1)
        raw = kept_shares(outcomes(stretch, 4000), Calibration())
        assert abs(raw[1] - 0.9) > 0.03


def test_nothing_known_changes_nothing() -> None:
    assert calibrate([]) == Calibration(1.0, 1.0)


def test_waits_that_never_ended_widen_only_to_the_limit() -> None:
    found = calibrate([Outcome(60, 120, math.inf)] * 5000)
    assert found.high == pytest.approx(4.0)


@given(
    low=st.floats(0, 1e5),
    extra=st.floats(0, 1e5),
    factors=st.tuples(st.floats(0.25, 4), st.floats(0.25, 4)),
)
def test_range_stays_in_order(low: float, extra: float, factors: tuple[float, float]) -> None:
    shown_low, shown_high = Calibration(*factors).apply(low, low + extra)
    assert 0 <= shown_low <= shown_high
