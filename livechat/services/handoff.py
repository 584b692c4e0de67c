"""The handoff card before it goes: filled in from what was said, corrected by the student."""

from typing import Any

from sqlmodel import col, select

from livechat.bot.device import from_user_agent
from livechat.domain.actor import Actor
from livechat.domain.limits import clean_optional
from livechat.domain.mask import masked
from livechat.domain.views import HandoffView
from livechat.domain.vocabulary import MessageKind, SenderKind
from livechat.domain.wording import device_name, iso
from livechat.services import access, handoff_cards
from livechat.store.tables.conversations import Conversation, Message
from livechat.store.unit_of_work import UnitOfWork

_LIMITS = {"issue": 1000, "course": 200, "device": 200, "page": 500, "error": 1000, "due": 120}
_FIRST_WORDS = 3


def preview(uow: UnitOfWork, actor: Actor, conversation_id: str) -> HandoffView:
    """The card as it would go now."""
    conversation = access.own_conversation(uow, actor, conversation_id)
    return handoff_cards.view_of(uow, conversation, filled(uow, conversation))


def correct(
    uow: UnitOfWork,
    actor: Actor,
    conversation_id: str,
    issue: str = "",
    course: str = "",
    device: str = "",
    page: str = "",
    error: str = "",
    due: str | None = None,
) -> HandoffView:
    """Store the student's own words for the card; what the bot found out stays beside them."""
    conversation = access.own_conversation(uow, actor, conversation_id)
    typed = {
        "issue": issue,
        "course": course,
        "device": device,
        "page": page,
        "error": error,
        "due": due,
    }
    cleaned = {
        name: masked(clean_optional(text, _LIMITS[name]))
        for name, text in typed.items()
        if text is not None
    }
    conversation.handoff = {
        **filled(uow, conversation),
        **cleaned,
        "checked_at": iso(uow.now),
    }
    uow.session.add(conversation)
    uow.session.flush()
    uow.emit(f"conversation:{conversation.public_id}", kind="state")
    return handoff_cards.card(uow, conversation)


def filled(uow: UnitOfWork, conversation: Conversation) -> dict[str, Any]:
    """The stored card, or one made of the first words and the device."""
    if conversation.handoff is not None:
        return dict(conversation.handoff)
    device = from_user_agent(str(conversation.device.get("user_agent", "")))
    parts = (device.kind, device.system, device.browser)
    return {
        "issue": _first_words(uow, conversation),
        "course": "",
        "device": ", ".join(device_name(part) for part in parts if part),
        "page": str(conversation.device.get("page", ""))[: _LIMITS["page"]],
        "error": "",
        "due": "",
        "article": conversation.article_slug,
        "title": conversation.topic,
        "category": conversation.category,
        "group": "",
        "minutes_left": None,
        "steps": [],
        "checked_at": None,
    }


def _first_words(uow: UnitOfWork, conversation: Conversation) -> str:
    said = uow.session.exec(
        select(Message.body)
        .where(col(Message.conversation_id) == conversation.id)
        .where(col(Message.sender_kind) == SenderKind.STUDENT)
        .where(col(Message.kind) == MessageKind.TEXT)
        .where(col(Message.client_id).is_not(None))
        .order_by(col(Message.seq))
        .limit(_FIRST_WORDS)
    ).all()
    return "\n".join(body for body in said if body)[: _LIMITS["issue"]]
