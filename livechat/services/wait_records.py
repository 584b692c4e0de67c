"""What was promised about waits, stored when shown, and what really happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, update
from sqlmodel import col, func, select

from livechat.store.tables.desk import QueueEntry, WaitPrediction
from livechat.store.unit_of_work import UnitOfWork

_SAME_FOR = timedelta(minutes=1)
_PERIOD = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Shown:
    """A range of the whole wait, as one student saw it; `raw` is the forecast behind it."""

    entry_id: int
    position: int
    low_s: int
    high_s: int
    waited_s: int
    raw: tuple[float, float] | None = None


def note(uow: UnitOfWork, shown: Sequence[Shown]) -> int:
    """Store what is new, or was stored longer than a minute ago; returns how many rows."""
    before = _latest(uow, [one.entry_id for one in shown])
    fresh = [one for one in shown if _is_news(uow.now, one, before.get(one.entry_id))]
    if fresh:
        uow.session.execute(
            insert(WaitPrediction),
            [
                {
                    "queue_entry_id": one.entry_id,
                    "position": one.position,
                    "low_s": one.low_s,
                    "high_s": one.high_s,
                    "waited_s": one.waited_s,
                    "raw_low_s": one.raw[0] if one.raw else None,
                    "raw_high_s": one.raw[1] if one.raw else None,
                    "is_first": before.get(one.entry_id) is None,
                    "actual_s": None,
                    "shown_at": uow.now,
                }
                for one in fresh
            ],
        )
    return len(fresh)


def _is_news(now: datetime, one: Shown, last: WaitPrediction | None) -> bool:
    if last is None or now - last.shown_at >= _SAME_FOR:
        return True
    return (last.position, last.low_s, last.high_s) != (one.position, one.low_s, one.high_s)


def _latest(uow: UnitOfWork, entry_ids: list[int]) -> dict[int, WaitPrediction]:
    if not entry_ids:
        return {}
    newest = (
        select(func.max(col(WaitPrediction.id)))
        .where(col(WaitPrediction.queue_entry_id).in_(entry_ids))
        .where(col(WaitPrediction.actual_s).is_(None))
        .group_by(col(WaitPrediction.queue_entry_id))
    )
    rows = uow.session.exec(select(WaitPrediction).where(col(WaitPrediction.id).in_(newest))).all()
    return {row.queue_entry_id: row for row in rows}


def fulfil(uow: UnitOfWork, entry: QueueEntry, waited_s: int) -> None:
    """Write down how long it really took, on everything that was promised this time."""
    uow.session.execute(
        update(WaitPrediction)
        .where(col(WaitPrediction.queue_entry_id) == entry.id)
        .where(col(WaitPrediction.actual_s).is_(None))
        .values(actual_s=waited_s)
    )


def first_promises_s(uow: UnitOfWork, entry_ids: list[int]) -> dict[int, int]:
    """By entry id: the upper end of the first range shown of this wait, in seconds."""
    if not entry_ids:
        return {}
    first = (
        select(func.min(col(WaitPrediction.id)))
        .where(col(WaitPrediction.queue_entry_id).in_(entry_ids))
        .where(col(WaitPrediction.actual_s).is_(None))
        .group_by(col(WaitPrediction.queue_entry_id))
    )
    rows = uow.session.exec(
        select(WaitPrediction.queue_entry_id, WaitPrediction.high_s).where(
            col(WaitPrediction.id).in_(first)
        )
    ).all()
    return dict(rows)


def kept(uow: UnitOfWork) -> tuple[int, int]:
    """(promises kept, promises whose end is known) of the last four weeks, one for each wait."""
    known = (
        select(func.count(col(WaitPrediction.id)))
        .where(col(WaitPrediction.is_first))
        .where(col(WaitPrediction.actual_s).is_not(None))
        .where(col(WaitPrediction.shown_at) >= uow.now - _PERIOD)
    )
    total = uow.session.exec(known).one()
    good = uow.session.exec(
        known.where(col(WaitPrediction.actual_s) <= col(WaitPrediction.high_s))
    ).one()
    return good, total
