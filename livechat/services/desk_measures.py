"""What the desk has measured: handling and accepting times, leaving, traffic that overtakes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlmodel import col

from livechat.domain.desk_memory import ACCEPTS_KEPT, PRIOR_LEAVE_S
from livechat.domain.handling import Handled
from livechat.domain.routing import DEFAULT_RULES
from livechat.domain.vocabulary import Fact, Priority
from livechat.domain.wait import Overtakers
from livechat.domain.wording import zone_or
from livechat.services import desk_hours
from livechat.store.core import EVENT
from livechat.store.tables.conversations import Conversation
from livechat.store.unit_of_work import UnitOfWork

_PERIOD = timedelta(days=56)
_MOST_CHATS = 400
# A chat leaves about five of these facts: enough for the chats above, read in milliseconds.
_MOST_FACTS = 3000
_STINTS = frozenset({Fact.QUEUED, Fact.REQUEUED, Fact.TRANSFERRED})
_ENDS = frozenset(
    {
        Fact.RESOLUTION_CONFIRMED,
        Fact.CLOSED,
        Fact.ESCALATED,
        Fact.TICKET_CREATED,
        Fact.TRANSFERRED,
        Fact.REQUEUED,
    }
)
_READ = _STINTS | _ENDS | {Fact.OFFERED, Fact.CLAIMED, Fact.LEFT_QUEUE}


@dataclass(frozen=True, eq=False)
class Measures:
    """Newest first; compared by identity, so that it can key what is computed from it."""

    handled: tuple[Handled, ...]
    accepted_s: tuple[float, ...]
    leave_per_second: float
    overtakers: tuple[Overtakers, ...]


# The newest measures of each database: they change when a chat ends, not with every question.
_KNOWN: WeakKeyDictionary[Engine, tuple[object, Measures]] = WeakKeyDictionary()


def measures(uow: UnitOfWork) -> Measures:
    """From the event log of the last eight weeks; read anew once a chat has ended, or an hour."""
    newest_end = uow.connection.execute(
        select(EVENT.c.id).where(EVENT.c.fact.in_(list(_ENDS))).order_by(EVENT.c.id.desc()).limit(1)
    ).scalar()
    version = (newest_end, int(uow.now.timestamp()) // 3600)
    known = _KNOWN.get(uow.connection.engine)
    if known is not None and known[0] == version:
        return known[1]
    made = _measured(uow)
    _KNOWN[uow.connection.engine] = (version, made)
    return made


@dataclass
class _Stint:
    """One conversation on its way through the log."""

    offered_at: datetime | None = None
    claimed_at: datetime | None = None


def _measured(uow: UnitOfWork) -> Measures:
    facts = _facts(uow)
    topics = _topics(uow, {row.conversation_id for row in facts if row.fact is Fact.CLAIMED})
    zone = zone_or("", uow.settings.timezone)
    handled: list[Handled] = []
    accepted: list[float] = []
    waited_s, left = 0.0, 0
    queued: dict[Priority, int] = defaultdict(int)
    stints: dict[int, _Stint] = defaultdict(_Stint)
    for row in facts:
        stint = stints[row.conversation_id]
        if row.fact in _ENDS and stint.claimed_at is not None:
            handled.append(
                Handled(
                    max(1.0, (row.at - stint.claimed_at).total_seconds()),
                    days_ago=round((uow.now - stint.claimed_at) / timedelta(days=1), 2),
                    hour=stint.claimed_at.astimezone(zone).hour,
                    topic=topics.get(row.conversation_id),
                )
            )
            stint.claimed_at = None
        if row.fact in _STINTS:
            stint.offered_at = None
        if row.fact is Fact.OFFERED:
            stint.offered_at = stint.offered_at or row.at
        elif row.fact is Fact.CLAIMED:
            stint.claimed_at = row.at
            waited_s += _number(row.data, "waited_s")
            if stint.offered_at is not None:
                accepted.append(max(0.5, (row.at - stint.offered_at).total_seconds()))
        elif row.fact is Fact.LEFT_QUEUE:
            waited_s += _number(row.data, "waited_s")
            left += row.data.get("reason") != "desk_closed"
        elif row.fact is Fact.QUEUED and row.data.get("priority") in set(Priority):
            queued[Priority(row.data["priority"])] += 1
    return Measures(
        handled=tuple(reversed(handled[-_MOST_CHATS:])),
        accepted_s=tuple(accepted[-ACCEPTS_KEPT:]),
        leave_per_second=(left + 1) / (waited_s + PRIOR_LEAVE_S),
        overtakers=_overtakers(uow, facts[0].at if facts else uow.now, queued),
    )


def _facts(uow: UnitOfWork) -> Sequence[Any]:
    """Rows of the log, oldest first."""
    rows = uow.connection.execute(
        select(EVENT.c.conversation_id, EVENT.c.fact, EVENT.c.at, EVENT.c.data)
        .where(EVENT.c.fact.in_(list(_READ)))
        .where(EVENT.c.at >= uow.now - _PERIOD)
        .order_by(EVENT.c.id.desc())
        .limit(_MOST_FACTS)
    ).all()
    return list(reversed(rows))


def _topics(uow: UnitOfWork, ids: set[int]) -> dict[int, str]:
    rows = uow.connection.execute(
        select(col(Conversation.id), col(Conversation.category))
        .where(col(Conversation.id).in_(sorted(ids)))
        .where(col(Conversation.category) != "")
    ).all()
    return {int(row[0]): str(row[1]) for row in rows if row[0] is not None}


def _overtakers(
    uow: UnitOfWork, since: datetime, queued: Mapping[Priority, int]
) -> tuple[Overtakers, ...]:
    """How often somebody of each higher priority came, by the time that the desk was open."""
    ahead = {one: count for one, count in queued.items() if DEFAULT_RULES.head_start(one)}
    if not ahead:
        return ()
    open_s = desk_hours.schedule(uow).service_time_between(since, uow.now).total_seconds()
    return tuple(
        Overtakers(count / max(open_s, 3600.0), DEFAULT_RULES.head_start(priority).total_seconds())
        for priority, count in sorted(ahead.items())
    )


def _number(data: Mapping[str, Any], key: str) -> float:
    value = data.get(key)
    return float(value) if isinstance(value, int | float) else 0.0
