"""How many chats there are about an issue, now and as usual, from the event log."""

from datetime import timedelta

from sqlalchemy import distinct, func, select
from sqlmodel import col

from livechat.domain.incidents import USUAL_DAYS, USUAL_WINDOWS, WINDOW, is_incident
from livechat.domain.vocabulary import Fact
from livechat.store.core import EVENT
from livechat.store.tables.incidents import Incident
from livechat.store.tables.knowledge import Article
from livechat.store.unit_of_work import UnitOfWork

_SLUG = EVENT.c.data["article"].as_string()
_CHATS = func.count(distinct(EVENT.c.conversation_id))


def standing_out(uow: UnitOfWork) -> dict[str, str]:
    """Slug and title of each issue that many more chats than usual are about just now."""
    recent, least = _recent(uow), uow.settings.incident_chats
    hot = [slug for slug, count in recent.items() if is_incident(count, _usual(uow, slug), least)]
    found = uow.session.execute(
        select(col(Article.slug), col(Article.title))
        .where(col(Article.slug).in_(hot))
        .order_by(col(Article.language) != "en")
    ).all()
    titles: dict[str, str] = {}
    for slug, title in found:
        titles.setdefault(slug, title)
    return titles


def chats_about(uow: UnitOfWork, incident: Incident) -> list[int]:
    """The ids of conversations in which the bot found an article that it is about meanwhile."""
    slugs = _slugs(uow, incident)
    if not slugs:
        return []
    # What was seen by itself began before that.
    begun = incident.started_at - (WINDOW if incident.is_seen_by_itself else timedelta())
    until = incident.ended_at or uow.now
    return list(
        uow.connection.execute(
            select(EVENT.c.conversation_id)
            .distinct()
            .where(EVENT.c.fact == Fact.BOT_MATCHED, _SLUG.in_(slugs))
            .where(EVENT.c.at >= begun, EVENT.c.at <= until)
        ).scalars()
    )


def _slugs(uow: UnitOfWork, incident: Incident) -> list[str]:
    own = [incident.article_slug] if incident.article_slug else []
    if not incident.category:
        return own
    of_category = select(col(Article.slug)).where(col(Article.category) == incident.category)
    return [*own, *uow.session.scalars(of_category.distinct())]


def _recent(uow: UnitOfWork) -> dict[str, int]:
    """Since the last all-clear of an issue it has to come up anew."""
    rows = uow.connection.execute(
        select(_SLUG, _CHATS)
        .where(EVENT.c.fact == Fact.BOT_MATCHED)
        .where(EVENT.c.at > uow.now - WINDOW)
        .group_by(_SLUG)
        .having(uow.settings.incident_chats <= _CHATS)
    ).all()
    counts = {slug: count for slug, count in rows if slug}
    over = uow.session.scalars(
        select(col(Incident.article_slug))
        .where(col(Incident.ended_at) > uow.now - WINDOW)
        .where(col(Incident.article_slug).in_(list(counts)))
    ).all()
    return {slug: count for slug, count in counts.items() if slug not in set(over)}


def _usual(uow: UnitOfWork, slug: str) -> float:
    """The mean of a window at this time of the day, over the days before."""
    total = 0
    for days in range(1, USUAL_DAYS + 1):
        middle = uow.now - timedelta(days=days) - WINDOW / 2
        half = WINDOW * USUAL_WINDOWS / 2
        total += uow.connection.execute(
            select(_CHATS)
            .where(EVENT.c.fact == Fact.BOT_MATCHED, slug == _SLUG)
            .where(EVENT.c.at > middle - half, EVENT.c.at <= middle + half)
        ).scalar_one()
    return total / (USUAL_DAYS * USUAL_WINDOWS)
