"""From a message as it was typed to a decision: its clauses, sentences and problems."""

from typing import Final

from livechat.bot.decide import DEFAULT, Decision, Thresholds, Verdict, decide
from livechat.bot.dialogue_state import UNCLEAR
from livechat.bot.index import Index
from livechat.bot.normalise import sentences
from livechat.bot.rules import Rules

_MOST_SENTENCES: Final = 8
# Less likely sentences of a long message tell of something else than a problem.
_PROBLEM_FROM: Final = 0.6
_LONG: Final = 14  # words from which the sentences of a message are looked at one by one


def understand(
    index: Index,
    rules: Rules,
    text: str,
    excluded: frozenset[str] = frozenset(),
    thresholds: Thresholds = DEFAULT,
) -> tuple[Decision, tuple[str, ...]]:
    """The decision for a message, and the articles of further problems in it.

    The clause that tells how soon it matters is left aside where that helps. Of a long message
    the sentence that is understood best leads; several that are each understood well are
    several problems, and what may be one of a few articles (UNCLEAR and their slugs) is asked
    about in its turn.
    """

    def look(part: str) -> Decision:
        return _decide(index, rules, part, excluded, thresholds)

    whole = look(text)
    parts = sentences(text)[:_MOST_SENTENCES]
    if len(parts) < 2 or len(text.split()) < _LONG:
        return whole, ()
    decisions = [look(part) for part in parts]
    person = next((part for part in decisions if part.verdict is Verdict.PERSON), None)
    if person:
        return person, ()
    answers = {
        part.candidates[0].slug: part for part in decisions if part.verdict is Verdict.ANSWER
    }
    unclear = [
        " ".join([UNCLEAR, *(candidate.slug for candidate in part.candidates)])
        for part in decisions
        if part.verdict is Verdict.ASK
        and sum(candidate.probability for candidate in part.candidates) >= _PROBLEM_FROM
        and not answers.keys() & {candidate.slug for candidate in part.candidates}
    ]
    if len(answers) > 1 or (answers and unclear):
        first, *rest = answers.values()
        return first, (*(part.candidates[0].slug for part in rest), *unclear)
    return max([whole, *decisions], key=_confidence), ()


def _decide(
    index: Index, rules: Rules, text: str, excluded: frozenset[str], thresholds: Thresholds
) -> Decision:
    urgency = rules.urgency(text)
    texts = [text, urgency.rest] if urgency and urgency.rest else [text]
    return max(
        (decide(index.match(t), excluded=excluded, thresholds=thresholds) for t in texts),
        key=_confidence,
    )


def _confidence(decision: Decision) -> float:
    return decision.candidates[0].probability if decision.candidates else 0.0
