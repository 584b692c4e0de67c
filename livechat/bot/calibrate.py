"""From a score to the probability of being right, learnt from the knowledge base itself."""

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
_PRIOR_WEIGHT: Final = 6.0
_PRIOR_MIDDLE: Final = 0.45
_PRIOR_STEEPNESS: Final = 12.0
_OUTCOMES_NEEDED: Final = 200
_OUTCOME_WEIGHT: Final = 2.0
# Below this score an article is like nothing, rather than like another one.
_COMPETING: Final = 0.15


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one answer: its score then, and whether it was the right article."""

    score: float
    right: bool


@dataclass(frozen=True, slots=True)
class Confusion:
    """Phrasings of one article that would be taken for another's."""

    article: int
    taken_for: int
    phrasings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Scores of each phrasing without itself, and without its whole article."""

    known_score: Doubles  # NaN where the article has no other phrasing
    known_best: NDArray[np.int64]
    stranger_score: Doubles


class Calibration:
    """A rising curve from score to probability."""

    def __init__(self, scores: Doubles, probabilities: Doubles) -> None:
        self._scores = scores
        self._probabilities = probabilities

    def probability(self, score: float) -> float:
        """The probability that an answer of this score is right."""
        return float(np.interp(score, self._scores, self._probabilities))


def leave_out(ridge: Ridge, likeness: Floats, owners: Sequence[int]) -> LeftOut:
    """Every phrasing scored as if it, or its article, were not there; closed form.

    For a left-out block B the prediction is t_B − (G⁻¹_BB)⁻¹ (G⁻¹ t)_B.
    """
    owner = np.asarray(owners)
    size = len(owner)
    known = np.full(size, np.nan)
    best = np.zeros(size, dtype=np.int64)
    stranger = np.zeros(size)
    for article in range(ridge.targets.shape[1]):
        block = np.flatnonzero(owner == article)
        others = _left_out_scores(ridge, block)
        others[:, article] = -np.inf
        stranger[block] = others.max(axis=1)
        for phrasing in block:
            twins = block[likeness[phrasing, block] > _TWINS**2]
            if len(twins) == len(block):
                twins = np.array([phrasing])
            if len(block) == 1:
                continue
            scores = _left_out_scores(ridge, twins)[np.flatnonzero(twins == phrasing)[0]]
            best[phrasing] = int(scores.argmax())
            known[phrasing] = float(scores.max())
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
    told = ~np.isnan(left_out.known_score)
    right = left_out.known_best == np.asarray(owners)
    grid = np.linspace(0, 1, 21)
    prior = 1 / (1 + np.exp(-_PRIOR_STEEPNESS * (grid - _PRIOR_MIDDLE)))
    scores = [left_out.known_score[told], left_out.stranger_score, grid]
    truths = [right[told].astype(float), np.zeros(len(right)), prior]
    weights = [
        np.ones(int(told.sum())),
        np.full(len(right), _STRANGER_WEIGHT),
        np.full(len(grid), _PRIOR_WEIGHT / len(grid)),
    ]
    if len(outcomes) >= _OUTCOMES_NEEDED:
        scores.append(np.array([outcome.score for outcome in outcomes]))
        truths.append(np.array([float(outcome.right) for outcome in outcomes]))
        weights.append(np.full(len(outcomes), _OUTCOME_WEIGHT))
    return Calibration(
        *isotonic(np.concatenate(scores), np.concatenate(truths), np.concatenate(weights))
    )


def isotonic(x: Doubles, y: Doubles, weight: Doubles) -> tuple[Doubles, Doubles]:
    """Rising means of y over x by pooling adjacent violators, as points to interpolate."""
    order = np.argsort(x, kind="stable")
    blocks: list[list[float]] = []  # mean of y, weight, weighted sum of x
    for i in order:
        blocks.append([float(y[i]), float(weight[i]), float(x[i] * weight[i])])
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            mean, total, place = blocks.pop()
            last = blocks[-1]
            last[0] = (last[0] * last[1] + mean * total) / (last[1] + total)
            last[1] += total
            last[2] += place
    points = np.array([[place / total, mean] for mean, total, place in blocks])
    return points[:, 0], points[:, 1]


def confusions(left_out: LeftOut, owners: Sequence[int], *, at_least: int = 2) -> list[Confusion]:
    """Pairs of articles that compete: phrasings that would be found in the other one."""
    found: dict[tuple[int, int], list[int]] = {}
    for phrasing, owner in enumerate(owners):
        best = int(left_out.known_best[phrasing])
        # Scores are NaN where there was nothing to leave in, and then not above.
        if left_out.known_score[phrasing] > _COMPETING and best != owner:
            found.setdefault((owner, best), []).append(phrasing)
    return [
        Confusion(article, other, tuple(phrasings))
        for (article, other), phrasings in sorted(found.items(), key=lambda pair: -len(pair[1]))
        if len(phrasings) >= at_least
    ]
