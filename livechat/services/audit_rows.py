"""The audit log as admins read it: who did, looked at or tried what."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select

from livechat.domain.actor import Actor
from livechat.domain.admin_views import AuditRow
from livechat.domain.limits import is_storable
from livechat.domain.text import ENGLISH, t
from livechat.domain.wording import date_and_time, zone_or
from livechat.services import access, users
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.incidents import Incident
from livechat.store.tables.people import AuditEntry, User
from livechat.store.unit_of_work import UnitOfWork

PAGE = 50
REFUSED = "event_refused"
# What an admin chooses from; of each, which actions.
KINDS: dict[str, tuple[str, ...]] = {
    "looks": ("history.viewed", "conversation.", "transcript.downloaded"),
    "people": ("person.", "second_factor.", "login.", "password."),
    "privacy": ("privacy.",),
    "refused": (REFUSED,),
}


def rows(
    uow: UnitOfWork, actor: Actor, kind: str = "", search: str = "", before: int = 0
) -> list[AuditRow]:
    """Newest first, `PAGE` of them; with `before` those older than this row."""
    access.require_admin(actor)
    query = select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(PAGE)
    if before:
        query = query.where(col(AuditEntry.id) < before)
    starts = KINDS.get(kind, ())
    if starts:
        query = query.where(
            or_(*[col(AuditEntry.action).startswith(start, autoescape=True) for start in starts])
        )
    else:
        # Attacks and outdated pages: many, and of another interest.
        query = query.where(col(AuditEntry.action) != REFUSED)
    wanted = search.strip()[:100]
    if not is_storable(wanted):
        return []
    if wanted:
        query = query.where(_about(wanted))
    found = uow.session.exec(query).all()
    names = users.names(uow, [row.actor_id for row in found])
    targets = _targets(uow, {row.target for row in found})
    zone = zone_or("", uow.settings.timezone)
    return [
        AuditRow(
            id=row.id or 0,
            time=date_and_time(row.at, zone),
            who=names.get(row.actor_id or 0, t("admin.audit_nobody")),
            what=_worded(row.action),
            target=targets.get(row.target, row.target),
            why=str(row.data.get("reason", "")),
        )
        for row in found
    ]


def _about(wanted: str) -> ColumnElement[bool]:
    """By or about somebody of this name or address, or with it in the target's own name."""
    person = col(User.name).icontains(wanted, autoescape=True) | col(User.email).icontains(
        wanted, autoescape=True
    )
    chats = (
        select(Conversation.public_id)
        .join(User, col(User.id) == col(Conversation.student_id))
        .where(person)
    )
    return or_(
        col(AuditEntry.actor_id).in_(select(User.id).where(person)),
        col(AuditEntry.target).in_(select(User.public_id).where(person)),
        col(AuditEntry.target).in_(chats),
        col(AuditEntry.target).icontains(wanted, autoescape=True),
    )


def _targets(uow: UnitOfWork, public_ids: Iterable[str]) -> dict[str, str]:
    ids = list(public_ids)
    people = uow.session.exec(
        select(User.public_id, User.name).where(col(User.public_id).in_(ids))
    ).all()
    chats = uow.session.exec(
        select(Conversation.public_id, User.name)
        .join(User, col(User.id) == col(Conversation.student_id))
        .where(col(Conversation.public_id).in_(ids))
    ).all()
    problems = uow.session.exec(
        select(Incident.public_id, Incident.title).where(col(Incident.public_id).in_(ids))
    ).all()
    talks = {key: t("admin.audit_chat", name=name) for key, name in chats}
    return dict(people) | dict(problems) | talks


def _worded(action: str) -> str:
    key = f"audit.{action.replace('.', '_')}"
    return t(key) if key in ENGLISH.texts else action
