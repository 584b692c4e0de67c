"""Who is at the desk now, how many chats each has, and how many more fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select as select_columns
from sqlmodel import col, select

from livechat.domain.presence import PresenceRules, can_take, counted_load, pulse
from livechat.domain.routing import AgentSlot
from livechat.domain.vocabulary import QueueState, Role, Status
from livechat.services import turns
from livechat.settings import Settings
from livechat.store.core import PRESENCE, USER
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.desk import QueueEntry
from livechat.store.tables.people import AgentPresence, User
from livechat.store.unit_of_work import UnitOfWork

# Whoever has named no topics takes general ones.
GENERAL = "general"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody at the desk who can take chats now; `busy_since` has an entry for each chat."""

    slot: AgentSlot
    role: Role
    name: str
    group: str
    busy_since: tuple[datetime, ...]
    offers: int


def main_language(tag: str) -> str:
    """The language of a tag such as pt-BR, without its region."""
    return tag.replace("_", "-").partition("-")[0].lower()


def rules(settings: Settings) -> PresenceRules:
    """The desk's patience, from the settings."""
    return PresenceRules(
        lost_after=timedelta(seconds=settings.presence_lost_s),
        grace=timedelta(seconds=settings.presence_grace_s),
        offer_timeout=timedelta(seconds=settings.offer_timeout_s),
        misses_until_away=settings.offer_misses,
    )


def present(uow: UnitOfWork) -> list[Colleague]:
    """Everybody who is online and was heard of lately, with the load of each."""
    rows = uow.session.exec(
        select(AgentPresence, User)
        .join(User, col(User.id) == col(AgentPresence.user_id))
        .where(col(User.is_active))
        .where(col(User.role) != Role.STUDENT)
    ).all()
    here = [
        (presence, user)
        for presence, user in rows
        if can_take(presence.state, pulse(presence.heartbeat_at, uow.now, rules(uow.settings)))
    ]
    ids = [user.id or 0 for _, user in here]
    busy = _busy(uow, ids)
    offered = _offers(uow, ids)
    return [_colleague(uow, presence, user, busy, offered) for presence, user in here]


def online(uow: UnitOfWork) -> int:
    """How many are there now; every desk page asks all the time, so without their loads."""
    rows = uow.connection.execute(
        select_columns(PRESENCE.c.state, PRESENCE.c.heartbeat_at)
        .join(USER, USER.c.id == PRESENCE.c.user_id)
        .where(USER.c.is_active)
        .where(USER.c.role != Role.STUDENT)
    ).all()
    patience = rules(uow.settings)
    return sum(can_take(state, pulse(heard, uow.now, patience)) for state, heard in rows)


def serving(colleagues: Sequence[Colleague]) -> list[Colleague]:
    """Who takes chats from the line: agents, or, when none is there, specialists too."""
    agents = [one for one in colleagues if one.role is not Role.SPECIALIST]
    return agents or list(colleagues)


def loads(uow: UnitOfWork, user_ids: list[int]) -> dict[int, int]:
    """The load of each user, as in `load_of`, by two queries for all of them."""
    return {user_id: len(busy) for user_id, busy in _busy(uow, user_ids).items()}


def load_of(uow: UnitOfWork, user_id: int) -> int:
    """Chats that fill a place; those whose student has been silent for long do not."""
    return len(_busy(uow, [user_id])[user_id])


def capacity_of(uow: UnitOfWork, user_id: int) -> int:
    """How many chats the user takes at a time."""
    user = uow.session.get(User, user_id)
    own = user.capacity if user else None
    return own if own is not None else uow.settings.agent_capacity


def _colleague(
    uow: UnitOfWork,
    presence: AgentPresence,
    user: User,
    busy_since: dict[int, list[datetime]],
    offered: dict[int, int],
) -> Colleague:
    key = user.id or 0
    busy = busy_since[key]
    offers = offered.get(key, 0)
    skills = frozenset(user.skills)
    return Colleague(
        slot=AgentSlot(
            id=key,
            load=len(busy) + offers,
            capacity=user.capacity if user.capacity is not None else uow.settings.agent_capacity,
            idle_since=presence.idle_since,
            skills=skills | {GENERAL} if skills else skills,
            languages=frozenset(main_language(language) for language in user.languages),
        ),
        role=user.role,
        name=user.name,
        group=user.group,
        busy_since=tuple(busy),
        offers=offers,
    )


def _busy(uow: UnitOfWork, user_ids: list[int]) -> dict[int, list[datetime]]:
    """By user: since when each chat that counts keeps the user busy."""
    busy: dict[int, list[datetime]] = {user_id: [] for user_id in user_ids}
    if not user_ids:
        return busy
    chats = uow.session.exec(
        select(Conversation)
        .where(col(Conversation.owner_id).in_(user_ids))
        .where(col(Conversation.status) == Status.ACTIVE)
    ).all()
    since = turns.students_turn_since(uow, chats)
    claimed = _claimed_at(uow, [chat.id or 0 for chat in chats])
    idle_slot = timedelta(minutes=uow.settings.idle_slot_min)
    for chat in chats:
        key = chat.id or 0
        if counted_load([since[key]], uow.now, idle_slot):
            busy[chat.owner_id or 0].append(claimed.get(key, chat.last_message_at))
    return busy


def _claimed_at(uow: UnitOfWork, ids: list[int]) -> dict[int, datetime]:
    if not ids:
        return {}
    rows = uow.session.exec(
        select(QueueEntry.conversation_id, QueueEntry.claimed_at)
        .where(col(QueueEntry.conversation_id).in_(ids))
        .where(col(QueueEntry.state) == QueueState.CLAIMED)
        .order_by(col(QueueEntry.id))
    ).all()
    return {conversation_id: at for conversation_id, at in rows if at is not None}


def _offers(uow: UnitOfWork, user_ids: list[int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for offered_to in uow.session.exec(
        select(QueueEntry.offered_to_id).where(col(QueueEntry.state) == QueueState.OFFERED)
    ).all():
        if offered_to in user_ids:
            counts[offered_to] = counts.get(offered_to, 0) + 1
    return counts
