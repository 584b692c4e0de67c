"""What to do with a ranking: answer, ask which, or say that it is not known."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from livechat.bot.knowledge import Kind

# A person too soon costs little, a request not heard costs trust. Of the starter's messages
# two in 2,000 reach this by mistake.
PERSON_FROM: Final = 0.3
ELSEWHERE_FROM: Final = 0.5
MOST_CHOICES: Final = 3
# Broad messages (“i cant log in”) fit several a little: three together may be likely enough.
AMONG_FROM: Final = 0.7
# A choice is offered when its score is at least this share of the best one's.
CLOSE: Final = 0.45
# With another one this near to the best, both are offered, however sure the best is.
RIVAL: Final = 0.75


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities from which the bot answers, and from which it asks “did you mean”."""

    answer: float = 0.75
    ask: float = 0.5


DEFAULT: Final = Thresholds()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be meant; `lead` is what the probability was read from."""

    slug: str
    title: str
    kind: Kind
    score: float
    lead: float
    probability: float


@dataclass(frozen=True, slots=True)
class Matches:
    """The best entries for a message, best first.

    `among` is the probability that the right one is among the first three.
    """

    text: str
    among: float
    candidates: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate | None:
        """The first candidate, if there is any."""
        return self.candidates[0] if self.candidates else None


class Verdict(StrEnum):
    """What the bot should do next."""

    ANSWER = "answer"
    ASK = "ask"
    PERSON = "person"
    ELSEWHERE = "elsewhere"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with the entries that it concerns, best first."""

    verdict: Verdict
    candidates: tuple[Candidate, ...] = ()


def decide(
    matches: Matches, *, excluded: frozenset[str] = frozenset(), thresholds: Thresholds = DEFAULT
) -> Decision:
    """The decision for a ranking, leaving out articles that were tried before."""
    offered = [entry for entry in matches.candidates if entry.slug not in excluded]
    if not offered:
        return Decision(Verdict.NONE)
    best = offered[0]
    if best.kind is Kind.PERSON and best.probability >= PERSON_FROM:
        return Decision(Verdict.PERSON, (best,))
    if best.kind is Kind.ELSEWHERE and best.probability >= ELSEWHERE_FROM:
        return Decision(Verdict.ELSEWHERE, (best,))
    articles = [entry for entry in offered if entry.kind is Kind.ARTICLE]
    is_clear = (
        best.probability >= thresholds.answer
        and not _is_topic(matches.text)
        and not any(_rivals(other, best) for other in articles)
    )
    if best.kind is Kind.ARTICLE and is_clear:
        return Decision(Verdict.ANSWER, (best,))
    if best.probability >= thresholds.ask or matches.among >= AMONG_FROM:
        close = [entry for entry in articles if entry.score >= CLOSE * best.score]
        if close:
            return Decision(Verdict.ASK, tuple(close[:MOST_CHOICES]))
    return Decision(Verdict.NONE)


def _rivals(other: Candidate, best: Candidate) -> bool:
    """Nearly as good; better only than one that leads because its error code was named."""
    return other is not best and RIVAL * best.score <= other.score <= best.score


def _is_topic(text: str) -> bool:
    """One word names a topic, no problem: “zoom”, “quiz”. Error codes are more than a word."""
    return text.strip().isalpha()
