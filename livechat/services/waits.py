"""The honest wait: the desk as it is now, played forward over measured handling times."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlmodel import col, func, select

from livechat.domain.handling import Handled, HandlingTimes, weighted
from livechat.domain.routing import DEFAULT_RULES, QueueItem
from livechat.domain.vocabulary import Fact, QueueState
from livechat.domain.wait import DeskNow, Place, forecast
from livechat.domain.wait_range import WaitEstimate, WaitKind, estimate
from livechat.services import desk_hours, desk_staff, queue_entries
from livechat.store.tables.desk import QueueEntry
from livechat.store.tables.events import ConversationEvent
from livechat.store.tables.people import AgentPresence
from livechat.store.unit_of_work import UnitOfWork

_PERIOD = timedelta(days=56)
_MOST_SAMPLES = 400
# Ages are rounded to this, so that everybody who asks in the same moment shares one forecast.
_STEP_S = 15
_ENDS = (
    Fact.RESOLUTION_CONFIRMED,
    Fact.CLOSED,
    Fact.ESCALATED,
    Fact.TICKET_CREATED,
    Fact.TRANSFERRED,
    Fact.REQUEUED,
)


@dataclass(frozen=True)
class DeskPicture:
    """The queue and the desk at one moment."""

    line: tuple[QueueItem, ...]
    since: dict[int, datetime]
    helping: int
    samples: int
    # Remaining seconds (P50, P90) of each place in `line`, and of somebody who comes now.
    places: tuple[tuple[float, float], ...]


# The newest picture of each database, shared by everybody who asks about the same facts.
_PICTURES: WeakKeyDictionary[Engine, tuple[object, DeskPicture]] = WeakKeyDictionary()
_SHARED_S = 5


def shared_picture(uow: UnitOfWork) -> DeskPicture:
    """The picture for reading: made once for a state of the event log and of the desk.

    Not for transactions that write: what they see may still be rolled back.
    """
    version = (
        uow.session.exec(select(func.max(ConversationEvent.id))).one(),
        uow.session.exec(select(func.max(AgentPresence.changed_at))).one(),
        int(uow.now.timestamp()) // _SHARED_S,
    )
    engine = uow.connection.engine
    known = _PICTURES.get(engine)
    if known is not None and known[0] == version:
        return known[1]
    made = picture(uow)
    _PICTURES[engine] = (version, made)
    return made


def picture(uow: UnitOfWork) -> DeskPicture:
    """Everything that waits are said from, in a handful of queries and one forecast."""
    line = tuple(queue_entries.ranked_items(uow))
    colleagues = desk_staff.serving(desk_staff.present(uow))
    records = _handled(uow)
    free = sum(max(0, one.slot.capacity - one.slot.load) for one in colleagues)
    busy = sorted(
        [_age(uow.now, at) for one in colleagues for at in one.busy_since]
        + [0 for one in colleagues for _ in range(one.offers)]
    )
    credits_s = [
        _age(uow.now, item.seniority) + int(DEFAULT_RULES.head_start(item.priority).total_seconds())
        for item in line
        if not item.offered
    ]
    played = iter(_played(records, uow.now.hour, free, tuple(busy), (*credits_s, 0)))
    soon = (0.0, float(uow.settings.offer_timeout_s))
    places = [soon if item.offered else next(played) for item in line]
    return DeskPicture(
        line=line,
        since=queue_entries.waiting_since(uow),
        helping=len(colleagues),
        samples=len(records),
        places=(*places, next(played)),
    )


def closes_in_s(uow: UnitOfWork) -> float | None:
    """Seconds until the desk closes; None when closed or when no end is in sight."""
    closes = desk_hours.schedule(uow).closes_at(uow.now)
    return None if closes is None else (closes - uow.now).total_seconds()


def said(uow: UnitOfWork, desk: DeskPicture, place: int, closing_s: float | None) -> WaitEstimate:
    """What can be said about the place (0 is the first; len(line) is a newcomer's)."""
    low_s, high_s = desk.places[place]
    if not desk.helping:
        return WaitEstimate(WaitKind.UNKNOWN)
    return estimate(
        low_s,
        high_s,
        samples=desk.samples,
        closes_in_s=closing_s,
        min_samples=uow.settings.wait_min_samples,
    )


def _age(now: datetime, at: datetime) -> int:
    return max(0, int((now - at).total_seconds()) // _STEP_S * _STEP_S)


def _handled(uow: UnitOfWork) -> tuple[tuple[int, int, int], ...]:
    """(seconds, days ago, hour) of chats that a person has finished, newest first."""
    claims = uow.session.exec(
        select(ConversationEvent.id, ConversationEvent.conversation_id, ConversationEvent.at)
        .where(col(ConversationEvent.fact) == Fact.CLAIMED)
        .where(col(ConversationEvent.at) >= uow.now - _PERIOD)
        .order_by(col(ConversationEvent.at).desc())
        .limit(_MOST_SAMPLES)
    ).all()
    if not claims:
        return ()
    first_id = min(claim_id or 0 for claim_id, _, _ in claims)
    ends = uow.session.exec(
        select(ConversationEvent.id, ConversationEvent.conversation_id, ConversationEvent.at)
        .where(col(ConversationEvent.fact).in_(_ENDS))
        .where(col(ConversationEvent.id) > first_id)
        .order_by(col(ConversationEvent.id))
    ).all()
    by_conversation: dict[int, list[tuple[int, datetime]]] = {}
    for end_id, conversation_id, at in ends:
        by_conversation.setdefault(conversation_id, []).append((end_id or 0, at))
    found: list[tuple[int, int, int]] = []
    for claim_id, conversation_id, at in claims:
        of_it = by_conversation.get(conversation_id, ())
        end = next((end for end_id, end in of_it if end_id > (claim_id or 0)), None)
        if end is not None:
            seconds = max(1, int((end - at).total_seconds()))
            found.append((seconds, (uow.now - at).days, at.hour))
    return tuple(found)


@lru_cache(maxsize=16)
def _times(records: tuple[tuple[int, int, int], ...], hour: int) -> HandlingTimes:
    return weighted(
        [Handled(seconds, days_ago=days, hour=at) for seconds, days, at in records], hour=hour
    )


@lru_cache(maxsize=64)
def _played(
    records: tuple[tuple[int, int, int], ...],
    hour: int,
    free: int,
    busy: tuple[int, ...],
    credits_s: Sequence[int],
) -> tuple[tuple[float, float], ...]:
    """The same question in the same moment has the same answer: pure, so it may be kept."""
    if free + len(busy) == 0:
        return tuple((math.inf, math.inf) for _ in credits_s)
    desk = DeskNow(free=free, busy_s=busy, handling=_times(records, hour))
    table = forecast(desk, [Place(credit_s=float(credit)) for credit in credits_s])
    return tuple((float(low), float(high)) for low, high in table)


def waiting_count(uow: UnitOfWork) -> int:
    """How many people stand in line."""
    return uow.session.exec(
        select(func.count(col(QueueEntry.id))).where(
            col(QueueEntry.state).in_([QueueState.WAITING, QueueState.OFFERED])
        )
    ).one()
