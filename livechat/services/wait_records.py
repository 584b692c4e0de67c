"""What was promised about waits, stored when shown, and what really happened."""

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col, func, select

from livechat.store.tables.desk import QueueEntry, WaitPrediction
from livechat.store.unit_of_work import UnitOfWork

_SAME_FOR = timedelta(minutes=1)
_PERIOD = timedelta(days=28)


def note(
    uow: UnitOfWork, entry: QueueEntry, position: int, low_s: float, high_s: float, waited_s: float
) -> bool:
    """Store a range of the whole wait, unless the same was stored within the last minute."""
    last = latest(uow, entry)
    low, high = int(low_s), int(high_s)
    is_same = last is not None and (last.position, last.low_s, last.high_s) == (
        position,
        low,
        high,
    )
    if last is not None and is_same and uow.now - last.shown_at < _SAME_FOR:
        return False
    uow.session.add(
        WaitPrediction(
            queue_entry_id=entry.id or 0,
            position=position,
            low_s=low,
            high_s=high,
            waited_s=int(waited_s),
            shown_at=uow.now,
        )
    )
    uow.session.flush()
    return True


def fulfil(uow: UnitOfWork, entry: QueueEntry, waited_s: int) -> None:
    """Write down how long it really took, on everything that was promised this time."""
    uow.session.execute(
        update(WaitPrediction)
        .where(col(WaitPrediction.queue_entry_id) == entry.id)
        .where(col(WaitPrediction.actual_s).is_(None))
        .values(actual_s=waited_s)
    )


def latest(uow: UnitOfWork, entry: QueueEntry) -> WaitPrediction | None:
    """The newest promise of this wait."""
    return uow.session.exec(
        select(WaitPrediction)
        .where(col(WaitPrediction.queue_entry_id) == entry.id)
        .where(col(WaitPrediction.actual_s).is_(None))
        .order_by(col(WaitPrediction.id).desc())
        .limit(1)
    ).first()


def first_promise_s(uow: UnitOfWork, entry: QueueEntry) -> int | None:
    """The upper end of the first range shown of this wait, in seconds."""
    return uow.session.exec(
        select(WaitPrediction.high_s)
        .where(col(WaitPrediction.queue_entry_id) == entry.id)
        .where(col(WaitPrediction.actual_s).is_(None))
        .order_by(col(WaitPrediction.id))
        .limit(1)
    ).first()


def kept(uow: UnitOfWork) -> tuple[int, int]:
    """(promises kept, promises whose end is known) of the last four weeks."""
    known = (
        select(func.count(col(WaitPrediction.id)))
        .where(col(WaitPrediction.actual_s).is_not(None))
        .where(col(WaitPrediction.shown_at) >= uow.now - _PERIOD)
    )
    total = uow.session.exec(known).one()
    good = uow.session.exec(
        known.where(col(WaitPrediction.actual_s) <= col(WaitPrediction.high_s))
    ).one()
    return good, total
