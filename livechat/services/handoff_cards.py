"""The handoff card: what the next helper sees, so that nobody is asked the same thing twice."""

from typing import Any

from sqlalchemy import select
from sqlmodel import col
from sqlmodel import select as select_models

from livechat.bot.replies import Reason
from livechat.domain.text import t
from livechat.domain.views import AttachmentView, HandoffStepView, HandoffView
from livechat.domain.vocabulary import Visibility
from livechat.services.threads import picture
from livechat.store.core import ATTACHMENT, MESSAGE
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.knowledge import StepOutcome
from livechat.store.unit_of_work import UnitOfWork

# The fields of the card that the student may correct.
FIELDS = ("issue", "course", "device", "page", "error", "due")


def card(uow: UnitOfWork, conversation: Conversation) -> HandoffView:
    """The card as stored, with every step tried and the pictures sent so far."""
    return view_of(uow, conversation, conversation.handoff or {})


def view_of(uow: UnitOfWork, conversation: Conversation, stored: dict[str, Any]) -> HandoffView:
    """The card of what is or would be stored."""
    texts = {name: _text(stored, name) for name in FIELDS}
    return HandoffView(
        **texts,
        article=_text(stored, "title") or conversation.topic,
        checked_text=_checked(stored),
        alarm_text=t("queue.card_danger") if is_alarm(stored) else "",
        steps=_steps(uow, conversation, stored),
        attachments=_pictures(uow, conversation),
    )


def is_alarm(stored: dict[str, Any]) -> bool:
    """Whether the card was made because somebody may be in danger."""
    return stored.get("reason") == Reason.DANGER.value


def _checked(stored: dict[str, Any]) -> str:
    """Whether the student has looked at the card, and what they put in their own words."""
    changed = [t(f"chat.handoff_{name}") for name in stored.get("changed", ()) if name in FIELDS]
    if changed:
        return t("queue.card_changed", fields=", ".join(changed))
    return t("queue.card_checked") if stored.get("checked_at") else ""


def _text(stored: dict[str, Any], name: str) -> str:
    value = stored.get(name)
    return str(value) if value else ""


def _steps(
    uow: UnitOfWork, conversation: Conversation, stored: dict[str, Any]
) -> list[HandoffStepView]:
    """The outcomes as they were answered; before any is stored, those that the bot handed over."""
    outcomes = uow.session.exec(
        select_models(StepOutcome)
        .where(col(StepOutcome.conversation_id) == conversation.id)
        .order_by(col(StepOutcome.id))
    ).all()
    if outcomes:
        return [_step(outcome.step_title, outcome.result.value) for outcome in outcomes]
    return [_step(str(tried["title"]), str(tried["result"])) for tried in stored.get("steps", [])]


def _step(title: str, result: str) -> HandoffStepView:
    return HandoffStepView(title=title, result=result, result_label=t(f"step.{result}"))


def _pictures(uow: UnitOfWork, conversation: Conversation) -> list[AttachmentView]:
    rows = uow.connection.execute(
        select(ATTACHMENT)
        .join(MESSAGE, MESSAGE.c.id == ATTACHMENT.c.message_id)
        .where(ATTACHMENT.c.conversation_id == conversation.id)
        .where(MESSAGE.c.visibility == Visibility.PUBLIC)
        .where(ATTACHMENT.c.uploader_id == conversation.student_id)
        .order_by(ATTACHMENT.c.id)
    ).all()
    return [picture(row) for row in rows]
