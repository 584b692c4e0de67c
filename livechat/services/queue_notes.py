"""What has just happened to a place in line, and why, in words for the student."""

from zoneinfo import ZoneInfo

from sqlmodel import col, func, select

from livechat.domain.text import t
from livechat.domain.vocabulary import Fact
from livechat.domain.wording import clock_time
from livechat.services import lines
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.desk import QueueEntry
from livechat.store.tables.events import ConversationEvent
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

_PASSED = {Fact.OFFER_MISSED: "queue.note_missed", Fact.OFFER_DECLINED: "queue.note_declined"}
_BACK = {"lost": "queue.back_agent_gone", "offline": "queue.back_agent_left"}
_STINT = (Fact.QUEUED, Fact.REQUEUED, Fact.TRANSFERRED)


def newest(uow: UnitOfWork, entry: QueueEntry, zone: ZoneInfo) -> str:
    """The last thing that happened, with its time; "" when nothing did since joining."""
    found = uow.session.exec(
        select(ConversationEvent)
        .where(col(ConversationEvent.conversation_id) == entry.conversation_id)
        .where(col(ConversationEvent.fact).in_([*_PASSED, *_STINT]))
        .order_by(col(ConversationEvent.id).desc())
        .limit(1)
    ).first()
    text = _text(uow, found) if found is not None else ""
    return f"{clock_time(found.at, zone)} · {text}" if found is not None and text else ""


def offer_passed(uow: UnitOfWork, entry: QueueEntry, fact: Fact) -> None:
    """An offer was missed or declined: the thread has a line for the first of a stint only."""
    began = (
        select(func.max(ConversationEvent.id))
        .where(col(ConversationEvent.conversation_id) == entry.conversation_id)
        .where(col(ConversationEvent.fact).in_(_STINT))
        .scalar_subquery()
    )
    count = uow.session.exec(
        select(func.count(col(ConversationEvent.id)))
        .where(col(ConversationEvent.conversation_id) == entry.conversation_id)
        .where(col(ConversationEvent.fact).in_(list(_PASSED)))
        .where(col(ConversationEvent.id) > began)
    ).one()
    if count == 1:
        conversation = uow.session.get_one(Conversation, entry.conversation_id)
        lines.tell(uow, conversation, _PASSED[fact])


def _text(uow: UnitOfWork, event: ConversationEvent) -> str:
    if event.fact in _PASSED:
        return t(_PASSED[event.fact])
    if event.fact is Fact.TRANSFERRED:
        return t("queue.back_transfer", name=_name(uow, event.actor_id))
    key = _BACK.get(str(event.data.get("reason", ""))) if event.fact is Fact.REQUEUED else None
    return t(key, name=_name(uow, event.actor_id)) if key else ""


def _name(uow: UnitOfWork, user_id: int | None) -> str:
    user = uow.session.get(User, user_id) if user_id else None
    return user.name if user else "—"
