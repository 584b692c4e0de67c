"""Unsent texts of the desk, kept for each conversation and member of staff."""

from livechat.domain.actor import Actor
from livechat.domain.errors import InvalidError
from livechat.domain.limits import is_storable
from livechat.domain.mask import masked
from livechat.services import access
from livechat.store.tables.conversations import Draft
from livechat.store.unit_of_work import UnitOfWork


def save(uow: UnitOfWork, actor: Actor, conversation_id: str, text: str) -> None:
    """Keep the text as it is; an empty one takes the draft away."""
    access.require_staff(actor)
    conversation = access.conversation(uow, actor, conversation_id)
    limit = uow.settings.message_limit
    if len(text) > limit:
        raise InvalidError("error.too_long", count=len(text), limit=limit)
    if not is_storable(text):
        raise InvalidError("error.bad_text")
    draft = uow.session.get(Draft, (conversation.id, actor.user_id))
    if not text.strip():
        if draft is not None:
            uow.session.delete(draft)
        return
    draft = draft or Draft(
        conversation_id=conversation.id or 0, user_id=actor.user_id, body="", updated_at=uow.now
    )
    draft.body, draft.updated_at = masked(text), uow.now
    uow.session.add(draft)


def load(uow: UnitOfWork, actor: Actor, conversation_id: str) -> str:
    """The actor's own draft, or ""."""
    access.require_staff(actor)
    conversation = access.conversation(uow, actor, conversation_id)
    draft = uow.session.get(Draft, (conversation.id, actor.user_id))
    return draft.body if draft else ""
