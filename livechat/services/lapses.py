"""Places in the queue that end by themselves: the student is gone, or the desk has closed."""

from datetime import timedelta

from sqlmodel import col, select

from livechat.domain import lifecycle
from livechat.domain.lifecycle import Move
from livechat.domain.queue_lifecycle import IN_LINE, QueueMove
from livechat.domain.vocabulary import Fact, QueueState
from livechat.services import (
    conversations,
    desk_hours,
    desk_staff,
    lines,
    queue,
    queue_entries,
    stored_dialogue,
)
from livechat.services.lines import line
from livechat.services.locking import hold
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.desk import QueueEntry
from livechat.store.unit_of_work import UnitOfWork


def dropped(uow: UnitOfWork) -> list[str]:
    """Entries whose student has been away for longer than a place is kept."""
    long_ago = uow.now - timedelta(minutes=uow.settings.queue_keep_min)
    entries = uow.session.exec(
        select(QueueEntry)
        .where(col(QueueEntry.state).in_(list(IN_LINE)))
        .where(col(QueueEntry.student_seen_at) <= long_ago)
    ).all()
    began = queue_entries.stint_began(uow, list(entries))
    # Without a single sign since queueing there is nothing to tell a lost student by.
    return [one.public_id for one in entries if one.student_seen_at > began[one.id or 0]]


def drop(uow: UnitOfWork, entry_id: str) -> bool:
    """Give the place up if the student has not come back meanwhile."""
    if entry_id not in dropped(uow):
        return False
    entry = queue_entries.by_public_id(uow, entry_id)
    conversation = uow.session.get_one(Conversation, entry.conversation_id)
    why = line("queue.dropped", minutes=uow.settings.queue_keep_min)
    queue.give_up(uow, conversation, entry, None, why)
    return True


def left_at_closing(uow: UnitOfWork) -> list[str]:
    """Entries that wait at a closed desk which nobody is at any more; a pause is not closing."""
    # Asked every second: mostly nobody waits, and that is soon known.
    line = [entry for entry in queue_entries.in_line(uow) if entry.state is QueueState.WAITING]
    if not line:
        return []
    plan = desk_hours.schedule(uow)
    if plan.is_paused(uow.now) or plan.is_open(uow.now) or desk_staff.online(uow):
        return []
    return [entry.public_id for entry in line]


def send_back(uow: UnitOfWork, entry_id: str) -> bool:
    """Tell the student that the desk has closed; callback and ticket are still there."""
    if entry_id not in left_at_closing(uow):
        return False
    entry = queue_entries.by_public_id(uow, entry_id)
    seconds = int(queue_entries.waited(uow, entry).total_seconds())
    queue_entries.change(uow, entry, QueueMove.DIVERT, ended_at=uow.now)
    conversation = uow.session.get_one(Conversation, entry.conversation_id)
    hold(uow, conversation)
    conversation.status = lifecycle.move(conversation.status, Move.BACK_TO_BOT)
    stored_dialogue.wake(conversation)
    uow.record(Fact.LEFT_QUEUE, conversation.id or 0, waited_s=seconds, reason="desk_closed")
    conversations.tell_state(uow, conversation)
    lines.tell(uow, conversation, "queue.desk_closed")
    return True
