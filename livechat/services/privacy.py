"""What a student may ask for: everything that is stored about them, and that it is forgotten."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import delete, select, update
from sqlmodel import SQLModel, col

from livechat.domain.actor import Actor
from livechat.domain.errors import NotAllowedError, NotFoundError
from livechat.domain.limits import clean_line
from livechat.domain.vocabulary import (
    CallbackState,
    CloseReason,
    Role,
    Status,
    TicketStatus,
    Visibility,
)
from livechat.services import (
    accounts,
    audit,
    conversations,
    diversion,
    forgetting,
    stored_files,
    users,
)
from livechat.services.context import Context
from livechat.store.tables.conversations import Attachment, Conversation, Message, Rating
from livechat.store.tables.desk import CallbackRequest, MailMessage, Ticket, TicketEvent
from livechat.store.tables.incidents import IncidentAsker
from livechat.store.tables.people import (
    AskedAccount,
    AuthSession,
    ExternalIdentity,
    LoginAttempt,
    User,
)
from livechat.store.unit_of_work import UnitOfWork

# Not the student's own: secrets of the login, names of files, what the bot keeps for itself.
_LEFT_OUT = frozenset(
    {
        "password_hash",
        "token_hash",
        "mail_token",
        "csrf_token",
        "storage_key",
        "thumbnail_key",
        "dialogue",
    }
)


def export(
    context: Context,
    actor: Actor,
    student_public_id: str,
    target: Path | BinaryIO,
    reason: str = "",
) -> None:
    """Write a zip to `target`: data.json and the pictures; the student's own, or by an admin,
    who says why."""
    data, files = context.read(_collect, actor, student_public_id)
    context.write(_note_export, actor, student_public_id, reason)
    with stored_files.told_in_words(), ZipFile(target, "w", ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=2, default=_json))
        for name, key in files:
            try:
                with context.files.open(key) as stream:
                    archive.writestr(name, stream.read())
            except FileNotFoundError:
                continue


def erase(context: Context, actor: Actor, student_public_id: str, reason: str = "") -> None:
    """Forget a student for good; anonymous facts stay. By the student, or by an admin, who says
    why."""
    stored_files.discard(context, context.write(_erase, actor, student_public_id, reason))


def _reason(actor: Actor, reason: str) -> dict[str, str]:
    return {} if actor.role is Role.STUDENT else {"reason": clean_line(reason, 200)}


def public_id_of(uow: UnitOfWork, actor: Actor) -> str:
    """How the actor is called outside."""
    return uow.session.get_one(User, actor.user_id).public_id


def _student(uow: UnitOfWork, actor: Actor, student_public_id: str) -> User:
    """NotFoundError for what is missing or not the actor's business, NotAllowedError for staff."""
    found = users.by_public_id(uow, student_public_id)
    if found.id != actor.user_id and actor.role is not Role.ADMIN:
        raise NotFoundError
    if found.role is not Role.STUDENT:
        raise NotAllowedError
    return found


def _note_export(uow: UnitOfWork, actor: Actor, student_public_id: str, reason: str) -> None:
    why = _reason(actor, reason)
    audit.record(uow, actor, "privacy.exported", target=student_public_id, **why)


def _collect(
    uow: UnitOfWork, actor: Actor, student_public_id: str
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Everything that the student wrote, was told or is known by; no internal notes."""
    student = _student(uow, actor, student_public_id)
    find = uow.session.scalars
    chats = find(select(Conversation).where(col(Conversation.student_id) == student.id)).all()
    ids = [chat.id for chat in chats]
    said = find(
        select(Message)
        .where(col(Message.conversation_id).in_(ids))
        .where(col(Message.visibility) == Visibility.PUBLIC)
        .order_by(col(Message.conversation_id), col(Message.seq))
    ).all()
    sent = find(select(Attachment).where(col(Attachment.conversation_id).in_(ids))).all()
    tickets = find(select(Ticket).where(col(Ticket.student_id) == student.id)).all()
    steps = find(
        select(TicketEvent)
        .where(col(TicketEvent.ticket_id).in_([ticket.id for ticket in tickets]))
        .where(col(TicketEvent.is_public))
    ).all()
    files = [(f"pictures/{row.public_id}-{row.file_name}", row.storage_key) for row in sent]
    tables: dict[str, Any] = {
        "conversations": chats,
        "messages": said,
        "pictures": sent,
        "tickets": tickets,
        "ticket_events": steps,
        "callbacks": find(
            select(CallbackRequest).where(col(CallbackRequest.student_id) == student.id)
        ).all(),
        "ratings": find(select(Rating).where(col(Rating.student_id) == student.id)).all(),
        "logins": find(select(AuthSession).where(col(AuthSession.user_id) == student.id)).all(),
        "told_when_fixed": find(
            select(IncidentAsker).where(col(IncidentAsker.user_id) == student.id)
        ).all(),
        "known_elsewhere": find(
            select(ExternalIdentity).where(col(ExternalIdentity.user_id) == student.id)
        ).all(),
        "mail": find(select(MailMessage).where(col(MailMessage.recipient) == student.email)).all(),
    }
    data: dict[str, Any] = {"made_at": uow.now, "account": _plain(student)}
    data |= {name: [_plain(row) for row in rows] for name, rows in tables.items()}
    return data, files


def _plain(row: SQLModel) -> dict[str, Any]:
    return {
        name: value
        for name in row.__class__.model_fields
        if name not in _LEFT_OUT and (value := getattr(row, name)) not in (None, "", [], {})
    }


def _json(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _erase(uow: UnitOfWork, actor: Actor, student_public_id: str, reason: str) -> list[str]:
    student = _student(uow, actor, student_public_id)
    why = _reason(actor, reason)
    key = student.id or 0
    chats = uow.session.scalars(
        select(Conversation).where(col(Conversation.student_id) == key)
    ).all()
    _end_all(uow, chats, key)
    ids = [chat.id or 0 for chat in chats]
    forgetting.words(uow, ids)
    tickets = uow.session.scalars(select(Ticket).where(col(Ticket.student_id) == key)).all()
    forgetting.ticket_words(uow, [ticket.id or 0 for ticket in tickets])
    sent = uow.session.scalars(
        select(Attachment).where(col(Attachment.conversation_id).in_(ids))
    ).all()
    files = forgetting.pictures(uow, sent)
    uow.session.execute(update(Message).where(col(Message.sender_id) == key).values(sender_name=""))
    uow.session.execute(delete(MailMessage).where(col(MailMessage.recipient) == student.email))
    uow.session.execute(delete(LoginAttempt).where(col(LoginAttempt.email) == student.email))
    uow.session.execute(delete(AskedAccount).where(col(AskedAccount.email) == student.email))
    uow.session.execute(delete(ExternalIdentity).where(col(ExternalIdentity.user_id) == key))
    uow.session.execute(delete(IncidentAsker).where(col(IncidentAsker.user_id) == key))
    accounts.end_sessions(uow, key)
    uow.session.execute(
        update(AuthSession).where(col(AuthSession.user_id) == key).values(user_agent="")
    )
    student.email = f"{student.public_id}@erased.invalid"
    student.name, student.password_hash, student.is_active = "\u2014", accounts.NO_PASSWORD, False
    student.timezone, student.block_reason = "", ""
    uow.session.add(student)
    audit.record(uow, actor, "privacy.erased", target=student.public_id, **why)
    return files


def _end_all(uow: UnitOfWork, chats: Sequence[Conversation], student_id: int) -> None:
    """Nobody goes on waiting for, or calling, somebody who is gone."""
    for chat in chats:
        if chat.status is not Status.CLOSED:
            diversion.leave_queue(uow, chat)
            conversations.close(uow, chat, CloseReason.ERASED)
    uow.session.execute(
        update(Ticket)
        .where(col(Ticket.student_id) == student_id)
        .where(col(Ticket.status) != TicketStatus.CLOSED)
        .values(status=TicketStatus.CLOSED, resolved_at=uow.now, updated_at=uow.now)
    )
    uow.session.execute(
        update(CallbackRequest)
        .where(col(CallbackRequest.student_id) == student_id)
        .where(col(CallbackRequest.state).not_in([CallbackState.DONE, CallbackState.MISSED]))
        .values(state=CallbackState.CANCELLED, updated_at=uow.now)
    )
    uow.session.flush()
