"""What pages show of known problems, worded for who looks."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, func, select

from livechat.domain.actor import Actor
from livechat.domain.incident_views import IncidentRow, IncidentView
from livechat.domain.text import t
from livechat.domain.wall_time import day_of
from livechat.domain.wording import clock_time, date_and_time, zone_or
from livechat.services import access, incident_counts, known_problems
from livechat.store.tables.incidents import Incident, IncidentAsker
from livechat.store.unit_of_work import UnitOfWork


def current(uow: UnitOfWork, actor: Actor | None, zone: str = "") -> list[IncidentView]:
    """What is known to be broken now, for everybody, in the reader's language and zone."""
    in_zone = zone_or(zone, uow.settings.timezone)
    asked = _asked(uow, actor)
    return [
        IncidentView(
            id=one.public_id,
            text=_text(one),
            since=t("incident.since", time=_when(one.started_at, uow.now, in_zone)),
            has_asked=one.id in asked,
            next_update=_next_update(one, uow.now, in_zone),
        )
        for one in known_problems.active(uow)
    ]


def rows(uow: UnitOfWork, actor: Actor) -> list[IncidentRow]:
    """The same for admins, with how many chats are about it and how many want to be told."""
    access.require_admin(actor)
    in_zone = zone_or("", uow.settings.timezone)
    return [
        IncidentRow(
            id=one.public_id,
            text=_text(one),
            since=_when(one.started_at, uow.now, in_zone),
            until=_when(one.ends_at, uow.now, in_zone),
            is_seen_by_itself=one.is_seen_by_itself,
            chats=len(incident_counts.chats_about(uow, one)),
            asked=_count_askers(uow, one),
            about=known_problems.label(uow, one),
            next_update=_when(one.next_update_at, uow.now, in_zone),
            next_update_value=_as_in_form(one.next_update_at, in_zone),
            is_update_late=one.next_update_at is not None and one.next_update_at <= uow.now,
        )
        for one in known_problems.active(uow)
    ]


def _next_update(incident: Incident, now: datetime, zone: ZoneInfo) -> str:
    at = known_problems.next_update(incident, now)
    return t("incident.next_update", time=_when(at, now, zone)) if at else ""


def _when(at: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    """The time alone today, else with its date."""
    if at is None:
        return ""
    is_today = day_of(at, zone) == day_of(now, zone)
    return clock_time(at, zone) if is_today else date_and_time(at, zone)


def _as_in_form(at: datetime | None, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if at else ""


def _text(incident: Incident) -> str:
    """What an admin wrote as it is; what was seen by itself in the reader's language."""
    is_own = incident.is_seen_by_itself
    return t("incident.seen", title=incident.title) if is_own else incident.title


def _asked(uow: UnitOfWork, actor: Actor | None) -> set[int]:
    if actor is None:
        return set()
    return set(
        uow.session.exec(
            select(IncidentAsker.incident_id).where(col(IncidentAsker.user_id) == actor.user_id)
        ).all()
    )


def _count_askers(uow: UnitOfWork, incident: Incident) -> int:
    return uow.session.exec(
        select(func.count())
        .select_from(IncidentAsker)
        .where(col(IncidentAsker.incident_id) == incident.id)
    ).one()
