"""Use cases run in one transaction each, and a failure takes no other with it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import col, func, select

from livechat.store.database import Database
from livechat.store.tables.desk import CannedReply
from livechat.store.tables.events import Outbox
from livechat.store.unit_of_work import BusEvent, UnitOfWork


def add(uow: UnitOfWork, shortcut: str) -> int:
    reply = CannedReply(shortcut=shortcut, title="t", body="b")
    uow.session.add(reply)
    uow.session.flush()
    uow.emit("replies", shortcut=shortcut)
    assert reply.id is not None
    return reply.id


def count(uow: UnitOfWork) -> int:
    return uow.session.exec(select(func.count(col(CannedReply.id)))).one()


def test_what_a_use_case_wrote_is_there_when_write_returns(database: Database) -> None:
    database.write(add, "hello")
    assert database.read(count) == 1


def test_a_failing_use_case_writes_nothing(database: Database) -> None:
    def fail(uow: UnitOfWork) -> None:
        add(uow, "gone")
        raise ValueError("after the write")

    with pytest.raises(ValueError, match="after the write"):
        database.write(fail)
    assert database.read(count) == 0
    database.write(add, "after")
    assert database.read(count) == 1


def test_writers_side_by_side_all_commit_and_failures_stay_alone(database: Database) -> None:
    def work(number: int) -> bool:
        try:
            database.write(add, f"s{number // 2}")
        except Exception:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(work, range(200)))
    assert sum(results) == 100
    assert database.read(count) == 100


def test_events_are_told_after_the_commit_and_kept_in_the_outbox(database: Database) -> None:
    told: list[BusEvent] = []
    seen: list[int] = []

    def on_commit(events: list[BusEvent]) -> None:
        seen.append(database.read(count))
        told.extend(events)

    database.on_commit = on_commit
    database.write(add, "hello")
    assert [event.topic for event in told] == ["replies"]
    assert seen == [1]
    rows = database.read(lambda uow: uow.session.exec(select(Outbox)).all())
    assert [row.id for row in rows] == [told[0].outbox_id]
