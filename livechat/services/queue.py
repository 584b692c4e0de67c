"""The queue: joining with availability checked at submit, leaving, waiting; the desk's side."""

from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from livechat.domain import boost, lifecycle
from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError
from livechat.domain.lifecycle import Move
from livechat.domain.queue_lifecycle import QueueMove
from livechat.domain.text import DEFAULT_LANGUAGE, speaking, t
from livechat.domain.views import WaitView
from livechat.domain.vocabulary import (
    CloseReason,
    Fact,
    MessageKind,
    Priority,
    SenderKind,
    Status,
    Visibility,
)
from livechat.services import (
    access,
    conversations,
    desk_hours,
    handoff,
    lines,
    offers,
    posting,
    queue_entries,
    wait_views,
)
from livechat.services.claims import claim, pass_, transfer
from livechat.services.lines import Line
from livechat.services.locking import hold
from livechat.services.queue_views import colleagues, desk, groups, my_chats, rows
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.desk import QueueEntry
from livechat.store.unit_of_work import UnitOfWork

__all__ = [
    "claim",
    "colleagues",
    "desk",
    "groups",
    "join",
    "leave",
    "my_chats",
    "options",
    "pass_",
    "rows",
    "transfer",
    "wait",
]


def options(uow: UnitOfWork, actor: Actor, conversation_id: str = "", zone: str = "") -> WaitView:
    """Whether a person can be reached now (hours, presence), and after which wait."""
    if conversation_id:
        access.own_conversation(uow, actor, conversation_id)
    return wait_views.newcomer(uow, zone)


def wait(uow: UnitOfWork, actor: Actor, conversation_id: str = "", zone: str = "") -> WaitView:
    """The wait of this conversation; before it stands in line, the wait of a newcomer."""
    if conversation_id:
        conversation = access.own_conversation(uow, actor, conversation_id)
        entry = queue_entries.waiting(uow, conversation)
        if entry is not None:
            return wait_views.of_entry(uow, entry, zone)
    return wait_views.newcomer(uow, zone)


def join(uow: UnitOfWork, actor: Actor, conversation_id: str, reason: str = "") -> None:
    """Stand in line; hours are checked again now. Twice is once."""
    conversation = access.own_conversation(uow, actor, conversation_id)
    hold(uow, conversation)
    if conversation.status is Status.QUEUED:
        return
    status = lifecycle.move(conversation.status, Move.HAND_OFF)
    if not desk_hours.schedule(uow).accepts_new(uow.now):
        raise ConflictError("error.desk_closed")
    conversation.status = status
    conversation.handoff = handoff.filled(uow, conversation)
    if not conversation.topic:
        conversation.topic = _first_line(str(conversation.handoff.get("issue", "")))
    priority, why = _priority(uow, conversation, conversation.handoff, reason)
    conversation.priority = priority
    entry = queue_entries.add(uow, conversation, priority, why)
    uow.record(
        Fact.QUEUED,
        conversation.id or 0,
        actor.user_id,
        priority=priority.value,
        entry=entry.public_id,
    )
    conversations.tell_state(uow, conversation)
    posting.append(uow, conversation, _card_message(conversation.handoff))
    lines.tell(uow, conversation, "queue.joined")
    offers.make(uow)
    wait_views.note_shown(uow)


def leave(uow: UnitOfWork, actor: Actor, conversation_id: str) -> None:
    """Give the place up and end the conversation; Continue goes on with it later."""
    conversation = access.own_conversation(uow, actor, conversation_id)
    entry = queue_entries.waiting(uow, conversation)
    if entry is None:
        raise lifecycle.TABLE.illegal(conversation.status)
    give_up(uow, conversation, entry, actor)


def give_up(
    uow: UnitOfWork,
    conversation: Conversation,
    entry: QueueEntry,
    actor: Actor | None,
    why: Line | None = None,
) -> None:
    """Out of the line, whoever decided it; ConflictError when an agent was faster."""
    seconds = int(queue_entries.waited(uow, entry).total_seconds())
    queue_entries.change(
        uow,
        entry,
        QueueMove.LEAVE,
        ended_at=uow.now,
        offered_to_id=None,
        offered_at=None,
    )
    hold(uow, conversation)
    uow.record(
        Fact.LEFT_QUEUE,
        conversation.id or 0,
        actor.user_id if actor else None,
        waited_s=seconds,
        reason="left" if actor else "dropped",
    )
    conversations.close(uow, conversation, CloseReason.LEFT_QUEUE, actor, why)
    offers.make(uow)


def _card_message(card: dict[str, Any]) -> posting.NewMessage:
    """The card in the thread, for the desk: it also marks where the person's part begins."""
    with speaking(DEFAULT_LANGUAGE):
        body = str(card.get("issue", "")) or t("queue.handed_off")
    return posting.NewMessage(
        body=body,
        sender_kind=SenderKind.SYSTEM,
        kind=MessageKind.HANDOFF,
        visibility=Visibility.INTERNAL,
        data={"card": card},
    )


def _priority(
    uow: UnitOfWork, conversation: Conversation, card: dict[str, Any], reason: str
) -> tuple[Priority, str]:
    """Danger comes first; a stated deadline moves forward, twice a week."""
    if conversation.priority is not Priority.NORMAL:
        return conversation.priority, ""
    minutes = card.get("minutes_left")
    if not isinstance(minutes, int):
        return Priority.NORMAL, ""
    told = " · ".join(str(card[name]) for name in ("due", "issue") if card.get(name))
    why = (reason or told).strip()[:120]
    try:
        earned = boost.boosted(
            why, uow.now + timedelta(minutes=minutes), _boosts_used(uow, conversation), uow.now
        )
    except ConflictError:
        return Priority.NORMAL, ""
    return earned, why if earned is not Priority.NORMAL else ""


def _boosts_used(uow: UnitOfWork, conversation: Conversation) -> list[Any]:
    return list(
        uow.session.exec(
            select(QueueEntry.created_at)
            .join(Conversation, col(Conversation.id) == col(QueueEntry.conversation_id))
            .where(col(Conversation.student_id) == conversation.student_id)
            .where(col(QueueEntry.priority) != Priority.NORMAL)
            .where(col(QueueEntry.priority_reason) != "")
            .where(col(QueueEntry.created_at) > uow.now - boost.WEEK)
        ).all()
    )


def _first_line(text: str) -> str:
    return text.strip().split("\n", 1)[0][:200]
