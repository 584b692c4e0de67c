"""One turn of the dialogue: the state as it changes and the replies as they gather."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from livechat.bot.decide import Thresholds
from livechat.bot.dialogue_state import DialogueState, Phase
from livechat.bot.index import Index
from livechat.bot.knowledge import Article
from livechat.bot.ordering import Outcomes
from livechat.bot.replies import (
    Choice,
    HandoffCard,
    HandOver,
    OfferPerson,
    Reason,
    Reply,
    Say,
)
from livechat.bot.rules import Rules
from livechat.domain.text import ENGLISH


def _count_variants() -> dict[str, int]:
    counts: dict[str, int] = {}
    for key in ENGLISH.texts:
        if not key.startswith("bot."):
            continue
        base, _, last = key.rpartition(".")
        name = base if last.isdecimal() else key
        counts[name] = counts.get(name, 0) + 1
    return counts


_VARIANTS = _count_variants()


@dataclass(slots=True)
class Turn:
    """The answer in the making; `index`, `rules` and `outcomes` are read only."""

    index: Index
    rules: Rules
    outcomes: Outcomes
    thresholds: Thresholds
    state: DialogueState
    # Slugs of articles that a problem known to the institution concerns now.
    known: frozenset[str] = frozenset()
    replies: list[Reply] = field(default_factory=list)

    def change(self, **changes: Any) -> None:
        """Replace fields of the state."""
        self.state = replace(self.state, **changes)

    def say(self, key: str, **params: str | int) -> None:
        """Say the next variant of a sentence, so that none comes twice in a row."""
        times = self.state.said.get(key, 0)
        said: Mapping[str, int] = {**self.state.said, key: times + 1}
        self.change(said=said)
        variant = times % _VARIANTS[key]
        self.replies.append(Say(f"{key}.{variant + 1}" if variant else key, params))

    def reply(self, reply: Reply) -> None:
        """Add a reply that is no sentence."""
        self.replies.append(reply)

    def article(self, slug: str) -> Article | None:
        """The article of this slug, if it still exists."""
        return self.index.articles.get(slug)

    def title(self, slug: str) -> str:
        """The article's title; empty when it was deleted in the meantime."""
        article = self.article(slug)
        return article.title if article else ""

    def choices(self, slugs: tuple[str, ...]) -> tuple[Choice, ...]:
        """The articles that still exist, to tap."""
        return tuple(Choice(slug, self.title(slug)) for slug in slugs if self.article(slug))

    def offer_person(self, reason: Reason, key: str, **params: str | int) -> None:
        """Offer a person with a sentence; the phase stays."""
        self.say(key, **params)
        self.reply(OfferPerson(reason))
        self.change(is_person_offered=True)

    def stop_at_person(self, reason: Reason, key: str) -> None:
        """Offer a person where there is nothing else to try."""
        self.offer_person(reason, key)
        self.change(phase=Phase.OFFERING)

    def hand_over(self, reason: Reason) -> None:
        """Give the conversation to a person, with the card."""
        if reason is not Reason.DANGER:
            self.say("bot.handing_over")
        self.reply(HandOver(self.card(), reason))
        self.change(phase=Phase.HANDED_OVER, is_person_offered=True)

    def card(self) -> HandoffCard:
        """What is known so far, for the agent."""
        state = self.state
        tried_last = state.tried[-1].article if state.tried else ""
        slug = state.article or tried_last or (state.choices[0] if state.choices else "")
        article = self.article(slug)
        return HandoffCard(
            issue=state.issue or (article.title if article else ""),
            article=article.slug if article else "",
            title=article.title if article else "",
            category=article.category if article else "",
            group=article.group if article else "",
            device=state.device.kind,
            system=state.device.system,
            browser=state.device.browser,
            error=state.error,
            tried=state.tried,
            attachments=state.attachments,
            minutes_left=state.minutes_left,
        )
