"""Known problems: published by hand or seen by themselves, with an all-clear to all who asked."""

from datetime import datetime, timedelta

from sqlmodel import col, select

from livechat.adapters.tokens import public_id
from livechat.domain.actor import Actor
from livechat.domain.errors import InvalidError, NotFoundError
from livechat.domain.limits import clean_line
from livechat.domain.text import t
from livechat.domain.vocabulary import Role
from livechat.domain.wall_time import instant_of
from livechat.domain.wording import zone_or
from livechat.services import (
    access,
    audit,
    conversations,
    incident_counts,
    known_problems,
    lines,
    mailing,
)
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.incidents import Incident, IncidentAsker
from livechat.store.unit_of_work import UnitOfWork

TOPIC = "incidents"
# Hours after which a banner ends by itself; 0 means by hand alone.
CHOICES = (1, 2, 4, 8, 24, 0)
_TITLE = 200


def publish(
    uow: UnitOfWork, actor: Actor, title: str, hours: int, about: str = "", update_by: str = ""
) -> str:
    """Put a banner on the Help page and into the chat; returns its id.

    `about` is one of `known_problems.choices`, `update_by` local time as in `set_next_update`.
    """
    access.require_admin(actor)
    if hours not in CHOICES:
        raise InvalidError("error.bad_value", field=t("incident.ends"))
    subject = known_problems.subject_of(uow, about)
    made = Incident(
        public_id=public_id(),
        article_slug=subject.article,
        category=subject.category,
        title=clean_line(title, _TITLE),
        next_update_at=_moment(uow, update_by),
        created_by_id=actor.user_id,
        started_at=uow.now,
        ends_at=uow.now + timedelta(hours=hours) if hours else None,
    )
    _add(uow, made)
    audit.record(uow, actor, "incident.published", target=made.public_id)
    return made.public_id


def set_next_update(uow: UnitOfWork, actor: Actor, incident_id: str, update_by: str) -> None:
    """Promise the next update by a local time of the institution (2026-11-26T14:00), or none."""
    access.require_admin(actor)
    incident = _one(uow, incident_id)
    incident.next_update_at = _moment(uow, update_by)
    uow.session.add(incident)
    audit.record(uow, actor, "incident.promised", target=incident.public_id, by=update_by)
    uow.emit(TOPIC)


def tell_me(uow: UnitOfWork, actor: Actor, incident_id: str) -> None:
    """A student wants to hear when it is over; asking again changes nothing."""
    if actor.role is not Role.STUDENT:
        raise NotFoundError
    incident = _one(uow, incident_id)
    if uow.session.get(IncidentAsker, (incident.id, actor.user_id)) is not None:
        return
    open_id = conversations.current(uow, actor)
    chat = access.own_conversation(uow, actor, open_id) if open_id else None
    uow.session.add(
        IncidentAsker(
            incident_id=incident.id or 0,
            user_id=actor.user_id,
            conversation_id=chat.id if chat else None,
            asked_at=uow.now,
        )
    )
    uow.session.flush()
    uow.emit(TOPIC)


def end(uow: UnitOfWork, actor: Actor, incident_id: str) -> None:
    """All clear, by hand."""
    access.require_admin(actor)
    incident = _one(uow, incident_id)
    audit.record(uow, actor, "incident.ended", target=incident.public_id)
    _end(uow, incident)


def end_due(uow: UnitOfWork) -> int:
    """Those whose time is over, each once; returns how many."""
    due = uow.session.exec(
        select(Incident)
        .where(col(Incident.ended_at).is_(None))
        .where(col(Incident.ends_at) <= uow.now)
    ).all()
    for incident in due:
        _end(uow, incident)
    return len(due)


def look_for(uow: UnitOfWork) -> list[str]:
    """Issues of which many more chats than usual have come just now get a banner; one that has
    it keeps it for as long as they keep coming. Returns the slugs of new ones."""
    hot = incident_counts.standing_out(uow)
    lasts = timedelta(minutes=uow.settings.incident_lasts_min)
    known = {one.article_slug: one for one in known_problems.active(uow) if one.article_slug}
    begun = []
    for slug, title in hot.items():
        if slug in known:
            # What an admin has published ends as the admin has said.
            if known[slug].is_seen_by_itself:
                known[slug].ends_at = uow.now + lasts
                uow.session.add(known[slug])
            continue
        made = Incident(
            public_id=public_id(),
            article_slug=slug,
            title=title,
            is_seen_by_itself=True,
            started_at=uow.now,
            ends_at=uow.now + lasts,
        )
        _add(uow, made)
        audit.record(uow, None, "incident.seen", target=made.public_id, article=slug)
        begun.append(slug)
    return begun


def _add(uow: UnitOfWork, incident: Incident) -> None:
    uow.session.add(incident)
    uow.session.flush()
    uow.emit(TOPIC)


def _end(uow: UnitOfWork, incident: Incident) -> None:
    """Everybody who asked is told by mail; in the chat also those who came with the problem."""
    incident.ended_at = uow.now
    uow.session.add(incident)
    uow.session.flush()
    askers = uow.session.exec(
        select(IncidentAsker).where(col(IncidentAsker.incident_id) == incident.id)
    ).all()
    told = set(incident_counts.chats_about(uow, incident))
    for asker in askers:
        mailing.to_user(uow, asker.user_id, "incident_over", what=incident.title)
        told |= {asker.conversation_id} if asker.conversation_id else set()
    for key in sorted(told):
        chat = uow.session.get(Conversation, key)
        if chat is not None:
            lines.tell(uow, chat, "incident.over", what=incident.title)
    uow.emit(TOPIC)


def _one(uow: UnitOfWork, incident_id: str) -> Incident:
    for one in known_problems.active(uow):
        if one.public_id == incident_id:
            return one
    raise NotFoundError


def _moment(uow: UnitOfWork, text: str) -> datetime | None:
    """A form's local time as an instant ahead; "" is None."""
    if not text:
        return None
    zone = zone_or("", uow.settings.timezone)
    try:
        local = datetime.fromisoformat(text)
        if local.tzinfo is not None:
            raise ValueError(text)
        at = instant_of(local.date(), local.time(), zone)
    except (ValueError, OverflowError):
        raise InvalidError(
            "error.bad_value", field=t("incident.update_by", zone=zone.key)
        ) from None
    if at <= uow.now:
        raise InvalidError("incident.update_past")
    return at
