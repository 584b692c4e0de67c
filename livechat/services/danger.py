"""Somebody may be in danger: help lines at once, and a person is paged where one is on duty."""

from sqlalchemy import select
from sqlmodel import col, update

from livechat.bot.rules import Intent, Rules
from livechat.domain.actor import Actor
from livechat.domain.text import t
from livechat.domain.vocabulary import Fact, MessageKind, Priority, SenderKind, Status
from livechat.services import access, desk_hours, offers, posting, queue, queue_entries
from livechat.services.locking import hold
from livechat.store.core import MESSAGE
from livechat.store.tables.desk import QueueEntry
from livechat.store.unit_of_work import UnitOfWork

REASON = "danger"


def page(uow: UnitOfWork, actor: Actor, conversation_id: str) -> None:
    """First in line, without a form to fill in; says so when the desk is closed."""
    conversation = access.own_conversation(uow, actor, conversation_id)
    if conversation.status is not Status.BOT:
        return
    if not desk_hours.schedule(uow).accepts_new(uow.now):
        posting.bot_says(uow, conversation, t("danger.closed"))
        choices = [
            {"value": "person:", "label": t("choice.person")},
            {"value": "go_on:", "label": t("choice.go_on")},
        ]
        posting.bot_says(uow, conversation, "", MessageKind.CHOICES, {"choices": choices})
        return
    posting.bot_says(uow, conversation, t("danger.paged"))
    queue.join(uow, actor, conversation_id, REASON)


def heed(uow: UnitOfWork, actor: Actor, conversation_id: str, rules: Rules) -> None:
    """The same for words that come while the student waits in line already."""
    conversation = access.own_conversation(uow, actor, conversation_id)
    if conversation.status is not Status.QUEUED:
        return
    said = uow.connection.execute(
        select(MESSAGE.c.body)
        .where(MESSAGE.c.conversation_id == conversation.id)
        .where(MESSAGE.c.sender_kind == SenderKind.STUDENT)
        .order_by(MESSAGE.c.seq.desc())
        .limit(1)
    ).scalar_one_or_none()
    if Intent.DANGER not in rules.read(said or ""):
        return
    hold(uow, conversation)
    card = conversation.handoff or {}
    entry = queue_entries.waiting(uow, conversation)
    if entry is None or card.get("reason") == REASON:
        return
    conversation.handoff = {**card, "reason": REASON}
    conversation.priority = Priority.DANGER
    uow.session.add(conversation)
    uow.session.flush()
    uow.session.execute(
        update(QueueEntry)
        .where(col(QueueEntry.id) == entry.id)
        .values(priority=Priority.DANGER, priority_reason="")
    )
    uow.record(Fact.HANDOFF_OFFERED, conversation.id or 0, reason=REASON)
    posting.bot_says(uow, conversation, uow.settings.help_lines)
    uow.emit("queue")
    offers.make(uow)
