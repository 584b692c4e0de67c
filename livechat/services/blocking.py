"""Students who may not write for a while: by an admin, with a reason and an end, and told both."""

from datetime import timedelta

from sqlmodel import col, select

from livechat.domain.actor import Actor
from livechat.domain.errors import InvalidError, NotAllowedError
from livechat.domain.limits import clean_line
from livechat.domain.text import t
from livechat.domain.vocabulary import CloseReason, Role, Status
from livechat.services import access, audit, conversations, diversion, users
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

MOST_HOURS = 24 * 90


def block(uow: UnitOfWork, actor: Actor, person: str, hours: int, reason: str) -> None:
    """From now on nothing new can be begun; what is open with the desk is closed as spam."""
    access.require_admin(actor)
    student = _student(uow, person)
    if not 1 <= hours <= MOST_HOURS:
        raise InvalidError("error.bad_value", field=t("admin.block_hours"))
    student.block_reason = clean_line(reason, 200)
    student.blocked_until = uow.now + timedelta(hours=hours)
    uow.session.add(student)
    chats = uow.session.exec(
        select(Conversation)
        .where(col(Conversation.student_id) == student.id)
        .where(col(Conversation.status).in_([Status.BOT, Status.QUEUED, Status.ACTIVE]))
    ).all()
    for chat in chats:
        diversion.leave_queue(uow, chat)
        conversations.close(uow, chat, CloseReason.SPAM, actor)
    audit.record(
        uow,
        actor,
        "person.blocked",
        target=student.public_id,
        hours=hours,
        reason=student.block_reason,
    )
    uow.emit("desk")


def unblock(uow: UnitOfWork, actor: Actor, person: str) -> None:
    """Let the student write again at once."""
    access.require_admin(actor)
    student = _student(uow, person)
    student.blocked_until, student.block_reason = None, ""
    uow.session.add(student)
    audit.record(uow, actor, "person.unblocked", target=student.public_id)


def _student(uow: UnitOfWork, person: str) -> User:
    found = users.by_public_id(uow, person)
    if found.role is not Role.STUDENT:
        raise NotAllowedError
    return found
