"""The honest wait: the desk as it is now, played forward over measured handling times."""

import math
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlmodel import col, func, select

from livechat.domain.calibration import UNCALIBRATED, Calibration
from livechat.domain.handling import HandlingTimes, weighted
from livechat.domain.routing import DEFAULT_RULES, QueueItem
from livechat.domain.vocabulary import QueueState
from livechat.domain.wait import DeskNow, Place, forecast
from livechat.domain.wait_range import WaitEstimate, WaitKind, estimate
from livechat.domain.wording import zone_or
from livechat.services import desk_hours, desk_staff, queue_entries, wait_outcomes
from livechat.services.desk_measures import Measures, measures
from livechat.store.tables.desk import QueueEntry
from livechat.store.tables.events import ConversationEvent
from livechat.store.tables.people import AgentPresence
from livechat.store.unit_of_work import UnitOfWork

# A topic with fewer chats than this is forecast like all others.
_OWN_TIMES = 5
# Ages are rounded to this, so that everybody who asks in the same moment shares one forecast.
_STEP_S = 15


@dataclass(frozen=True)
class DeskPicture:
    """The queue and the desk at one moment."""

    line: tuple[QueueItem, ...]
    since: dict[int, datetime]
    helping: int
    samples: int
    calibration: Calibration
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
    known = measures(uow)
    free = sum(max(0, one.slot.capacity - one.slot.load) for one in colleagues)
    busy = sorted(
        [_age(uow.now, at) for one in colleagues for at in one.busy_since]
        + [0 for one in colleagues for _ in range(one.offers)]
    )
    asked = [(_credit_s(uow.now, item), item.skill) for item in line if not item.offered]
    hour = uow.now.astimezone(zone_or("", uow.settings.timezone)).hour
    played = iter(_played(known, hour, free, tuple(busy), (*asked, (0, None))))
    soon = (0.0, float(uow.settings.offer_timeout_s))
    places = [soon if item.offered else next(played) for item in line]
    return DeskPicture(
        line=line,
        since=queue_entries.waiting_since(uow),
        helping=len(colleagues),
        samples=len(known.handled),
        calibration=wait_outcomes.calibration(uow),
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
    # An offer's time is a rule of the desk, not a forecast: there is nothing to calibrate.
    is_offered = place < len(desk.line) and desk.line[place].offered
    return estimate(
        low_s,
        high_s,
        samples=desk.samples,
        closes_in_s=closing_s,
        calibration=UNCALIBRATED if is_offered else desk.calibration,
        min_samples=uow.settings.wait_min_samples,
    )


def _credit_s(now: datetime, item: QueueItem) -> int:
    head_start = DEFAULT_RULES.head_start(item.priority)
    return _age(now, item.seniority) + int(head_start.total_seconds())


def _age(now: datetime, at: datetime) -> int:
    return max(0, int((now - at).total_seconds()) // _STEP_S * _STEP_S)


@lru_cache(maxsize=64)
def _times(known: Measures, hour: int, topic: str | None) -> HandlingTimes:
    return weighted(known.handled, hour=hour, topic=topic)


@lru_cache(maxsize=16)
def _known_topics(known: Measures) -> frozenset[str]:
    """Topics with enough chats of their own to tell them from the others."""
    counts = Counter(record.topic for record in known.handled if record.topic)
    return frozenset(topic for topic, count in counts.items() if count >= _OWN_TIMES)


@lru_cache(maxsize=16)
def _accepting(known: Measures) -> HandlingTimes | None:
    if not known.accepted_s:
        return None
    return HandlingTimes.measured(known.accepted_s, prior_weight=0.0)


@lru_cache(maxsize=64)
def _played(
    known: Measures,
    hour: int,
    free: int,
    busy: tuple[int, ...],
    line: tuple[tuple[int, str | None], ...],
) -> tuple[tuple[float, float], ...]:
    """The same question in the same moment has the same answer: pure, so it may be kept."""
    if free + len(busy) == 0:
        return tuple((math.inf, math.inf) for _ in line)
    desk = DeskNow(
        free=free,
        busy_s=busy,
        handling=_times(known, hour, None),
        accept=_accepting(known),
        leave_per_second=known.leave_per_second,
        overtakers=known.overtakers,
    )
    topics = _known_topics(known)
    places = [
        Place(float(credit), _times(known, hour, topic) if topic in topics else None)
        for credit, topic in line
    ]
    return tuple((float(low), float(high)) for low, high in forecast(desk, places))


def waiting_count(uow: UnitOfWork) -> int:
    """How many people stand in line."""
    return uow.session.exec(
        select(func.count(col(QueueEntry.id))).where(
            col(QueueEntry.state).in_([QueueState.WAITING, QueueState.OFFERED])
        )
    ).one()
