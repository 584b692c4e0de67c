"""From scores to the probability of being right, learnt from the knowledge base itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from livechat.bot.features import Floats
from livechat.bot.rank import Ridge

Doubles = NDArray[np.float64]

# How much a stranger's phrasing counts beside one that has an article.
_STRANGER_WEIGHT: Final = 0.5
# Phrasings of one article this much alike are one idea; they are left out together.
_TWINS: Final = 0.6
# What is assumed while the knowledge base is too small to tell: weight and shape.
_PRIOR_WEIGHT: Final = 15.0
_PRIOR_MIDDLE: Final = 0.45
_PRIOR_STEEPNESS: Final = 12.0
_RIVAL_SHARE: Final = 0.3
_OUTCOMES_NEEDED: Final = 200
_OUTCOME_WEIGHT: Final = 2.0
# Below this lead an article is like nothing, rather than like another one.
_COMPETING: Final = 0.15


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one answer: its lead then, and whether it was the right article."""

    lead: float
    right: bool


@dataclass(frozen=True, slots=True)
class Confusion:
    """Phrasings of one article that would be taken for another's."""

    article: int
    taken_for: int
    phrasings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Each phrasing without itself, and without its whole article: lead and best article."""

    known_lead: Doubles  # NaN where the article has no other phrasing, or this is no message
    known_best: NDArray[np.int64]
    stranger_lead: Doubles  # NaN where this is no message


class Calibration:
    """A rising curve from lead to probability."""

    def __init__(self, leads: Doubles, probabilities: Doubles) -> None:
        self._leads = leads
        self._probabilities = probabilities

    def probabilities(self, scores: Floats) -> Doubles:
        """For each article the probability that it is the right one; never above 1 in all."""
        each = np.interp(leads(scores), self._leads, self._probabilities)
        shared: Doubles = each / max(1.0, float(each.sum()))
        return shared


def leads(scores: Floats) -> Doubles:
    """Each score less a share of the best other one, along the last axis.

    An article that is barely ahead of another is less sure than its score says.
    """
    ordered = np.sort(scores, axis=-1)
    best, second = ordered[..., -1:], ordered[..., -2:-1]
    rival = np.where(scores == best, second, best)
    led: Doubles = (scores - _RIVAL_SHARE * rival).astype(np.float64)
    return led


def leave_out(
    ridge: Ridge, likeness: Floats, owners: Sequence[int], messages: Sequence[bool]
) -> LeftOut:
    """Every phrasing scored as if it, or its article, were not there; closed form.

    `messages` tells which phrasings are what students write; titles and the like help to find
    an article but are no measure of how well messages are found, and stay NaN.
    For a left-out block B the prediction is t_B − (G⁻¹_BB)⁻¹ (G⁻¹ t)_B.
    """
    owner = np.asarray(owners)
    size = len(owner)
    known = np.full(size, np.nan)
    best = np.zeros(size, dtype=np.int64)
    stranger = np.full(size, np.nan)
    is_message = np.asarray(messages)
    for article in range(ridge.targets.shape[1]):
        block = np.flatnonzero(owner == article)
        if not len(block):
            continue
        others = np.delete(_left_out_scores(ridge, block), article, axis=1)
        # With two articles one remains, which has no rival.
        others = np.hstack([others, np.zeros((len(block), 1), dtype=np.float32)])
        stranger[block] = np.where(is_message[block], leads(others).max(axis=1), np.nan)
        for phrasing in block[is_message[block]]:
            twins = block[likeness[phrasing, block] > _TWINS**2]
            if len(twins) == len(block):
                twins = np.array([phrasing])
            if len(block) == 1:
                continue
            scores = _left_out_scores(ridge, twins)[np.flatnonzero(twins == phrasing)[0]]
            best[phrasing] = int(scores.argmax())
            known[phrasing] = float(leads(scores).max())
    return LeftOut(known, best, stranger)


def _left_out_scores(ridge: Ridge, block: NDArray[np.int64]) -> Floats:
    inner = ridge.inverse[np.ix_(block, block)]
    residual = np.linalg.solve(inner, ridge.duals[block])
    scores: Floats = ridge.targets[block] - residual + ridge.mean
    return scores


def calibrate(
    left_out: LeftOut, owners: Sequence[int], outcomes: Sequence[Outcome] = ()
) -> Calibration:
    """The isotonic curve over what was left out, corrected by outcomes once there are enough."""
    told = ~np.isnan(left_out.known_lead)
    right = left_out.known_best == np.asarray(owners)
    strange = left_out.stranger_lead[~np.isnan(left_out.stranger_lead)]
    grid = np.linspace(0, 1, 21)
    prior = 1 / (1 + np.exp(-_PRIOR_STEEPNESS * (grid - _PRIOR_MIDDLE)))
    scores = [left_out.known_lead[told], strange, grid]
    truths = [right[told].astype(float), np.zeros(len(strange)), prior]
    weights = [
        np.ones(int(told.sum())),
        np.full(len(strange), _STRANGER_WEIGHT),
        np.full(len(grid), _PRIOR_WEIGHT / len(grid)),
    ]
    if len(outcomes) >= _OUTCOMES_NEEDED:
        scores.append(np.array([outcome.lead for outcome in outcomes]))
        truths.append(np.array([float(outcome.right) for outcome in outcomes]))
        weights.append(np.full(len(outcomes), _OUTCOME_WEIGHT))
    return Calibration(
        *isotonic(np.concatenate(scores), np.concatenate(truths), np.concatenate(weights))
    )


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


def confusions(left_out: LeftOut, owners: Sequence[int], *, at_least: int = 2) -> list[Confusion]:
    """Pairs of articles that compete: phrasings that would be found in the other one."""
    found: dict[tuple[int, int], list[int]] = {}
    for phrasing, owner in enumerate(owners):
        best = int(left_out.known_best[phrasing])
        # A lead is NaN where there was nothing to leave in, and then not above.
        if left_out.known_lead[phrasing] > _COMPETING and best != owner:
            found.setdefault((owner, best), []).append(phrasing)
    return [
        Confusion(article, other, tuple(phrasings))
        for (article, other), phrasings in sorted(found.items(), key=lambda pair: -len(pair[1]))
        if len(phrasings) >= at_least
    ]
