"""Row locks: whoever comes second waits, and then sees what the first has done."""

from sqlalchemy import update

from livechat.domain.vocabulary import PresenceState
from livechat.store.core import CONVERSATION
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.people import AgentPresence
from livechat.store.unit_of_work import UnitOfWork


def hold(uow: UnitOfWork, conversation: Conversation) -> None:
    """Lock the conversation for the rest of the transaction and read it again."""
    uow.session.flush()
    uow.connection.execute(
        update(CONVERSATION)
        .where(CONVERSATION.c.id == conversation.id)
        .values(next_seq=CONVERSATION.c.next_seq)
    )
    uow.session.refresh(conversation)


def hold_presence(uow: UnitOfWork, user_id: int) -> AgentPresence:
    """Lock the agent's presence (made offline when there is none yet) and read it again."""
    found = uow.session.get(AgentPresence, user_id, with_for_update=True, populate_existing=True)
    if found is None:
        found = AgentPresence(
            user_id=user_id,
            state=PresenceState.OFFLINE,
            heartbeat_at=uow.now,
            changed_at=uow.now,
            idle_since=uow.now,
        )
        uow.session.add(found)
        uow.session.flush()
    return found
