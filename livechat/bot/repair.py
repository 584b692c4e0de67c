"""Spelling repair against the knowledge base's own words."""

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST = 4
_TWO_EDITS_FROM = 8


class Speller:
    """Replaces words that the knowledge base does not have by its nearest one.

    One edit for words from four letters (swapped neighbours count as one), two from eight; of
    several equally near words the commonest wins.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        counts: dict[str, int] = {}
        for text in texts:
            for word in text.split():
                counts[word] = counts.get(word, 0) + 1
        self._counts = counts
        self._by_length: dict[int, list[str]] = {}
        for word in counts:
            if len(word) >= _SHORTEST - 1 and not word.isdecimal():
                self._by_length.setdefault(len(word), []).append(word)

    def repair(self, text: str) -> str:
        """The folded text with unknown words repaired where that is possible."""
        return " ".join(self._repair_word(word) for word in text.split())

    def _repair_word(self, word: str) -> str:
        if word in self._counts or len(word) < _SHORTEST or not word.isalpha():
            return word
        edits = 2 if len(word) >= _TWO_EDITS_FROM else 1
        near = [
            (distance, -self._counts[found], found)
            for length in range(len(word) - edits, len(word) + edits + 1)
            for found, distance, _ in process.extract(
                word,
                self._by_length.get(length, ()),
                scorer=OSA.distance,
                score_cutoff=edits,
                limit=None,
            )
        ]
        return min(near)[2] if near else word
