"""Why the bot would do what it would do with a message."""

from dataclasses import dataclass
from typing import Final

from livechat.bot.decide import DEFAULT, Candidate, Thresholds, Verdict
from livechat.bot.index import Index
from livechat.bot.rules import Intent, Rules
from livechat.bot.understand import understand

_VOICES: Final = 5
_CANDIDATES: Final = 5


@dataclass(frozen=True, slots=True)
class Voice:
    """A phrasing and what it added to an article's score; below zero it spoke against it."""

    phrasing: str
    article: str
    share: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was read in a message, the ranking, and the phrasings that carried it."""

    text: str
    understood_as: str
    intents: tuple[Intent, ...]
    minutes_left: int | None
    frustration: int
    verdict: Verdict
    chosen: tuple[Candidate, ...]
    candidates: tuple[Candidate, ...]
    voices: tuple[Voice, ...]


def explain(
    index: Index, rules: Rules, text: str, slug: str = "", thresholds: Thresholds = DEFAULT
) -> Explanation:
    """The explanation for a message; voices are those for `slug`, or else for the best entry."""
    matches = index.match(text)
    decision, _ = understand(index, rules, text, thresholds=thresholds)
    urgency = rules.urgency(text)
    best = decision.candidates[0] if decision.candidates else matches.best
    subject = slug or (best.slug if best else "")
    return Explanation(
        text=text,
        understood_as=index.repaired(text),
        intents=rules.read(text),
        minutes_left=urgency.minutes if urgency else None,
        frustration=rules.frustration(text),
        verdict=decision.verdict,
        chosen=decision.candidates,
        candidates=matches.candidates[:_CANDIDATES],
        voices=tuple(
            Voice(phrasing, owner, share)
            for phrasing, owner, share in index.voices(text, subject)[:_VOICES]
        )
        if subject
        else (),
    )
