"""Earlier conversations: a student's own, and a student's for the staff who help now."""

from sqlmodel import col, or_, select

from livechat.domain.actor import Actor
from livechat.domain.errors import NotFoundError
from livechat.domain.views import HistoryRow
from livechat.domain.vocabulary import Role, Visibility
from livechat.services import access, audit, conversation_views, untouched
from livechat.store.tables.conversations import Conversation, Message
from livechat.store.unit_of_work import UnitOfWork

_SHOWN = 50
_SEARCH_LIMIT = 200


def own(uow: UnitOfWork, actor: Actor, search: str = "", zone: str = "") -> list[HistoryRow]:
    """The student's conversations, newest first, or those that say `search` somewhere."""
    query = (
        select(Conversation)
        .where(col(Conversation.student_id) == actor.user_id)
        .where(~untouched.condition())
        .order_by(col(Conversation.created_at).desc())
        .limit(_SHOWN)
    )
    wanted = search.strip()[:_SEARCH_LIMIT]
    if wanted:
        # Escaped: % and _ are letters here, not wildcards (T46).
        said = (
            select(Message.conversation_id)
            .where(col(Message.conversation_id) == col(Conversation.id))
            .where(col(Message.visibility) == Visibility.PUBLIC)
            .where(col(Message.body).icontains(wanted, autoescape=True))
        )
        is_topic = col(Conversation.topic).icontains(wanted, autoescape=True)
        query = query.where(or_(is_topic, said.exists()))
    return conversation_views.history_rows(uow, list(uow.session.exec(query).all()), zone)


def of_student(
    uow: UnitOfWork, actor: Actor, conversation_id: str, zone: str = ""
) -> list[HistoryRow]:
    """The other conversations of this conversation's student; every look is audited."""
    access.require_staff(actor)
    conversation = access.conversation(uow, actor, conversation_id)
    is_within_remit = actor.role is Role.ADMIN or access.is_helping(
        uow, actor, conversation.student_id
    )
    if not is_within_remit:
        raise NotFoundError
    others = uow.session.exec(
        select(Conversation)
        .where(col(Conversation.student_id) == conversation.student_id)
        .where(col(Conversation.id) != conversation.id)
        .where(~untouched.condition())
        .order_by(col(Conversation.created_at).desc())
        .limit(_SHOWN)
    ).all()
    audit.record(uow, actor, "history.viewed", target=conversation.public_id)
    return conversation_views.history_rows(uow, list(others), zone)
