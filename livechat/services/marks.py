"""Delivered and read marks of many pages, stored together in a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from livechat.domain.actor import Actor
from livechat.services import measures, threads
from livechat.store.core import CONVERSATION, PARTICIPANT, READ_MARK
from livechat.store.unit_of_work import UnitOfWork

# So many of the marks that are stored together tell how fast messages arrive.
_SAMPLE = 32


@dataclass(frozen=True, slots=True)
class Mark:
    """Everything up to `delivered` has reached the actor's page, up to `read` was in view."""

    actor: Actor
    conversation_id: str
    delivered: int
    read: int


@dataclass(frozen=True, slots=True)
class _Step:
    """How far one mark moves."""

    conversation: Row[Any]
    mark: Mark
    is_new: bool
    delivered_before: int
    read_before: int
    delivered: int
    read: int


def store(uow: UnitOfWork, wanted: Sequence[Mark]) -> None:
    """Move the marks forward; one that its actor may not set, or that is old, changes nothing."""
    found = {row.public_id: row for row in _conversations(uow, wanted)}
    joined = _joined(uow, wanted, found)
    known = _known(uow, wanted, found)
    steps = []
    for mark in wanted:
        row = found.get(mark.conversation_id)
        if row is None or not _may(mark.actor, row, joined):
            continue
        step = _step(mark, row, known.get((row.id, mark.actor.user_id)))
        if step is not None:
            steps.append(step)
    if steps:
        _measure(uow, steps)
        _write(uow, steps)
    for step in steps:
        # Whoever misses this reads the marks at the next catch-up.
        uow.tell(
            f"conversation:{step.conversation.public_id}",
            kind="marks",
            user=step.mark.actor.user_id,
            is_staff=step.mark.actor.is_staff,
            delivered=step.delivered,
            read=step.read,
            is_read=step.read > step.read_before,
        )


def _conversations(uow: UnitOfWork, wanted: Sequence[Mark]) -> list[Any]:
    ids = {mark.conversation_id for mark in wanted}
    table = CONVERSATION.c
    rows = uow.connection.execute(
        select(table.id, table.public_id, table.student_id, table.next_seq).where(
            table.public_id.in_(ids)
        )
    )
    return list(rows)


def _joined(
    uow: UnitOfWork, wanted: Sequence[Mark], found: dict[str, Row[Any]]
) -> set[tuple[int, int]]:
    """(conversation id, user id) of the staff who take part now."""
    staff = {mark.actor.user_id for mark in wanted if mark.actor.is_staff}
    if not staff:
        return set()
    table = PARTICIPANT.c
    rows = uow.connection.execute(
        select(table.conversation_id, table.user_id)
        .where(table.conversation_id.in_([row.id for row in found.values()]))
        .where(table.user_id.in_(staff), table.left_at.is_(None))
    )
    return {(row.conversation_id, row.user_id) for row in rows}


def _known(
    uow: UnitOfWork, wanted: Sequence[Mark], found: dict[str, Row[Any]]
) -> dict[tuple[int, int], tuple[int, int]]:
    """(delivered, read) as stored, by conversation and user."""
    table = READ_MARK.c
    rows = uow.connection.execute(
        select(table.conversation_id, table.user_id, table.delivered_seq, table.read_seq)
        .where(table.conversation_id.in_([row.id for row in found.values()]))
        .where(table.user_id.in_({mark.actor.user_id for mark in wanted}))
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def _may(actor: Actor, conversation: Row[Any], joined: set[tuple[int, int]]) -> bool:
    """A student in the own conversation; staff who take part, as a look leaves no mark."""
    if not actor.is_staff:
        return bool(conversation.student_id == actor.user_id)
    return (conversation.id, actor.user_id) in joined


def _step(mark: Mark, conversation: Row[Any], known: tuple[int, int] | None) -> _Step | None:
    top = conversation.next_seq - 1
    before = known or (0, 0)
    read = max(before[1], min(mark.read, top))
    delivered = max(before[0], read, min(mark.delivered, top))
    if known == (delivered, read):
        return None
    return _Step(conversation, mark, known is None, *before, delivered, read)


def _measure(uow: UnitOfWork, steps: Sequence[_Step]) -> None:
    """How long the newest message of each took to the other side's page; of many, a sample."""
    arrived = {
        step.conversation.id: step.delivered
        for step in steps
        if step.delivered > step.delivered_before
    }
    sample = dict(list(arrived.items())[:_SAMPLE])
    if not sample:
        return
    found = threads.at(uow, sample).values()
    measures.delivered(uow.now, [row.created_at for row in found])


def _write(uow: UnitOfWork, steps: Sequence[_Step]) -> None:
    values = [
        {
            "conversation": step.conversation.id,
            "user": step.mark.actor.user_id,
            "delivered": step.delivered,
            "read": step.read,
        }
        for step in steps
    ]
    new = [value for value, step in zip(values, steps, strict=True) if step.is_new]
    moved = [value for value, step in zip(values, steps, strict=True) if not step.is_new]
    to_store = {
        "delivered_seq": bindparam("delivered"),
        "read_seq": bindparam("read"),
        "read_at": uow.now,
    }
    if new:
        uow.connection.execute(
            READ_MARK.insert().values(
                conversation_id=bindparam("conversation"), user_id=bindparam("user"), **to_store
            ),
            new,
        )
    if moved:
        uow.connection.execute(
            update(READ_MARK)
            .where(READ_MARK.c.conversation_id == bindparam("conversation"))
            .where(READ_MARK.c.user_id == bindparam("user"))
            # Two tabs may report out of order: a later statement never takes a mark back.
            .where(READ_MARK.c.delivered_seq <= bindparam("delivered"))
            .where(READ_MARK.c.read_seq <= bindparam("read"))
            .values(**to_store),
            moved,
        )
