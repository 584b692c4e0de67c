"""Ranking of articles by kernel ridge regression over the likeness of phrasings."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from livechat.bot.encoder import Encoder
from livechat.bot.features import Floats, TermSpace, spelling_terms, word_terms

_SPELLING_SHARE: Final = 0.7  # the rest goes to words
_SEMANTIC_SHARE: Final = 0.6  # of the whole, where there is an encoder
# Squaring the likeness lets one phrasing that is much alike outweigh many that are a little.
_POWER: Final = 2
_RIDGE: Final = 0.5
_SMALL: Final = 256  # rows, up to which halving a matrix before inverting it gains nothing


class Kernel:
    """Likeness, 0 to 1, of a text with each phrasing: spelling, words and, if there, meaning."""

    def __init__(
        self, texts: Sequence[str], owners: Sequence[int], encoder: Encoder | None = None
    ) -> None:
        self._spelling = TermSpace(spelling_terms, texts, owners)
        self._words = TermSpace(word_terms, texts, owners)
        self._encoder = encoder
        self._vectors = encoder.encode(texts) if encoder else None

    def row(self, text: str) -> Floats:
        """Likeness of one folded text with every phrasing; a long text is eased."""
        spelling, words = self._spelling.eased(text), self._words.eased(text)
        like = _mix(spelling, words)
        if self._encoder is not None and self._vectors is not None:
            meaning = self._vectors @ self._encoder.encode([text])[0]
            like = _blend(like, meaning)
        squared: Floats = np.power(like, _POWER, dtype=np.float32)
        return squared

    def matrix(self, texts: Sequence[str]) -> Floats:
        """Likeness of the fitted phrasings among themselves, symmetric."""
        like: Floats = np.empty((len(texts), len(texts)), dtype=np.float32)
        for place, text in enumerate(texts):
            like[place] = _mix(self._spelling.similarities(text), self._words.similarities(text))
        if self._vectors is not None:
            like = _blend(like, self._vectors @ self._vectors.T)
        # In place: at 5,000 phrasings every copy is 100 MB.
        like += like.T
        like /= 2
        like **= _POWER
        return like

    @property
    def easing(self) -> Floats:
        """How much higher each phrasing would score if it came as a message; 1 for most."""
        lexical = _mix(self._spelling.easing, self._words.easing)
        eased = lexical if self._vectors is None else _blend(lexical, np.ones_like(lexical))
        return np.power(eased, _POWER, dtype=np.float32)


def _mix(spelling: Floats, words: Floats) -> Floats:
    return (_SPELLING_SHARE * spelling + (1 - _SPELLING_SHARE) * words).astype(np.float32)


def _blend(lexical: Floats, meaning: Floats) -> Floats:
    blended = (1 - _SEMANTIC_SHARE) * lexical + _SEMANTIC_SHARE * np.maximum(meaning, 0)
    return blended.astype(np.float32)


class Ridge:
    """A least-squares machine per article, all solved by one inverse.

    Phrasings weigh so that every article counts alike. `duals` has shape (phrasings, articles):
    the score of an article is its mean plus the likenesses times its column. `inverse` serves
    the calibration and should be dropped afterwards.
    """

    def __init__(self, likeness: Floats, owners: Sequence[int], articles: int) -> None:
        owner = np.asarray(owners)
        size = len(owner)
        share = np.bincount(owner, minlength=articles)[owner] * (articles / size)
        self.mean = np.float32(1 / articles)
        self.targets = np.full((size, articles), -self.mean, dtype=np.float32)
        self.targets[np.arange(size), owner] += 1
        regularised = likeness.copy()
        regularised[np.diag_indices(size)] += (_RIDGE * share).astype(np.float32)
        self.inverse: Floats = inverse(regularised)
        self.duals: Floats = self.inverse @ self.targets

    def scores(self, row: Floats) -> Floats:
        """The score of every article for the likenesses of one text."""
        scores: Floats = row @ self.duals + self.mean
        return scores


def inverse(matrix: Floats) -> Floats:
    """The inverse of a symmetric positive definite matrix, by halves.

    Half the operations of a general inverse, nearly all of them in matrix products.
    """
    size = len(matrix)
    if size <= _SMALL:
        whole: Floats = np.linalg.inv(matrix)
        return whole
    half = size // 2
    first = inverse(matrix[:half, :half])
    across = first @ matrix[:half, half:]
    last = inverse(matrix[half:, half:] - matrix[half:, :half] @ across)
    found = np.empty_like(matrix)
    found[half:, half:] = last
    found[:half, half:] = -(across @ last)
    found[half:, :half] = found[:half, half:].T
    found[:half, :half] = first - found[:half, half:] @ across.T
    return found
