"""How every phrasing would be ranked if it, or its whole article, were not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from livechat.bot.features import Floats
from livechat.bot.rank import Ridge

# Phrasings of one article this much alike are one idea; they are left out together.
_TWINS: Final = 0.6
# Phrasings of two articles this much alike contradict each other: no measure of anything.
_CONTESTED: Final = 0.8
# Below this score an article is like nothing, rather than like another one.
_COMPETING: Final = 0.2


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Scores of shape (messages, articles), and the article and phrasing of each row.

    `known` holds phrasings left out of articles that have others; `strangers` those whose whole
    article was left out, with nothing for that article, and that no other article has.
    `is_contested` marks the known ones that another article has too.
    """

    known: Floats
    known_owners: NDArray[np.int64]
    known_phrasings: NDArray[np.int64]
    is_contested: NDArray[np.bool_]
    strangers: Floats


@dataclass(frozen=True, slots=True)
class Confusion:
    """Phrasings of one article that would be taken for another's."""

    article: int
    taken_for: int
    phrasings: tuple[int, ...]


def leave_out(
    ridge: Ridge,
    likeness: Floats,
    owners: Sequence[int],
    messages: Sequence[bool],
    easing: Floats | None = None,
) -> LeftOut:
    """Rank every message as if it, or its article, were not there; in closed form.

    `messages` tells which phrasings are what students write: titles and the like help to find
    an article but are no measure of how well messages are found. `easing` scales likenesses as
    for messages. For a left-out block B the prediction is t_B − (G⁻¹_BB)⁻¹ (G⁻¹ t)_B.
    """
    owner, is_message = np.asarray(owners), np.asarray(messages)
    articles = ridge.targets.shape[1]
    eased = np.ones(len(owner)) if easing is None else easing
    contested = _contested(likeness, owner)
    known, phrasings, strangers = [], [], [np.zeros((0, articles), dtype=np.float32)]
    for article in range(articles):
        block = np.flatnonzero(owner == article)
        asked = is_message[block]
        if not asked.any():
            continue
        others = eased[block, np.newaxis] * (_scores_without(ridge, block) - ridge.mean)
        others += ridge.mean
        others[:, article] = 0
        strangers.append(others[asked & ~contested[block]].astype(np.float32))
        for phrasing in block[asked] if len(block) > 1 else ():
            scores = _scores_without(ridge, _twins(likeness, block, phrasing))[0]
            known.append(ridge.mean + eased[phrasing] * (scores - ridge.mean))
            phrasings.append(phrasing)
    return LeftOut(
        known=np.array(known, dtype=np.float32).reshape(-1, articles),
        known_owners=owner[phrasings] if phrasings else np.zeros(0, dtype=np.int64),
        known_phrasings=np.array(phrasings, dtype=np.int64),
        is_contested=contested[phrasings] if phrasings else np.zeros(0, dtype=np.bool_),
        strangers=np.concatenate(strangers),
    )


def _contested(likeness: Floats, owner: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.array(
        [
            (row[owner != mine] > _CONTESTED**2).any()
            for row, mine in zip(likeness, owner, strict=True)
        ]
    )


def _twins(likeness: Floats, block: NDArray[np.int64], phrasing: np.int64) -> NDArray[np.int64]:
    """The phrasing, first, and those of its article that are hardly another idea."""
    alike = block[(likeness[phrasing, block] > _TWINS**2) & (block != phrasing)]
    return np.append(phrasing, alike if len(alike) + 1 < len(block) else alike[:0])


def _scores_without(ridge: Ridge, block: NDArray[np.int64]) -> Floats:
    inner = ridge.inverse[np.ix_(block, block)]
    residual = np.linalg.solve(inner, ridge.duals[block])
    scores: Floats = ridge.targets[block] - residual + ridge.mean
    return scores


def confusions(left_out: LeftOut, *, at_least: int = 2) -> list[Confusion]:
    """Pairs of articles that compete, worst first: messages that would find the other one."""
    found: dict[tuple[int, int], list[int]] = {}
    best = left_out.known.argmax(axis=1)
    rows = zip(left_out.known_owners, best, left_out.known_phrasings, left_out.known, strict=True)
    for owner, other, phrasing, scores in rows:
        if owner != other and scores[other] > _COMPETING:
            found.setdefault((int(owner), int(other)), []).append(int(phrasing))
    return [
        Confusion(article, other, tuple(phrasings))
        for (article, other), phrasings in sorted(found.items(), key=lambda pair: -len(pair[1]))
        if len(phrasings) >= at_least
    ]
