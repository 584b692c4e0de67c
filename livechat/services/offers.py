"""Offers: the next in line to the best agent, for 45 s, then back to the head."""

from datetime import timedelta

from sqlmodel import col, func, select

from livechat.domain.presence import after_miss, has_expired
from livechat.domain.queue_lifecycle import QueueMove
from livechat.domain.routing import AgentSlot, assign
from livechat.domain.vocabulary import Fact, PresenceState, QueueState
from livechat.services import desk_staff, queue_entries, queue_notes
from livechat.services.locking import hold_presence
from livechat.store.core import QUEUE_ENTRY
from livechat.store.tables.desk import QueueEntry
from livechat.store.tables.events import ConversationEvent
from livechat.store.tables.people import AgentPresence
from livechat.store.unit_of_work import UnitOfWork

# A declined chat is offered to the same people again after this.
_FORGET_AFTER = timedelta(minutes=2)
_NOBODY = {"offered_to_id": None, "offered_at": None}


def make(uow: UnitOfWork) -> int:
    """Offer what can be offered now, fairly; returns how many."""
    line = queue_entries.in_line(uow)
    if not any(entry.state is QueueState.WAITING for entry in line):
        return 0
    here = desk_staff.present(uow)
    # Who was passed on to a group waits for one of it, while one is there.
    groups = {queue_entries.group_of(entry) for entry in line} & {one.group for one in here}
    made = 0
    for group in sorted(groups - {""}):
        members = [one.slot for one in here if one.group == group]
        wanted = [entry for entry in line if queue_entries.group_of(entry) == group]
        made += _offer(uow, wanted, members)
    if made:
        here = desk_staff.present(uow)
    others = [entry for entry in line if queue_entries.group_of(entry) not in groups - {""}]
    made += _offer(uow, others, [one.slot for one in desk_staff.serving(here)])
    return made


def to(uow: UnitOfWork, entry: QueueEntry, user_id: int) -> None:
    """Offer the entry to one person, as a transfer does."""
    if queue_entries.try_change(
        uow, entry, QueueMove.OFFER, offered_to_id=user_id, offered_at=uow.now
    ):
        _tell(uow, entry, user_id)


def decline(uow: UnitOfWork, entry: QueueEntry, user_id: int) -> bool:
    """The agent leaves it to others; False when it was not offered to this agent any more."""
    if entry.state is not QueueState.OFFERED or entry.offered_to_id != user_id:
        return False
    return queue_entries.try_change(
        uow,
        entry,
        QueueMove.DECLINE,
        QUEUE_ENTRY.c.offered_to_id == user_id,
        passed_ids=[*entry.passed_ids, user_id],
        **_NOBODY,
    )


def withdraw_from(uow: UnitOfWork, user_id: int) -> None:
    """Take back what is offered to somebody who is not there any more."""
    for entry in queue_entries.in_line(uow):
        if entry.state is QueueState.OFFERED and entry.offered_to_id == user_id:
            queue_entries.try_change(
                uow, entry, QueueMove.EXPIRE, QUEUE_ENTRY.c.offered_to_id == user_id, **_NOBODY
            )


def expire(uow: UnitOfWork, entry_id: str) -> bool:
    """Give a missed offer back to the head; two misses in a row set the agent away."""
    entry = queue_entries.by_public_id(uow, entry_id)
    user_id, offered_at = entry.offered_to_id, entry.offered_at
    rules = desk_staff.rules(uow.settings)
    if entry.state is not QueueState.OFFERED or user_id is None or offered_at is None:
        return False
    if not has_expired(offered_at, uow.now, rules):
        return False
    presence = hold_presence(uow, user_id)
    is_missed = queue_entries.try_change(
        uow,
        entry,
        QueueMove.EXPIRE,
        QUEUE_ENTRY.c.offered_to_id == user_id,
        QUEUE_ENTRY.c.offered_at == offered_at,
        passed_ids=_after_miss(uow, entry, user_id),
        **_NOBODY,
    )
    if not is_missed:
        return False
    uow.record(Fact.OFFER_MISSED, entry.conversation_id, user_id)
    queue_notes.offer_passed(uow, entry, Fact.OFFER_MISSED)
    _count_miss(uow, presence)
    uow.emit("queue")
    make(uow)
    return True


def _count_miss(uow: UnitOfWork, presence: AgentPresence) -> None:
    presence.misses += 1
    state = after_miss(presence.state, presence.misses, desk_staff.rules(uow.settings))
    if state is not presence.state:
        presence.state = state
        presence.changed_at = uow.now
    uow.session.add(presence)
    uow.session.flush()
    if state is PresenceState.AWAY:
        withdraw_from(uow, presence.user_id)
    uow.emit(f"user:{presence.user_id}", kind="presence")
    uow.emit("desk")


def forget_declines(uow: UnitOfWork) -> None:
    """Whom everybody has passed on is offered again after a while: nobody is left behind."""
    for entry in queue_entries.in_line(uow):
        if entry.state is not QueueState.WAITING or not entry.passed_ids:
            continue
        last = uow.session.exec(
            select(func.max(ConversationEvent.at))
            .where(col(ConversationEvent.conversation_id) == entry.conversation_id)
            .where(col(ConversationEvent.fact).in_([Fact.OFFER_DECLINED, Fact.TRANSFERRED]))
        ).one()
        if last is None or uow.now - last >= _FORGET_AFTER:
            entry.passed_ids = []
            uow.session.add(entry)
    uow.session.flush()


def _after_miss(uow: UnitOfWork, entry: QueueEntry, user_id: int) -> list[int]:
    """Try the others first; once all have been tried, everybody again."""
    passed = [*entry.passed_ids, user_id]
    here = {one.slot.id for one in desk_staff.serving(desk_staff.present(uow))}
    return [] if here <= set(passed) else passed


def _offer(uow: UnitOfWork, entries: list[QueueEntry], agents: list[AgentSlot]) -> int:
    everybody = {agent.id for agent in agents}
    # What all have declined stays in the list for whoever takes it by hand.
    open_ones = [entry for entry in entries if not everybody <= set(entry.passed_ids)]
    by_id = {entry.id or 0: entry for entry in open_ones}
    made = 0
    for item, agent in assign(map(queue_entries.item_of, open_ones), agents, uow.now):
        entry = by_id[item.id]
        if entry.state is QueueState.WAITING and queue_entries.try_change(
            uow, entry, QueueMove.OFFER, offered_to_id=agent.id, offered_at=uow.now
        ):
            _tell(uow, entry, agent.id)
            made += 1
    return made


def _tell(uow: UnitOfWork, entry: QueueEntry, user_id: int) -> None:
    uow.record(Fact.OFFERED, entry.conversation_id, user_id)
    uow.emit(f"user:{user_id}", kind="offer", entry=entry.public_id)
    uow.emit("queue")
