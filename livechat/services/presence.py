"""Who is at the desk: going online, away and offline; heartbeats; what losing somebody means."""

from collections.abc import Collection

from sqlalchemy import update
from sqlmodel import col, select

from livechat.domain.actor import Actor
from livechat.domain.presence import Pulse, pulse
from livechat.domain.queue_lifecycle import IN_LINE
from livechat.domain.text import t
from livechat.domain.vocabulary import PresenceState
from livechat.services import access, claims, desk_staff, offers
from livechat.services.locking import hold_presence
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.desk import QueueEntry
from livechat.store.tables.people import AgentPresence, User
from livechat.store.unit_of_work import UnitOfWork


def set_state(uow: UnitOfWork, actor: Actor, state: PresenceState) -> str:
    """Go online, away or offline; returns what that means for the actor's chats, in words.

    Chats stay while away. Going offline gives them back to the queue, at their old places.
    """
    access.require_staff(actor)
    presence = hold_presence(uow, actor.user_id)
    if state is PresenceState.ONLINE:
        presence.misses = 0
        if presence.state is not state:
            presence.idle_since = uow.now
    presence.heartbeat_at = uow.now
    _change(uow, presence, state)
    told = consequences(uow, actor, state)
    if state is not PresenceState.ONLINE:
        offers.withdraw_from(uow, actor.user_id)
    if state is PresenceState.OFFLINE:
        _give_back(uow, actor.user_id, "queue.back_agent_left", "offline")
    offers.make(uow)
    return told


def consequences(uow: UnitOfWork, actor: Actor, state: PresenceState) -> str:
    """What a change would mean for the chats that the actor has, in words; "" for nothing."""
    access.require_staff(actor)
    count = len(claims.chats_of(uow, actor.user_id))
    if not count or state is PresenceState.ONLINE:
        return ""
    return t(f"queue.{state.value}_chats", n=count)


def heartbeat(uow: UnitOfWork, actor: Actor) -> None:
    """The actor's page is there."""
    beat(uow, [actor.user_id])


def beat(uow: UnitOfWork, user_ids: Collection[int]) -> None:
    """These users are connected: staff stay at the desk, waiting students keep their places."""
    ids = sorted(user_ids)
    if not ids:
        return
    uow.session.execute(
        update(AgentPresence)
        .where(col(AgentPresence.user_id).in_(ids))
        .where(col(AgentPresence.state) != PresenceState.OFFLINE)
        .values(heartbeat_at=uow.now)
    )
    theirs = select(Conversation.id).where(col(Conversation.student_id).in_(ids))
    uow.session.execute(
        update(QueueEntry)
        .where(col(QueueEntry.state).in_(list(IN_LINE)))
        .where(col(QueueEntry.conversation_id).in_(theirs))
        .values(student_seen_at=uow.now)
    )


def gone(uow: UnitOfWork) -> list[int]:
    """Users whose page has been silent beyond the grace."""
    rules = desk_staff.rules(uow.settings)
    before = uow.now - rules.lost_after - rules.grace
    return list(
        uow.session.exec(
            select(AgentPresence.user_id)
            .where(col(AgentPresence.state) != PresenceState.OFFLINE)
            .where(col(AgentPresence.heartbeat_at) <= before)
        ).all()
    )


def expire(uow: UnitOfWork, user_id: int) -> bool:
    """Set somebody who is gone offline; the chats go back first in line, the students hear why."""
    presence = hold_presence(uow, user_id)
    is_gone = pulse(presence.heartbeat_at, uow.now, desk_staff.rules(uow.settings)) is Pulse.GONE
    if presence.state is PresenceState.OFFLINE or not is_gone:
        return False
    _change(uow, presence, PresenceState.OFFLINE)
    offers.withdraw_from(uow, user_id)
    _give_back(uow, user_id, "queue.back_agent_gone", "lost")
    offers.make(uow)
    return True


def _change(uow: UnitOfWork, presence: AgentPresence, state: PresenceState) -> None:
    if presence.state is not state:
        presence.state = state
        presence.changed_at = uow.now
    uow.session.add(presence)
    uow.session.flush()
    uow.emit("desk")
    uow.emit("queue")
    uow.emit(f"user:{presence.user_id}", kind="presence")


def _give_back(uow: UnitOfWork, user_id: int, key: str, reason: str) -> None:
    user = uow.session.get_one(User, user_id)
    for chat in claims.chats_of(uow, user_id):
        claims.requeue(uow, chat, key, reason, name=user.name)
