"""Takes a conversation out of the queue when a ticket or a callback takes its place."""

from sqlalchemy import update

from livechat.domain.queue_lifecycle import IN_LINE
from livechat.domain.vocabulary import QueueState
from livechat.services.locking import hold
from livechat.store.core import QUEUE_ENTRY
from livechat.store.tables.conversations import Conversation
from livechat.store.unit_of_work import UnitOfWork


def leave_queue(uow: UnitOfWork, conversation: Conversation) -> None:
    """The entry that waits is diverted; one that was claimed stays as it was.

    To be called before the conversation moves: an agent who is claiming it at this moment is
    waited for, and the conversation is then as that left it (R09).
    """
    uow.connection.execute(
        update(QUEUE_ENTRY)
        .where(QUEUE_ENTRY.c.conversation_id == conversation.id)
        .where(QUEUE_ENTRY.c.state.in_(list(IN_LINE)))
        .values(state=QueueState.DIVERTED, offered_to_id=None, ended_at=uow.now)
    )
    hold(uow, conversation)
