"""Earlier conversations: a student's own, and a student's for the staff who help now."""

from sqlmodel import col, or_, select

from livechat.domain.actor import Actor
from livechat.domain.errors import NotFoundError
from livechat.domain.limits import is_storable
from livechat.domain.search_words import excerpt, words_of
from livechat.domain.views import HistoryRow
from livechat.domain.vocabulary import Role, Visibility
from livechat.services import access, audit, conversation_views, untouched
from livechat.store import search
from livechat.store.tables.conversations import Conversation, Message
from livechat.store.unit_of_work import UnitOfWork

_SHOWN = 50
_SEARCH_LIMIT = 200


def own(uow: UnitOfWork, actor: Actor, text: str = "", zone: str = "") -> list[HistoryRow]:
    """The student's conversations, newest first, or those that say `text` somewhere."""
    query = (
        select(Conversation)
        .where(col(Conversation.student_id) == actor.user_id)
        .where(~untouched.condition())
        .order_by(col(Conversation.created_at).desc())
        .limit(_SHOWN)
    )
    wanted = text.strip()[:_SEARCH_LIMIT]
    if not wanted:
        return conversation_views.history_rows(uow, list(uow.session.exec(query).all()), zone)
    if not is_storable(wanted):
        return []
    said = _saying(uow, actor, wanted)
    is_topic = col(Conversation.topic).icontains(wanted, autoescape=True)
    found = list(uow.session.exec(query.where(or_(is_topic, col(Conversation.id).in_(said)))).all())
    rows = conversation_views.history_rows(uow, found, zone)
    for row, conversation in zip(rows, found, strict=True):
        row.found = excerpt(said.get(conversation.id or 0, row.excerpt), wanted)
    return rows


def _saying(uow: UnitOfWork, actor: Actor, wanted: str) -> dict[int, str]:
    """The student's conversations in which a message says it, each with its newest such message."""
    words = words_of(wanted)
    if words:
        hits = search.messages(uow.connection, actor.user_id, words)
        return {hit.conversation_id: hit.body for hit in reversed(hits)}
    # No words to look up: the text as it is. Escaped, as % and _ are letters here (T46).
    rows = uow.session.exec(
        select(Message.conversation_id, Message.body)
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(col(Conversation.student_id) == actor.user_id)
        .where(col(Message.visibility) == Visibility.PUBLIC)
        .where(col(Message.body).icontains(wanted, autoescape=True))
        .order_by(col(Message.id))
    ).all()
    return dict(rows)


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
