"""The handoff card before it goes: filled in from what was said, corrected by the student."""

from datetime import datetime
from typing import Any

from sqlmodel import col, select

from livechat.bot.device import from_user_agent
from livechat.bot.replies import HandOver, Reason
from livechat.domain.actor import Actor
from livechat.domain.limits import clean_optional
from livechat.domain.mask import masked
from livechat.domain.text import t
from livechat.domain.views import HandoffView
from livechat.domain.vocabulary import MessageKind, Priority, SenderKind, StepResult
from livechat.domain.wording import clock_time, device_name, iso, zone_or
from livechat.services import access, handoff_cards
from livechat.store.tables.conversations import Conversation, Message
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

_LIMITS = {"issue": 1000, "course": 200, "device": 200, "page": 500, "error": 1000, "due": 120}
_FIRST_WORDS = 3
# The bot's outcome of a step as it is stored.
RESULTS = {
    "worked": StepResult.WORKED,
    "didnt_help": StepResult.DIDNT_HELP,
    "cant_do": StepResult.CANT_DO,
    "skip": StepResult.SKIPPED,
}


def prepare(uow: UnitOfWork, conversation: Conversation, reply: HandOver) -> None:
    """The card as the bot hands it over; what the student corrected before stays."""
    card = reply.card
    parts = (card.device, card.system, card.browser)
    device = ", ".join(device_name(part) for part in parts if part)
    earlier = conversation.handoff or {}
    conversation.handoff = {
        "issue": earlier.get("issue") or card.issue,
        "course": earlier.get("course", ""),
        "device": earlier.get("device") or device,
        "page": earlier.get("page") or conversation.device.get("page", ""),
        "error": earlier.get("error") or card.error,
        "due": earlier.get("due") or _due(uow, conversation),
        "article": card.article,
        "title": card.title,
        "category": card.category,
        "group": card.group,
        "minutes_left": card.minutes_left,
        "reason": reply.reason.value,
        "steps": [
            {"title": tried.title, "result": RESULTS[tried.outcome.value].value}
            for tried in card.tried
        ],
        "changed": earlier.get("changed", []),
        "checked_at": None,
    }
    if reply.reason is Reason.DANGER:
        conversation.priority = Priority.DANGER
    uow.session.add(conversation)
    uow.session.flush()


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
    before = filled(uow, conversation)
    kept = {"minutes_left": None} if cleaned.get("due") == "" else {}
    conversation.handoff = {
        **before,
        **cleaned,
        **kept,
        "changed": _changed(before, cleaned),
        "checked_at": iso(uow.now),
    }
    uow.session.add(conversation)
    uow.session.flush()
    uow.emit(f"conversation:{conversation.public_id}", kind="state")
    return handoff_cards.card(uow, conversation)


def _changed(before: dict[str, Any], typed: dict[str, str]) -> list[str]:
    """The fields that the student put in other words, now or when the card went before."""
    earlier = before.get("changed", ())
    return [
        name
        for name in handoff_cards.FIELDS
        if name in earlier
        or (name in typed and typed[name].split() != str(before.get(name) or "").split())
    ]


def device_of(conversation: Conversation) -> str:
    """What the student's browser says of itself, in words."""
    device = from_user_agent(str(conversation.device.get("user_agent", "")))
    parts = (device.kind, device.system, device.browser)
    return ", ".join(device_name(part) for part in parts if part)


def filled(uow: UnitOfWork, conversation: Conversation) -> dict[str, Any]:
    """The stored card, or one made of the first words and the device."""
    if conversation.handoff is not None:
        return dict(conversation.handoff)
    return {
        "issue": _first_words(uow, conversation),
        "course": "",
        "device": device_of(conversation),
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


def _due(uow: UnitOfWork, conversation: Conversation) -> str:
    """The deadline as a time of day, with its zone where the desk is in another one."""
    stored = str((conversation.dialogue or {}).get("deadline") or "")
    if not stored:
        return ""
    student = uow.session.get(User, conversation.student_id)
    own = uow.settings.timezone
    zone = zone_or(student.timezone if student else "", own)
    time = clock_time(datetime.fromisoformat(stored), zone)
    return t("queue.card_due_at", time=time if zone.key == own else f"{time} ({zone.key})")
