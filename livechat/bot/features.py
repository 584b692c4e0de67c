"""Weighted terms of texts and cosine similarities over an inverted index."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

_SHORTEST_GRAM: Final = 2
_LONGEST_GRAM: Final = 4
# A term that no phrasing has still counts in a message's length, so that a message mostly about
# something else looks less like everything. In full it punishes chatty messages too much.
_UNKNOWN_SHARE: Final = 0.5
# Of a message longer than most phrasings, how much of what it is longer counts in its length: in
# full it looks like nothing, however well a part of it fits.
_EXCESS_POWER: Final = 0.5


def spelling_terms(text: str) -> Iterator[str]:
    """Character 2- to 4-grams within each word and its edges, of a folded text."""
    for word in text.split():
        padded = f" {word} "
        for size in range(_SHORTEST_GRAM, _LONGEST_GRAM + 1):
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size]


def word_terms(text: str) -> Iterator[str]:
    """Words, neighbouring pairs and pairs with one word between, of a folded text."""
    words = text.split()
    yield from words
    for left, right in pairwise(words):
        yield f"{left} {right}"
    for left, right in zip(words, words[2:], strict=False):
        yield f"{left} * {right}"


class TermSpace:
    """Cosine similarity of a text with every fitted phrasing.

    A term weighs 1 + log(count) times 1 + log of how few articles have it: what the phrasings of
    one article share must not count as common.
    """

    def __init__(
        self, terms: Callable[[str], Iterator[str]], texts: Sequence[str], owners: Sequence[int]
    ) -> None:
        self._terms = terms
        self._size = len(texts)
        counts = [Counter(terms(text)) for text in texts]
        rows: dict[str, list[int]] = {}
        for row, counted in enumerate(counts):
            for term in counted:
                rows.setdefault(term, []).append(row)
        articles = len(set(owners))
        weights = {
            term: 1 + np.log((1 + articles) / (1 + len({owners[row] for row in where})))
            for term, where in rows.items()
        }
        self._weights = weights
        self._unknown = _UNKNOWN_SHARE * (1 + np.log(1 + articles))
        lengths = [
            sum(((1 + np.log(n)) * weights[term]) ** 2 for term, n in counted.items()) ** 0.5
            for counted in counts
        ]
        self._usual = float(np.median(lengths))
        # How much each phrasing would be eased if it came as a message.
        self.easing: Floats = np.array([self._ease(n) for n in lengths], dtype=np.float32)
        self._rows: dict[str, Ints] = {}
        self._values: dict[str, Floats] = {}
        for term, where in rows.items():
            self._rows[term] = np.array(where, dtype=np.int32)
            self._values[term] = np.array(
                [(1 + np.log(counts[row][term])) * weights[term] / lengths[row] for row in where],
                dtype=np.float32,
            )

    def similarities(self, text: str) -> Floats:
        """Cosine of the folded text with each phrasing, shape (phrasings,)."""
        return self._cosines(text)[0]

    def eased(self, text: str) -> Floats:
        """The same, at most 1, with a part of a long text's excess length forgiven."""
        cosines, length = self._cosines(text)
        eased: Floats = np.minimum(cosines * np.float32(self._ease(length)), 1)
        return eased

    def _ease(self, length: float) -> float:
        return float(max(1.0, length / self._usual) ** _EXCESS_POWER)

    def _cosines(self, text: str) -> tuple[Floats, float]:
        rows: list[Ints] = []
        values: list[Floats] = []
        square = 0.0
        for term, count in Counter(self._terms(text)).items():
            weight = self._weights.get(term)
            if weight is None:
                square += self._unknown**2
                continue
            value = (1 + np.log(count)) * weight if count > 1 else weight
            square += value**2
            rows.append(self._rows[term])
            values.append(self._values[term] * np.float32(value))
        if not rows:
            return np.zeros(self._size, dtype=np.float32), float(square**0.5)
        summed = np.bincount(
            np.concatenate(rows), weights=np.concatenate(values), minlength=self._size
        )
        length = float(square**0.5)
        return (summed / length).astype(np.float32), length
