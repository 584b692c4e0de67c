"""The commonest problems of recent days, from the event log."""

from datetime import timedelta

from sqlalchemy import distinct, func, select
from sqlmodel import col

from livechat.domain.vocabulary import Fact
from livechat.store.core import EVENT
from livechat.store.tables.knowledge import Article
from livechat.store.unit_of_work import UnitOfWork

_DAYS = 7
# One conversation is an accident, two are a topic.
_LEAST = 2
# What students ask most at the start of a term; used until the log knows better.
STARTERS = (
    "sign-in-password-not-accepted",
    "video-keeps-buffering",
    "assignment-upload-stops",
    "quiz-answers-not-saved",
    "live-class-cannot-hear",
    "grades-not-showing",
    "network-slow",
)


def topics(uow: UnitOfWork, language: str = "en", limit: int = 5) -> list[str]:
    """Slugs of published articles: those matched most lately, then the starters."""
    published = _published(uow, language)
    ordered = [*_recent(uow), *STARTERS, *sorted(published)]
    return [slug for slug in dict.fromkeys(ordered) if slug in published][:limit]


def _recent(uow: UnitOfWork) -> list[str]:
    slug = EVENT.c.data["article"].as_string()
    chats = func.count(distinct(EVENT.c.conversation_id))
    rows = uow.connection.execute(
        select(slug, chats)
        .where(EVENT.c.fact == Fact.BOT_MATCHED)
        .where(EVENT.c.at > uow.now - timedelta(days=_DAYS))
        .group_by(slug)
        .having(chats >= _LEAST)
        .order_by(chats.desc(), slug)
        .limit(20)
    ).all()
    return [row[0] for row in rows if row[0]]


def _published(uow: UnitOfWork, language: str) -> set[str]:
    return set(
        uow.session.scalars(
            select(col(Article.slug))
            .where(col(Article.language) == language)
            .where(col(Article.is_published))
        ).all()
    )
