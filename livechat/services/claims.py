"""Taking a chat, giving it back, passing it on: one owner at any time."""

from sqlmodel import col, select

from livechat.domain import lifecycle
from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError, InvalidError, NotFoundError
from livechat.domain.lifecycle import Move
from livechat.domain.queue_lifecycle import QueueMove
from livechat.domain.vocabulary import Fact, PresenceState, QueueState, Status
from livechat.services import (
    access,
    conversations,
    desk_staff,
    lines,
    offers,
    participants,
    queue_entries,
    queue_notes,
    stored_dialogue,
    wait_records,
)
from livechat.services.locking import hold, hold_presence
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.desk import QueueEntry
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

_FREE = {
    "offered_to_id": None,
    "offered_at": None,
    "claimed_by_id": None,
    "claimed_at": None,
}


def claim(uow: UnitOfWork, actor: Actor, entry_id: str) -> str:
    """Take the chat and join it; returns the conversation's id. The loser hears who was faster."""
    access.require_staff(actor)
    entry = queue_entries.by_public_id(uow, entry_id)
    conversation = uow.session.get_one(Conversation, entry.conversation_id)
    if entry.state is QueueState.CLAIMED and entry.claimed_by_id == actor.user_id:
        return conversation.public_id
    presence = hold_presence(uow, actor.user_id)
    if presence.state is not PresenceState.ONLINE:
        raise ConflictError("error.not_online")
    waited = queue_entries.waited(uow, entry)
    if entry.state is not QueueState.CLAIMED:
        load = desk_staff.load_of(uow, actor.user_id)
        if load >= desk_staff.capacity_of(uow, actor.user_id):
            raise ConflictError("error.at_capacity", count=load)
    queue_entries.change(
        uow,
        entry,
        QueueMove.CLAIM,
        claimed_by_id=actor.user_id,
        claimed_at=uow.now,
        offered_to_id=None,
        offered_at=None,
    )
    presence.idle_since = uow.now
    presence.heartbeat_at = uow.now
    presence.misses = 0
    uow.session.add(presence)
    hold(uow, conversation)
    conversation.status = lifecycle.move(conversation.status, Move.CLAIM)
    seconds = int(waited.total_seconds())
    uow.record(Fact.CLAIMED, conversation.id or 0, actor.user_id, waited_s=seconds)
    wait_records.fulfil(uow, entry, seconds)
    join(uow, actor, conversation)
    offers.make(uow)
    return conversation.public_id


def join(uow: UnitOfWork, actor: Actor, conversation: Conversation) -> None:
    """Make the actor the owner; the bot falls silent in the same transaction."""
    conversation.owner_id = actor.user_id
    conversation.idle_warned_at = None
    stored_dialogue.silence(conversation)
    participants.join(uow, conversation.id or 0, actor.user_id)
    conversations.tell_state(uow, conversation)
    lines.tell(uow, conversation, "thread.joined", name=actor.name)
    uow.emit("desk")


def pass_(uow: UnitOfWork, actor: Actor, entry_id: str) -> None:
    """Leave an offered chat to the others; not a miss."""
    access.require_staff(actor)
    entry = queue_entries.by_public_id(uow, entry_id)
    if not offers.decline(uow, entry, actor.user_id):
        raise ConflictError("queue.not_offered")
    uow.record(Fact.OFFER_DECLINED, entry.conversation_id, actor.user_id)
    queue_notes.offer_passed(uow, entry, Fact.OFFER_DECLINED)
    uow.emit("queue")
    offers.make(uow)


def requeue(
    uow: UnitOfWork, conversation: Conversation, key: str, reason: str, *, name: str
) -> QueueEntry:
    """Back to the queue at the original place; the student is told why, `key` with the `name`."""
    hold(uow, conversation)
    conversation.status = lifecycle.move(conversation.status, Move.REQUEUE)
    entry = _back_in_line(uow, conversation)
    uow.record(Fact.REQUEUED, conversation.id or 0, conversation.owner_id, reason=reason)
    _without_owner(uow, conversation)
    lines.tell(uow, conversation, key, name=name)
    return entry


def transfer(
    uow: UnitOfWork, actor: Actor, conversation_id: str, to_user_id: int = 0, group: str = ""
) -> None:
    """Pass the chat on to a colleague, a group, or (neither given) whoever is free."""
    conversation = access.owned_conversation(uow, actor, conversation_id)
    hold(uow, conversation)
    target = _colleague(uow, conversation, to_user_id) if to_user_id else None
    if group and not any(one.group == group for one in desk_staff.present(uow)):
        raise ConflictError("queue.no_group")
    conversation.status = lifecycle.move(conversation.status, Move.TRANSFER)
    entry = _back_in_line(uow, conversation)
    entry.passed_ids = [actor.user_id]
    if group:
        entry.skill = f"{queue_entries.GROUP_MARK}{group}"[:40]
    uow.session.add(entry)
    uow.record(Fact.TRANSFERRED, conversation.id or 0, actor.user_id, to=to_user_id, group=group)
    _without_owner(uow, conversation)
    lines.tell(uow, conversation, "queue.back_transfer", name=actor.name)
    if target is not None:
        offers.to(uow, entry, target.id or 0)
    offers.make(uow)


def _colleague(uow: UnitOfWork, conversation: Conversation, user_id: int) -> User:
    user = uow.session.get(User, user_id)
    if user is None or not user.role.is_staff:
        raise NotFoundError
    if user.id == conversation.owner_id:
        raise InvalidError("queue.same_agent", name=user.name)
    here = {one.slot.id: one.slot for one in desk_staff.present(uow)}
    slot = here.get(user_id)
    if slot is None or not slot.has_room:
        raise ConflictError("queue.colleague_away", name=user.name)
    return user


def _back_in_line(uow: UnitOfWork, conversation: Conversation) -> QueueEntry:
    entry = queue_entries.newest(uow, conversation)
    if entry is None or entry.state is not QueueState.CLAIMED:
        # The chat came from a ticket or a callback: it never stood in line before.
        entry = queue_entries.add(uow, conversation, conversation.priority)
        entry.seniority_at = conversation.created_at
        uow.session.add(entry)
        return entry
    queue_entries.change(uow, entry, QueueMove.REQUEUE, student_seen_at=uow.now, **_FREE)
    return entry


def _without_owner(uow: UnitOfWork, conversation: Conversation) -> None:
    if conversation.owner_id:
        participants.leave(uow, conversation.id or 0, conversation.owner_id)
        uow.emit(f"user:{conversation.owner_id}", kind="chats")
    conversation.owner_id = None
    conversation.is_solution_offered = False
    conversation.idle_warned_at = None
    conversations.tell_state(uow, conversation)
    uow.emit("desk")


def chats_of(uow: UnitOfWork, user_id: int) -> list[Conversation]:
    """The running chats that somebody owns."""
    return list(
        uow.session.exec(
            select(Conversation)
            .where(col(Conversation.owner_id) == user_id)
            .where(col(Conversation.status) == Status.ACTIVE)
            .order_by(col(Conversation.id))
        ).all()
    )
