"""The closed forms against fitting anew."""

import numpy as np
import pytest

from livechat.bot.calibrate import Outcome, calibrate, isotonic, leads
from livechat.bot.leave_out import leave_out
from livechat.bot.rank import Ridge, inverse

# One article at .6 ahead of nothing, and the rest at none.
AT = np.array([0.6, 0.0, 0.0], dtype=np.float32)
OWNERS = (0, 0, 0, 1, 1, 2, 2, 2, 2)


@pytest.fixture
def likeness() -> np.ndarray:
    rng = np.random.default_rng(7)
    points = rng.normal(size=(len(OWNERS), 6)) + 2 * np.eye(6)[list(OWNERS)]
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    return (np.clip(points @ points.T, 0, 1) ** 2).astype(np.float32)


def _refit(ridge: Ridge, likeness: np.ndarray, left: list[int]) -> np.ndarray:
    """Predictions for the left-out phrasings of a machine that never saw them."""
    kept = [i for i in range(len(OWNERS)) if i not in left]
    shares = np.bincount(OWNERS)[list(OWNERS)] * (3 / len(OWNERS))
    regularised = likeness + np.diag(0.5 * shares)
    duals = np.linalg.solve(regularised[np.ix_(kept, kept)], ridge.targets[kept])
    return likeness[np.ix_(left, kept)] @ duals + ridge.mean


def test_leaving_an_article_out_equals_fitting_without_it(likeness: np.ndarray) -> None:
    ridge = Ridge(likeness, OWNERS, 3)
    left_out = leave_out(ridge, likeness, OWNERS, [True] * len(OWNERS))
    scores = _refit(ridge, likeness, [3, 4])
    assert left_out.strangers[3:5] == pytest.approx(scores * [1, 0, 1], abs=1e-4)


def test_leaving_a_phrasing_out_leaves_its_twins_out_too() -> None:
    likeness = np.eye(len(OWNERS), dtype=np.float32) * 0.5 + 0.1
    likeness[0, 1] = likeness[1, 0] = 0.55  # twins: alike above the square of .6
    likeness[np.diag_indices(len(OWNERS))] = 1
    ridge = Ridge(likeness, OWNERS, 3)
    left_out = leave_out(ridge, likeness, OWNERS, [True] * len(OWNERS))
    assert left_out.known[0] == pytest.approx(_refit(ridge, likeness, [0, 1])[0], abs=1e-4)
    assert left_out.known[5] == pytest.approx(_refit(ridge, likeness, [5])[0], abs=1e-4)


def test_isotonic_pools_what_falls() -> None:
    x, y = isotonic(np.array([1.0, 2, 3, 4]), np.array([0.0, 1, 0, 1]), np.ones(4))
    assert list(x) == [1, 2.5, 4]
    assert list(y) == [0, 0.5, 1]


def test_enough_bad_outcomes_lower_the_probability(likeness: np.ndarray) -> None:
    ridge = Ridge(likeness, OWNERS, 3)
    left_out = leave_out(ridge, likeness, OWNERS, [True] * len(OWNERS))
    before = calibrate(left_out).probabilities(AT)[0]
    few = calibrate(left_out, [Outcome(0.6, right=False)] * 199).probabilities(AT)[0]
    many = calibrate(left_out, [Outcome(0.6, right=False)] * 200).probabilities(AT)[0]
    assert few == before
    assert many < before


def test_a_close_rival_takes_from_the_lead() -> None:
    assert leads(np.array([0.6, 0.5, 0.1])) == pytest.approx([0.45, 0.32, -0.08])


def test_what_two_articles_share_is_no_measure(likeness: np.ndarray) -> None:
    likeness[0, 3] = likeness[3, 0] = 0.9
    ridge = Ridge(likeness, OWNERS, 3)
    left_out = leave_out(ridge, likeness, OWNERS, [True] * len(OWNERS))
    assert list(np.flatnonzero(left_out.is_contested)) == [0, 3]
    assert len(left_out.strangers) == len(OWNERS) - 2


def test_the_others_share_what_the_best_leaves(likeness: np.ndarray) -> None:
    ridge = Ridge(likeness, OWNERS, 3)
    calibration = calibrate(leave_out(ridge, likeness, OWNERS, [True] * len(OWNERS)))
    level = np.array([0.8, 0.79, 0.78], dtype=np.float32)
    assert calibration.probabilities(level).sum() <= 1 + 1e-9


def test_inverse_by_halves_is_the_inverse() -> None:
    rng = np.random.default_rng(3)
    points = rng.normal(size=(701, 40)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    matrix = (points @ points.T) ** 2 + 0.5 * np.eye(701, dtype=np.float32)
    assert inverse(matrix) @ matrix == pytest.approx(np.eye(701), abs=1e-4)
