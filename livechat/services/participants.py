"""Who of the desk takes part in a conversation: its owner, and whoever has joined."""

from livechat.store.tables.conversations import Participant
from livechat.store.unit_of_work import UnitOfWork


def join(uow: UnitOfWork, conversation_id: int, user_id: int) -> bool:
    """From now on the person takes part, for the first time or again; False if so already."""
    part = uow.session.get(Participant, (conversation_id, user_id))
    is_new = part is None or part.left_at is not None
    if part is None:
        part = Participant(conversation_id=conversation_id, user_id=user_id, joined_at=uow.now)
    part.left_at = None
    uow.session.add(part)
    # Who asks next whether they take part may do so past the session.
    uow.session.flush()
    return is_new


def leave(uow: UnitOfWork, conversation_id: int, user_id: int) -> bool:
    """The person takes part no longer; False if they did not."""
    part = uow.session.get(Participant, (conversation_id, user_id))
    if part is None or part.left_at is not None:
        return False
    part.left_at = uow.now
    uow.session.add(part)
    return True
