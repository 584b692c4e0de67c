"""What became of the waits that were promised: also for those who left, and what that teaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select as select_core
from sqlalchemy import update
from sqlmodel import col, select

from livechat.domain.calibration import UNCALIBRATED, Calibration, Outcome, calibrate
from livechat.domain.desk_memory import OUTCOMES_KEPT
from livechat.domain.queue_lifecycle import IN_LINE
from livechat.domain.routing import DEFAULT_RULES
from livechat.domain.vocabulary import Fact, Priority, QueueState
from livechat.services import desk_hours, desk_staff
from livechat.store.core import EVENT, QUEUE_ENTRY
from livechat.store.tables.desk import QueueEntry, WaitCalibration, WaitPrediction
from livechat.store.unit_of_work import UnitOfWork

# A turn that has not come by then never will: the desk has closed in between.
_LOOK_BACK = timedelta(days=1)
# Smaller comes first; the entry's id decides between two who came in one moment.
Rank = tuple[datetime, int]
_LEFT = (QueueState.LEFT, QueueState.DIVERTED)


@dataclass(frozen=True, slots=True)
class Ghost:
    """The place of somebody who left: its rank, its beginning and its end."""

    entry_id: int
    rank: Rank
    began: datetime
    ended: datetime


def ghosts(uow: UnitOfWork) -> list[Ghost]:
    """Places that were given up and whose turn has not come yet."""
    rows = uow.session.exec(
        select(WaitPrediction, QueueEntry)
        .join(QueueEntry, col(QueueEntry.id) == col(WaitPrediction.queue_entry_id))
        .where(col(WaitPrediction.actual_s).is_(None))
        .where(col(WaitPrediction.shown_at) >= uow.now - _LOOK_BACK)
        .where(col(QueueEntry.state).in_(_LEFT))
    ).all()
    found = {
        entry.id or 0: Ghost(
            entry.id or 0,
            _rank(entry.seniority_at, entry.priority, entry.id or 0),
            shown.shown_at - timedelta(seconds=shown.waited_s),
            entry.ended_at or shown.shown_at,
        )
        for shown, entry in rows
    }
    return list(found.values())


def settle(uow: UnitOfWork) -> int:
    """Fill in the wait of those who left: until the next one behind was claimed (ADR 0043).

    Or until somebody had room for them with nobody ahead; or until the desk closed, which counts
    as a promise broken. Reads the log, so that it also finds what happened while it did not run.
    """
    waiting = ghosts(uow)
    if not waiting:
        return 0
    claims = _claims_since(uow, min(ghost.ended for ghost in waiting))
    ahead = _ranks_in_line(uow)
    serving = desk_staff.serving(desk_staff.present(uow))
    has_room = any(one.slot.has_room for one in serving)
    is_over = not serving and not desk_hours.schedule(uow).is_open(uow.now)
    settled = 0
    for ghost in waiting:
        turn = next((at for at, rank in claims if at >= ghost.ended and rank > ghost.rank), None)
        is_next = has_room and not any(rank < ghost.rank for rank in ahead)
        if turn is None and (is_next or is_over):
            turn = uow.now
        if turn is not None:
            _fill(uow, ghost, turn)
            settled += 1
    return settled


def learn(uow: UnitOfWork) -> Calibration:
    """Follow the outcomes so far and keep the factors for what is shown next."""
    outcomes = recent(uow)
    factors = calibrate(outcomes)
    row = uow.session.get(WaitCalibration, 1) or WaitCalibration(id=1, made_at=uow.now)
    if (row.low, row.high, row.samples) != (factors.low, factors.high, len(outcomes)):
        row.low, row.high, row.samples = factors.low, factors.high, len(outcomes)
        row.made_at = uow.now
    uow.session.add(row)
    return factors


def recent(uow: UnitOfWork) -> list[Outcome]:
    """First forecasts and the waits that followed, in the order in which they were shown."""
    rows = uow.session.exec(
        select(WaitPrediction)
        .where(col(WaitPrediction.is_first))
        .where(col(WaitPrediction.actual_s).is_not(None))
        .where(col(WaitPrediction.raw_high_s).is_not(None))
        .order_by(col(WaitPrediction.id).desc())
        .limit(OUTCOMES_KEPT)
    ).all()
    return [
        Outcome(row.raw_low_s or 0.0, row.raw_high_s or 0.0, (row.actual_s or 0) - row.waited_s)
        for row in reversed(rows)
    ]


def calibration(uow: UnitOfWork) -> Calibration:
    """The factors in force."""
    row = uow.session.get(WaitCalibration, 1)
    return UNCALIBRATED if row is None else Calibration(row.low, row.high)


def _rank(seniority: datetime, priority: Priority, entry_id: int) -> Rank:
    return seniority - DEFAULT_RULES.head_start(priority), entry_id


def _claims_since(uow: UnitOfWork, since: datetime) -> Sequence[tuple[datetime, Rank]]:
    """(when, rank of the entry) of claims, in order."""
    rows = uow.connection.execute(
        select_core(
            EVENT.c.at, QUEUE_ENTRY.c.seniority_at, QUEUE_ENTRY.c.priority, QUEUE_ENTRY.c.id
        )
        .join(QUEUE_ENTRY, QUEUE_ENTRY.c.conversation_id == EVENT.c.conversation_id)
        .where(EVENT.c.fact == Fact.CLAIMED, EVENT.c.at >= since)
        .where(QUEUE_ENTRY.c.claimed_at.is_not(None))
        .order_by(EVENT.c.id)
    ).all()
    return [(row[0], _rank(row[1], row[2], row[3])) for row in rows]


def _ranks_in_line(uow: UnitOfWork) -> list[Rank]:
    rows = uow.connection.execute(
        select_core(QUEUE_ENTRY.c.seniority_at, QUEUE_ENTRY.c.priority, QUEUE_ENTRY.c.id).where(
            QUEUE_ENTRY.c.state.in_(list(IN_LINE))
        )
    ).all()
    return [_rank(row[0], row[1], row[2]) for row in rows]


def _fill(uow: UnitOfWork, ghost: Ghost, turn: datetime) -> None:
    uow.session.execute(
        update(WaitPrediction)
        .where(col(WaitPrediction.queue_entry_id) == ghost.entry_id)
        .where(col(WaitPrediction.actual_s).is_(None))
        .values(actual_s=max(0, int((turn - ghost.began).total_seconds())))
    )
