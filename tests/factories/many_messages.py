"""Conversations that nobody would type: thousands of messages, stored at once past every check."""

from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy import insert, update
from sqlmodel import col, select

from livechat.domain.vocabulary import MessageKind, Role, SenderKind, Status, Visibility
from livechat.services import participants
from livechat.store.core import CONVERSATION, MESSAGE
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

_AT_ONCE = 1000


def say_all(uow: UnitOfWork, conversation: Conversation, bodies: Sequence[str]) -> int:
    """The student's messages from `next_seq` on; the seq of the last one."""
    first, student = conversation.next_seq, uow.session.get_one(User, conversation.student_id)
    row = {
        "conversation_id": conversation.id,
        "sender_id": student.id,
        "sender_kind": SenderKind.STUDENT,
        "sender_name": student.name,
        "kind": MessageKind.TEXT,
        "visibility": Visibility.PUBLIC,
        "created_at": uow.now,
    }
    rows = [
        {**row, "seq": seq, "body": body, "client_id": str(uuid4())}
        for seq, body in enumerate(bodies, start=first)
    ]
    for start in range(0, len(rows), _AT_ONCE):
        uow.connection.execute(insert(MESSAGE), rows[start : start + _AT_ONCE])
    uow.connection.execute(
        update(CONVERSATION)
        .where(CONVERSATION.c.id == conversation.id)
        .values(next_seq=first + len(rows))
    )
    return first + len(rows) - 1


def give_to_an_agent(uow: UnitOfWork, conversation: Conversation) -> None:
    """A running chat with the first agent, as the bot would answer otherwise."""
    agent = uow.session.exec(select(User).where(col(User.role) == Role.AGENT)).first()
    assert agent is not None
    conversation.status, conversation.owner_id = Status.ACTIVE, agent.id
    uow.session.add(conversation)
    participants.join(uow, conversation.id or 0, agent.id or 0)
