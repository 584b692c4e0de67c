"""Conversations that opening the panel began and in which nobody has written."""

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from livechat.domain.vocabulary import CloseReason, SenderKind, Status
from livechat.store.tables.conversations import Conversation, Message
from livechat.store.unit_of_work import UnitOfWork

_UNSEEN_ENDS = (CloseReason.LEFT_BOT, CloseReason.IDLE)


def condition() -> ColumnElement[bool]:
    """For a WHERE over conversations: nothing in it is worth keeping in a history."""
    said = (
        select(Message.id)
        .where(col(Message.conversation_id) == col(Conversation.id))
        .where(col(Message.sender_kind) == SenderKind.STUDENT)
    )
    return and_(
        or_(
            col(Conversation.status) == Status.BOT,
            and_(
                col(Conversation.status) == Status.CLOSED,
                col(Conversation.close_reason).in_(_UNSEEN_ENDS),
            ),
        ),
        col(Conversation.staff_spoke_at).is_(None),
        col(Conversation.continues_id).is_(None),
        ~said.exists(),
    )


def is_so(uow: UnitOfWork, conversation: Conversation) -> bool:
    """Whether it is one of these."""
    found = uow.session.exec(
        select(Conversation.id).where(col(Conversation.id) == conversation.id).where(condition())
    ).first()
    return found is not None
