"""One row for each conversation, derived from the event log: when it first reached what."""

from datetime import datetime

from sqlalchemy import ColumnElement, Label, Subquery, case, func, select

from livechat.domain.vocabulary import Fact
from livechat.store.core import CONVERSATION, EVENT

_FIRST = {
    "started_at": Fact.CONVERSATION_STARTED,
    "bot_confirmed_at": Fact.BOT_RESOLUTION_CONFIRMED,
    "queued_at": Fact.QUEUED,
    "claimed_at": Fact.CLAIMED,
    "replied_at": Fact.FIRST_HUMAN_REPLY,
    "left_at": Fact.LEFT_QUEUE,
    "confirmed_at": Fact.RESOLUTION_CONFIRMED,
    "denied_at": Fact.RESOLUTION_DENIED,
    "ticket_at": Fact.TICKET_CREATED,
    "callback_at": Fact.CALLBACK_REQUESTED,
    "closed_at": Fact.CLOSED,
    "reopened_at": Fact.REOPENED,
}
_BOT_TURNS = (Fact.BOT_MATCHED, Fact.BOT_ASKED, Fact.BOT_MISSED, Fact.STEP_ANSWERED)


def _first(name: str, fact: Fact) -> Label[datetime]:
    return func.min(case((EVENT.c.fact == fact, EVENT.c.at))).label(name)


def _count(name: str, condition: ColumnElement[bool]) -> Label[int]:
    return func.sum(case((condition, 1), else_=0)).label(name)


def journeys(since: datetime, until: datetime) -> Subquery:
    """Conversations that began in [since, until), with everything that happened to them."""
    begun = (
        select(EVENT.c.conversation_id)
        .where(EVENT.c.fact == Fact.CONVERSATION_STARTED)
        .where(EVENT.c.at >= since, EVENT.c.at < until)
    )
    return (
        select(
            EVENT.c.conversation_id,
            CONVERSATION.c.article_slug,
            CONVERSATION.c.category,
            CONVERSATION.c.topic,
            *[_first(name, fact) for name, fact in _FIRST.items()],
            _count("bot_turns", EVENT.c.fact.in_(_BOT_TURNS)),
            _count("answers", EVENT.c.fact == Fact.BOT_MATCHED),
        )
        .join(CONVERSATION, CONVERSATION.c.id == EVENT.c.conversation_id)
        .where(EVENT.c.conversation_id.in_(begun))
        .group_by(
            EVENT.c.conversation_id,
            CONVERSATION.c.article_slug,
            CONVERSATION.c.category,
            CONVERSATION.c.topic,
        )
        .subquery("journey")
    )
