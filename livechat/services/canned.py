"""Canned replies with variables: {student}, {agent} and {ticket}."""

import re

from sqlmodel import col, select

from livechat.domain.actor import Actor
from livechat.domain.errors import InvalidError, NotFoundError
from livechat.domain.limits import clean, clean_line
from livechat.domain.views import CannedView
from livechat.services import access, audit, ticket_steps
from livechat.store.tables.desk import CannedReply
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

_SHORTCUT = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_VARIABLE = re.compile(r"\{(student|agent|ticket)\}")


def rows(uow: UnitOfWork, actor: Actor) -> list[CannedView]:
    """Every reply by its shortcut."""
    access.require_staff(actor)
    found = uow.session.exec(select(CannedReply).order_by(col(CannedReply.shortcut))).all()
    return [CannedView(row.shortcut, row.title, row.body) for row in found]


def filled(uow: UnitOfWork, actor: Actor, conversation_id: str) -> list[CannedView]:
    """Every reply with its variables filled for this conversation."""
    found = rows(uow, actor)
    values = _values(uow, actor, conversation_id)
    return [CannedView(row.shortcut, row.title, _filled(row.body, values)) for row in found]


def fill(uow: UnitOfWork, actor: Actor, conversation_id: str, shortcut: str) -> str:
    """The reply's text for this conversation, to be looked over before it is sent."""
    access.require_staff(actor)
    values = _values(uow, actor, conversation_id)
    return _filled(_existing(uow, shortcut).body, values)


def _values(uow: UnitOfWork, actor: Actor, conversation_id: str) -> dict[str, str]:
    conversation = access.conversation(uow, actor, conversation_id)
    student = uow.session.get(User, conversation.student_id)
    ticket = ticket_steps.of_conversation(uow, conversation)
    return {
        "student": _first_name(student.name if student else ""),
        "agent": _first_name(actor.name),
        "ticket": str(ticket.number) if ticket else "—",
    }


def _filled(body: str, values: dict[str, str]) -> str:
    # One pass over the reply's own text: a name that looks like a variable stays a name.
    return _VARIABLE.sub(lambda found: values[found[1]], body)


def save(
    uow: UnitOfWork, actor: Actor, shortcut: str, title: str, body: str, former: str = ""
) -> None:
    """Add a reply, or change the one that was called `former`."""
    access.require_admin(actor)
    name = shortcut.strip().lower().removeprefix("/")
    if not _SHORTCUT.fullmatch(name):
        raise InvalidError("error.bad_value", field="shortcut")
    row = _existing(uow, former) if former else _find(uow, name)
    if former and former != name and _find(uow, name) is not None:
        raise InvalidError("error.bad_value", field="shortcut")
    row = row or CannedReply(shortcut=name, title="", body="")
    row.shortcut, row.title, row.body = name, clean_line(title, 120), clean(body, 4000)
    uow.session.add(row)
    uow.session.flush()
    audit.record(uow, actor, "canned.saved", target=name)


def delete(uow: UnitOfWork, actor: Actor, shortcut: str) -> None:
    """Take a reply away."""
    access.require_admin(actor)
    uow.session.delete(_existing(uow, shortcut))
    uow.session.flush()
    audit.record(uow, actor, "canned.deleted", target=shortcut)


def _find(uow: UnitOfWork, shortcut: str) -> CannedReply | None:
    return uow.session.exec(
        select(CannedReply).where(col(CannedReply.shortcut) == shortcut)
    ).first()


def _existing(uow: UnitOfWork, shortcut: str) -> CannedReply:
    found = _find(uow, shortcut)
    if found is None:
        raise NotFoundError
    return found


def _first_name(name: str) -> str:
    return name.split()[0] if name.split() else ""
