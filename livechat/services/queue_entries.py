"""Queue entries in the database: found, ranked, and moved by conditional updates alone."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, update
from sqlalchemy import select as select_core
from sqlmodel import col, select

from livechat.adapters.tokens import public_id
from livechat.domain import queue_lifecycle
from livechat.domain.errors import ConflictError, NotFoundError
from livechat.domain.queue_lifecycle import IN_LINE, QueueMove
from livechat.domain.routing import QueueItem, rank_queue
from livechat.domain.vocabulary import Fact, Priority, QueueState
from livechat.services.desk_staff import GENERAL, main_language
from livechat.store.core import EVENT, QUEUE_ENTRY
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.desk import QueueEntry
from livechat.store.tables.events import ConversationEvent
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

# A transfer to a group asks for it by this mark, so that a topic of the same name is not meant.
GROUP_MARK = "@"
_ATTEMPTS = 4
_STINTS = (Fact.QUEUED, Fact.REQUEUED, Fact.TRANSFERRED)


def add(
    uow: UnitOfWork,
    conversation: Conversation,
    priority: Priority = Priority.NORMAL,
    priority_reason: str = "",
) -> QueueEntry:
    """A new place at the end of the line; the student's language is a wish of routing."""
    student = uow.session.get(User, conversation.student_id)
    entry = QueueEntry(
        public_id=public_id(),
        conversation_id=conversation.id or 0,
        state=QueueState.WAITING,
        priority=priority,
        priority_reason=priority_reason[:120],
        topic=conversation.topic,
        skill=conversation.category[:40],
        language=main_language(student.language) if student else "",
        seniority_at=uow.now,
        student_seen_at=uow.now,
        created_at=uow.now,
    )
    uow.session.add(entry)
    uow.session.flush()
    return entry


def by_public_id(uow: UnitOfWork, entry_id: str) -> QueueEntry:
    """The entry, or NotFoundError."""
    found = uow.session.exec(
        select(QueueEntry).where(col(QueueEntry.public_id) == str(entry_id))
    ).first()
    if found is None:
        raise NotFoundError
    return found


def newest(uow: UnitOfWork, conversation: Conversation) -> QueueEntry | None:
    """The conversation's last entry, in line or not."""
    return uow.session.exec(
        select(QueueEntry)
        .where(col(QueueEntry.conversation_id) == conversation.id)
        .order_by(col(QueueEntry.id).desc())
        .limit(1)
    ).first()


def waiting(uow: UnitOfWork, conversation: Conversation) -> QueueEntry | None:
    """The conversation's place in line, if it has one."""
    found = newest(uow, conversation)
    return found if found is not None and found.state in IN_LINE else None


def in_line(uow: UnitOfWork) -> list[QueueEntry]:
    """Everybody who waits, first to be served first."""
    entries = uow.session.exec(
        select(QueueEntry).where(col(QueueEntry.state).in_(list(IN_LINE)))
    ).all()
    by_id = {entry.id or 0: entry for entry in entries}
    return [by_id[item.id] for item in rank_queue(map(item_of, entries), uow.now)]


def ranked_items(uow: UnitOfWork) -> list[QueueItem]:
    """The line as routing sees it, without loading the entries: a student's wait needs no more."""
    rows = uow.connection.execute(
        select_core(
            QUEUE_ENTRY.c.id,
            QUEUE_ENTRY.c.seniority_at,
            QUEUE_ENTRY.c.priority,
            QUEUE_ENTRY.c.state,
            QUEUE_ENTRY.c.skill,
        ).where(QUEUE_ENTRY.c.state.in_(list(IN_LINE)))
    ).all()
    items = (
        QueueItem(
            row[0],
            row[1],
            row[2],
            skill=None if row[4].startswith(GROUP_MARK) else row[4] or None,
            offered=row[3] is QueueState.OFFERED,
        )
        for row in rows
    )
    return rank_queue(items, uow.now)


def waiting_since(uow: UnitOfWork) -> dict[int, datetime]:
    """By entry id, of everybody in line: since when they wait this time."""
    last = (
        select_core(EVENT.c.conversation_id, func.max(EVENT.c.id).label("id"))
        .join(QUEUE_ENTRY, QUEUE_ENTRY.c.conversation_id == EVENT.c.conversation_id)
        .where(QUEUE_ENTRY.c.state.in_(list(IN_LINE)))
        .where(EVENT.c.fact.in_(_STINTS))
        .group_by(EVENT.c.conversation_id)
        .subquery()
    )
    rows = uow.connection.execute(
        select_core(QUEUE_ENTRY.c.id, EVENT.c.at)
        .join(last, last.c.conversation_id == QUEUE_ENTRY.c.conversation_id)
        .join(EVENT, EVENT.c.id == last.c.id)
        .where(QUEUE_ENTRY.c.state.in_(list(IN_LINE)))
    ).all()
    return {row[0]: row[1] for row in rows}


def item_of(entry: QueueEntry) -> QueueItem:
    """The entry as routing sees it."""
    return QueueItem(
        id=entry.id or 0,
        seniority=entry.seniority_at,
        priority=entry.priority,
        skill=None if entry.skill.startswith(GROUP_MARK) else entry.skill or GENERAL,
        language=entry.language or None,
        declined_by=frozenset(entry.passed_ids),
        offered=entry.state is QueueState.OFFERED,
    )


def group_of(entry: QueueEntry) -> str:
    """The group that a transfer asked for, or ""."""
    return entry.skill[1:] if entry.skill.startswith(GROUP_MARK) else ""


def try_change(
    uow: UnitOfWork, entry: QueueEntry, move: QueueMove, *guards: ColumnElement[bool], **values: Any
) -> bool:
    """Make the move if the entry is still as it was read; False when somebody was faster."""
    target = queue_lifecycle.move(entry.state, move, _winner(uow, entry))
    uow.session.flush()
    moved = uow.connection.execute(
        update(QUEUE_ENTRY)
        .where(QUEUE_ENTRY.c.id == entry.id)
        .where(QUEUE_ENTRY.c.state == entry.state, *guards)
        .values(state=target, **values)
    ).rowcount
    uow.session.refresh(entry)
    return moved == 1


def change(uow: UnitOfWork, entry: QueueEntry, move: QueueMove, **values: Any) -> None:
    """Make the move; ConflictError, with the winner's name, once it is not possible any more."""
    for _ in range(_ATTEMPTS):
        if try_change(uow, entry, move, **values):
            return
    raise ConflictError("error.gone_from_queue")


def stint_began(uow: UnitOfWork, entries: list[QueueEntry]) -> dict[int, datetime]:
    """By entry id: since when the student waits this time, after queueing or being requeued."""
    ids = [entry.conversation_id for entry in entries]
    if not ids:
        return {}
    rows = uow.session.exec(
        select(ConversationEvent.conversation_id, func.max(col(ConversationEvent.id)))
        .where(col(ConversationEvent.conversation_id).in_(ids))
        .where(col(ConversationEvent.fact).in_(_STINTS))
        .group_by(col(ConversationEvent.conversation_id))
    ).all()
    at = dict(
        uow.session.exec(
            select(ConversationEvent.conversation_id, ConversationEvent.at).where(
                col(ConversationEvent.id).in_([row[1] for row in rows])
            )
        ).all()
    )
    return {entry.id or 0: at.get(entry.conversation_id, entry.created_at) for entry in entries}


def waited(uow: UnitOfWork, entry: QueueEntry) -> timedelta:
    """How long the student has waited this time."""
    return uow.now - stint_began(uow, [entry])[entry.id or 0]


def _winner(uow: UnitOfWork, entry: QueueEntry) -> str:
    if entry.claimed_by_id is None:
        return ""
    user = uow.session.get(User, entry.claimed_by_id)
    return user.name if user else ""
