"""From scores to the probability of being right, learnt from the knowledge base itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from livechat.bot.features import Floats
from livechat.bot.leave_out import LeftOut

Doubles = NDArray[np.float64]

# How much a stranger's message counts beside one that has an article. More would fit more
# strangers; but what is left out makes right answers look worse than they are, too.
_STRANGER_WEIGHT: Final = 0.2
# What is assumed while the knowledge base is too small to tell: weight and shape.
_PRIOR_WEIGHT: Final = 15.0
_PRIOR_MIDDLE: Final = 0.45
_PRIOR_STEEPNESS: Final = 12.0
_RIVAL_SHARE: Final = 0.3
_AMONG: Final = 3
_NEWTON_STEPS: Final = 50
_OUTCOMES_NEEDED: Final = 200
_OUTCOME_WEIGHT: Final = 2.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one answer: its lead then, and whether it was the right article."""

    lead: float
    right: bool


class Curve:
    """A rising curve: the mean of an isotonic and a logistic one.

    The isotonic one is true to any shape but climbs in steps, on which a small change of the
    knowledge base would move many messages across a threshold; the logistic one is smooth.
    """

    def __init__(self, x: Doubles, y: Doubles, weight: Doubles) -> None:
        self._x, self._y = isotonic(x, y, weight)
        self._offset, self._slope = logistic(x, y, weight)

    def __call__(self, x: Doubles) -> Doubles:
        smooth = 1 / (1 + np.exp(-(self._offset + self._slope * x)))
        mean: Doubles = (np.interp(x, self._x, self._y) + smooth) / 2
        return mean


@dataclass(frozen=True, slots=True)
class Calibration:
    """Probabilities for one article, by its lead, and for the best three, by their sum."""

    one: Curve
    three: Curve

    def probabilities(self, scores: Floats) -> Doubles:
        """For each article the probability that it is the right one.

        The next two share at most what the best one leaves; the rest is not counted, as
        hundreds of small probabilities would drown the large ones.
        """
        each = self.one(leads(scores))
        best = int(each.argmax())
        others = float(np.sort(each)[-_AMONG:-1].sum())
        if others > 1 - each[best]:
            kept = each[best]
            each *= (1 - kept) / others
            each[best] = kept
        return each

    def among(self, scores: Floats) -> float:
        """The probability that the right article is among the best three."""
        return float(self.three(_three(scores[np.newaxis]))[0])


def leads(scores: Floats) -> Doubles:
    """Each score less a share of the best other one, along the last axis.

    An article that is barely ahead of another is less sure than its score says.
    """
    ordered = np.sort(scores, axis=-1)
    best, second = ordered[..., -1:], ordered[..., -2:-1]
    rival = np.where(scores == best, second, best)
    led: Doubles = (scores - _RIVAL_SHARE * rival).astype(np.float64)
    return led


def calibrate(left_out: LeftOut, outcomes: Sequence[Outcome] = ()) -> Calibration:
    """Isotonic curves over what was left out; outcomes correct them once there are enough."""
    clear = ~left_out.is_contested
    owners, known = left_out.known_owners[clear], left_out.known[clear]
    ordered = np.argsort(-known, axis=1)[:, :_AMONG]
    is_best = ordered[:, 0] == owners
    is_among = (ordered == owners[:, np.newaxis]).any(axis=1)
    return Calibration(
        one=_curve(
            leads(known).max(axis=1),
            is_best,
            leads(left_out.strangers).max(axis=1),
            outcomes if len(outcomes) >= _OUTCOMES_NEEDED else (),
        ),
        three=_curve(_three(known), is_among, _three(left_out.strangers)),
    )


def _three(scores: Floats) -> Doubles:
    best = np.sort(scores, axis=-1)[..., -_AMONG:]
    total: Doubles = np.maximum(best, 0).sum(axis=-1).astype(np.float64)
    return total


def _curve(
    known: Doubles,
    is_right: NDArray[np.bool_],
    strange: Doubles,
    outcomes: Sequence[Outcome] = (),
) -> Curve:
    grid = np.linspace(0, 1, 21)
    prior = 1 / (1 + np.exp(-_PRIOR_STEEPNESS * (grid - _PRIOR_MIDDLE)))
    told = np.array([outcome.lead for outcome in outcomes])
    truth = np.array([float(outcome.right) for outcome in outcomes])
    return Curve(
        np.concatenate([known, strange, grid, told]),
        np.concatenate([is_right.astype(float), np.zeros(len(strange)), prior, truth]),
        np.concatenate(
            [
                np.ones(len(known)),
                np.full(len(strange), _STRANGER_WEIGHT),
                np.full(len(grid), _PRIOR_WEIGHT / len(grid)),
                np.full(len(told), _OUTCOME_WEIGHT),
            ]
        ),
    )


def logistic(x: Doubles, y: Doubles, weight: Doubles) -> tuple[float, float]:
    """Offset and slope of the weighted logistic regression of y on x, by Newton's method."""
    design = np.column_stack([np.ones(len(x)), x])
    found = np.array([0.0, 1.0])
    for _ in range(_NEWTON_STEPS):
        p = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        gradient = design.T @ (weight * (y - p))
        curvature = (design * (weight * np.maximum(p * (1 - p), 1e-6))[:, np.newaxis]).T @ design
        step = np.linalg.solve(curvature + 1e-6 * np.eye(2), gradient)
        found = found + np.clip(step, -5, 5)
        if np.abs(step).max() < 1e-8:
            break
    return float(found[0]), float(found[1])


def isotonic(x: Doubles, y: Doubles, weight: Doubles) -> tuple[Doubles, Doubles]:
    """Rising means of y over x by pooling adjacent violators, as points to interpolate.

    Values of x that agree to two decimals are one: a finer step would follow single cases.
    """
    places, group = np.unique(x.round(2), return_inverse=True)
    weights = np.bincount(group, weights=weight)
    means = np.bincount(group, weights=weight * y) / weights
    blocks: list[list[float]] = []  # mean of y, weight, weighted sum of x
    for value, mean, total in zip(places, means, weights, strict=True):
        blocks.append([float(mean), float(total), float(value * total)])
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            later = blocks.pop()
            last = blocks[-1]
            last[0] = (last[0] * last[1] + later[0] * later[1]) / (last[1] + later[1])
            last[1] += later[1]
            last[2] += later[2]
    points = np.array([[place / total, mean] for mean, total, place in blocks])
    return points[:, 0], points[:, 1]
