"""Whose turn it is in running chats: the one rule behind idleness, load and unread marks."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from livechat.domain.vocabulary import SenderKind, Visibility
from livechat.store.core import MESSAGE
from livechat.store.tables.conversations import Conversation
from livechat.store.unit_of_work import UnitOfWork

_PERSONS = (SenderKind.STUDENT, SenderKind.AGENT, SenderKind.SPECIALIST)


def students_turn_since(
    uow: UnitOfWork, conversations: Sequence[Conversation]
) -> dict[int, datetime | None]:
    """By conversation id: since when the desk waits for the student; None where it does not."""
    last = last_speakers(uow, conversations)
    since: dict[int, datetime | None] = {}
    for conversation in conversations:
        key = conversation.id or 0
        is_theirs = conversation.is_solution_offered or last.get(key, SenderKind.STUDENT) in (
            SenderKind.AGENT,
            SenderKind.SPECIALIST,
        )
        staff = conversation.staff_spoke_at
        # A tap on "still here" counts as the student's sign of life without being an answer.
        since[key] = max(staff, conversation.student_spoke_at) if staff and is_theirs else None
    return since


def last_speakers(uow: UnitOfWork, conversations: Sequence[Conversation]) -> dict[int, SenderKind]:
    """Who of the people spoke last, by conversation id; notes do not count."""
    ids = [conversation.id for conversation in conversations]
    if not ids:
        return {}
    newest = (
        select(MESSAGE.c.conversation_id, func.max(MESSAGE.c.seq).label("seq"))
        .where(MESSAGE.c.conversation_id.in_(ids))
        .where(MESSAGE.c.visibility == Visibility.PUBLIC)
        .where(MESSAGE.c.sender_kind.in_(_PERSONS))
        .group_by(MESSAGE.c.conversation_id)
        .subquery()
    )
    rows = uow.connection.execute(
        select(MESSAGE.c.conversation_id, MESSAGE.c.sender_kind).join(
            newest,
            (newest.c.conversation_id == MESSAGE.c.conversation_id)
            & (newest.c.seq == MESSAGE.c.seq),
        )
    ).all()
    return {row.conversation_id: row.sender_kind for row in rows}
