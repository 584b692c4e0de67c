"""Takes people's words out of what stays for the statistics: facts, times, topics and numbers."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Update, delete, exists, func, or_, update
from sqlmodel import col, select

from livechat.domain.vocabulary import Status, TicketStatus
from livechat.services import leases, stored_files
from livechat.services.context import Context
from livechat.store.tables.conversations import Attachment, Conversation, Draft, Message, Rating
from livechat.store.tables.desk import CallbackRequest, QueueEntry, Ticket, TicketEvent
from livechat.store.tables.knowledge import BotTurn
from livechat.store.unit_of_work import UnitOfWork

_BATCH = 200
_EVERY = timedelta(hours=1)


def apply_retention(context: Context) -> int:
    """Once an hour: forget what the settings no longer keep; returns how many rows it was."""
    if not context.write(leases.strike, "retention", _EVERY):
        return 0
    kept, count = context.settings, 0
    for days, forget in (
        (kept.keep_messages_days, _old_conversations),
        (kept.keep_tickets_days, _old_tickets),
    ):
        while days and (done := context.write(forget, timedelta(days=days))):
            count += done
    while kept.keep_pictures_days:
        keys = context.write(_old_pictures, timedelta(days=kept.keep_pictures_days))
        if not keys:
            break
        # After the commit: a file too many is swept later, a row too many would be a dead link.
        stored_files.discard(context, keys)
        count += len(keys) // 2
    return count


def words(uow: UnitOfWork, conversations: Sequence[int]) -> None:
    """Everything that was written or said about it in these conversations; the facts stay."""
    ids = list(conversations)
    _run(uow, update(Message).where(col(Message.conversation_id).in_(ids)), body="", data=None)
    _run(uow, update(BotTurn).where(col(BotTurn.conversation_id).in_(ids)), body="")
    _run(uow, update(Rating).where(col(Rating.conversation_id).in_(ids)), comment="")
    _run(uow, update(QueueEntry).where(col(QueueEntry.conversation_id).in_(ids)), topic="")
    _run(
        uow,
        update(CallbackRequest).where(col(CallbackRequest.conversation_id).in_(ids)),
        phone="",
        note="",
    )
    uow.session.execute(delete(Draft).where(col(Draft.conversation_id).in_(ids)))
    _run(
        uow,
        update(Conversation).where(col(Conversation.id).in_(ids)),
        topic="",
        device={},
        dialogue=None,
        handoff=None,
    )


def ticket_words(uow: UnitOfWork, tickets: Sequence[int]) -> None:
    """Subject, summary and what was written in the course of these tickets."""
    ids = list(tickets)
    _run(uow, update(Ticket).where(col(Ticket.id).in_(ids)), subject="", summary="")
    _run(uow, update(TicketEvent).where(col(TicketEvent.ticket_id).in_(ids)), body="")


def pictures(uow: UnitOfWork, rows: Sequence[Attachment]) -> list[str]:
    """Delete the rows; returns the keys of their files, to be deleted after the commit."""
    uow.session.execute(delete(Attachment).where(col(Attachment.id).in_([row.id for row in rows])))
    return [key for row in rows for key in (row.storage_key, row.thumbnail_key)]


def _old_conversations(uow: UnitOfWork, keep: timedelta) -> int:
    has_words = or_(
        func.length(col(Conversation.topic)) > 0,
        exists().where(
            col(Message.conversation_id) == col(Conversation.id),
            func.length(col(Message.body)) > 0,
        ),
    )
    found = uow.session.exec(
        select(Conversation.id)
        .where(col(Conversation.status) == Status.CLOSED)
        .where(col(Conversation.last_message_at) < _before(uow, keep))
        .where(has_words)
        .limit(_BATCH)
    ).all()
    words(uow, [key for key in found if key is not None])
    return len(found)


def _old_tickets(uow: UnitOfWork, keep: timedelta) -> int:
    found = uow.session.exec(
        select(Ticket.id)
        .where(col(Ticket.status) == TicketStatus.CLOSED)
        .where(col(Ticket.updated_at) < _before(uow, keep))
        .where(func.length(col(Ticket.subject)) > 0)
        .limit(_BATCH)
    ).all()
    ticket_words(uow, [key for key in found if key is not None])
    return len(found)


def _old_pictures(uow: UnitOfWork, keep: timedelta) -> list[str]:
    """Also those of open conversations: a screenshot is for the problem of the day."""
    found = uow.session.exec(
        select(Attachment).where(col(Attachment.created_at) < _before(uow, keep)).limit(_BATCH)
    ).all()
    return pictures(uow, found)


def _before(uow: UnitOfWork, keep: timedelta) -> datetime:
    return uow.now - keep


def _run(uow: UnitOfWork, statement: Update, **values: object) -> None:
    uow.session.execute(statement.values(**values))
