"""The knowledge base made ready to match: built once per change, swapped in whole."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from livechat.bot.calibrate import Calibration, Outcome, calibrate, leads
from livechat.bot.decide import Candidate, Matches
from livechat.bot.encoder import Encoder
from livechat.bot.features import Floats
from livechat.bot.knowledge import Article, Kind
from livechat.bot.leave_out import Confusion, confusions, leave_out
from livechat.bot.normalise import fold
from livechat.bot.rank import Kernel, Ridge
from livechat.bot.repair import Speller

_CANDIDATES: Final = 10
# What stays of the message as typed, in case that the repair went wrong.
_AS_TYPED: Final = 0.25
_CERTAIN: Final = 0.99  # for a message that names an error code


class Index:
    """Matches messages with the articles and entries that it was built from; read-only."""

    def __init__(
        self,
        entries: Sequence[Article],
        *,
        encoder: Encoder | None = None,
        outcomes: Sequence[Outcome] = (),
    ) -> None:
        self.entries = tuple(entries)
        self.articles = {entry.slug: entry for entry in entries if entry.kind is Kind.ARTICLE}
        texts = _texts(entries)
        self.phrasings = tuple(text for text, _ in texts)
        self.owners = tuple(owner for _, owner in texts)
        self._codes = _codes(entries)
        self._speller = Speller(self.phrasings)
        self._kernel = Kernel(self.phrasings, self.owners, encoder)
        likeness = self._kernel.matrix(self.phrasings)
        ridge = Ridge(likeness, self.owners, len(entries))
        is_message, easing = tuple(texts.values()), self._kernel.easing
        left_out = leave_out(ridge, likeness, self.owners, is_message, easing)
        self.calibration: Calibration = calibrate(left_out, outcomes)
        self.confusions: list[Confusion] = confusions(left_out)
        self.left_out = left_out
        self._duals = ridge.duals
        self._mean = float(ridge.mean)

    def match(self, text: str) -> Matches:
        """The best entries for a message, each with its probability."""
        folded = fold(text)
        scores = self._scores(folded)
        named = self._named(folded)
        probabilities = self.calibration.probabilities(scores)
        if len(named) == 1:
            probabilities[named[0]] = _CERTAIN
        order = [int(place) for place in np.argsort(-scores)]
        first = [place for place in order if place in named]
        rest = [place for place in order[:_CANDIDATES] if place not in named]
        ahead = leads(scores)
        return Matches(
            text,
            among=self.calibration.among(scores),
            candidates=tuple(
                Candidate(
                    slug=self.entries[place].slug,
                    title=self.entries[place].title,
                    kind=self.entries[place].kind,
                    score=float(scores[place]),
                    lead=float(ahead[place]),
                    probability=float(probabilities[place]),
                )
                for place in first + rest
            ),
        )

    def _scores(self, folded: str) -> Floats:
        if not folded:
            return np.zeros(len(self.entries), dtype=np.float32)
        scores: Floats = self._row(folded) @ self._duals + np.float32(self._mean)
        return scores

    def _row(self, folded: str) -> Floats:
        """Likeness with each phrasing, as repaired with a share of as typed."""
        row: Floats = self._kernel.row(folded)
        repaired = self._speller.repair(folded)
        if repaired != folded:
            mended = self._kernel.row(repaired)
            row = (_AS_TYPED * row + (1 - _AS_TYPED) * mended).astype(np.float32)
        return row

    def voices(self, text: str, slug: str) -> list[tuple[str, str, float]]:
        """Phrasings, whose they are, and what they added to this entry's score; most first."""
        place = next((i for i, entry in enumerate(self.entries) if entry.slug == slug), None)
        folded = fold(text)
        if place is None or not folded:
            return []
        shares = self._row(folded) * self._duals[:, place]
        return [
            (self.phrasings[i], self.entries[self.owners[i]].slug, float(shares[i]))
            for i in np.argsort(-np.abs(shares))
            if shares[i]
        ]

    def repaired(self, text: str) -> str:
        """The message as it is understood: folded, with its spelling repaired."""
        return self._speller.repair(fold(text))

    def _named(self, folded: str) -> list[int]:
        return sorted(
            {place for pattern, places in self._codes if pattern.search(folded) for place in places}
        )


def build_index(
    articles: Iterable[Article],
    *,
    entries: Iterable[Article] = (),
    encoder: Encoder | None = None,
    outcomes: Sequence[Outcome] = (),
) -> Index:
    """An index over articles and other entries; takes seconds for thousands of phrasings.

    Run it off the event loop and assign the result where the old one stood.
    """
    known = tuple(articles) + tuple(entries)
    slugs = {entry.slug for entry in known}
    if len(slugs) < len(known):
        raise ValueError("two entries have the same slug")
    if len(known) < 2:
        raise ValueError("an index needs at least two entries to tell apart")
    return Index(known, encoder=encoder, outcomes=outcomes)


def _texts(entries: Sequence[Article]) -> dict[tuple[str, int], bool]:
    """Folded texts that stand for entries, and whether each is a message of a student."""
    texts: dict[tuple[str, int], bool] = {}
    for owner, entry in enumerate(entries):
        for text in entry.phrasings:
            texts[fold(text), owner] = True
        for text in (entry.title, entry.summary, *entry.keywords):
            texts.setdefault((fold(text), owner), not entry.phrasings)
    return {key: is_message for key, is_message in texts.items() if key[0]}


def _codes(entries: Sequence[Article]) -> list[tuple[re.Pattern[str], tuple[int, ...]]]:
    places: dict[str, list[int]] = {}
    for place, entry in enumerate(entries):
        for code in entry.error_codes:
            places.setdefault(fold(code), []).append(place)
    return [
        (re.compile(rf"\b{re.escape(code)}\b"), tuple(where))
        for code, where in places.items()
        if code
    ]
