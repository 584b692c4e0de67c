"""Poor ratings: an admin has looked at one, and it leaves the review list."""

from sqlmodel import col, select

from livechat.domain.actor import Actor
from livechat.domain.errors import NotFoundError
from livechat.services import access, audit
from livechat.store.tables.conversations import Rating
from livechat.store.unit_of_work import UnitOfWork


def finish(uow: UnitOfWork, actor: Actor, conversation_id: str, kind: str) -> None:
    """Mark the conversation's rating of this kind as looked at; doing so twice is no error."""
    access.require_admin(actor)
    conversation = access.conversation(uow, actor, conversation_id)
    rating = uow.session.exec(
        select(Rating)
        .where(col(Rating.conversation_id) == conversation.id)
        .where(col(Rating.kind) == kind)
    ).first()
    if rating is None:
        raise NotFoundError
    rating.is_reviewed = True
    uow.session.add(rating)
    audit.record(uow, actor, "rating.reviewed", target=conversation.public_id, kind=kind)
