"""Marks of many pages cost a fixed number of statements, and only one's own move."""

import pytest
from sqlalchemy import event, select

from livechat.services.marks import Mark, store
from livechat.services.receipts import Receipts
from livechat.store.core import READ_MARK
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk


def _marks(uow: UnitOfWork) -> set[tuple[int, int, int]]:
    table = READ_MARK.c
    rows = uow.connection.execute(select(table.user_id, table.delivered_seq, table.read_seq))
    return {(row[0], row[1], row[2]) for row in rows}


def _statements(desk: Desk, count: int) -> int:
    """How many it takes to move the marks of an agent in so many chats."""
    agent = desk.agent()
    chats = [desk.active(desk.student(), agent) for _ in range(count)]
    desk.context.write(store, [Mark(agent, chat, 2, 1) for chat in chats])
    said: list[object] = []

    def note(*told: object) -> None:
        said.append(told[2])

    engine = desk.context.database.engine
    event.listen(engine, "before_cursor_execute", note)
    desk.context.write(store, [Mark(agent, chat, 2, 2) for chat in chats])
    event.remove(engine, "before_cursor_execute", note)
    return len(said)


def test_the_statements_do_not_grow_with_the_marks(desk: Desk) -> None:
    few = _statements(desk, 1)
    # Conversations, participants, marks, update; SQLite's begin is one, too.
    assert 1 <= few <= 5
    assert _statements(desk, 12) == few


def test_marks_move_forward_only_and_not_beyond_what_was_said(desk: Desk) -> None:
    student = desk.student()
    chat = desk.active(student, desk.agent())
    top = desk.row(chat).next_seq - 1
    desk.context.write(store, [Mark(student, chat, 99, 1)])
    assert (student.user_id, top, 1) in desk.context.read(_marks)
    desk.context.write(store, [Mark(student, chat, 1, 0)])
    assert (student.user_id, top, 1) in desk.context.read(_marks)


def test_nobody_marks_what_is_others(desk: Desk) -> None:
    student, stranger, looker = desk.student(), desk.student(), desk.agent()
    chat = desk.active(student, desk.agent())
    before = desk.context.read(_marks)
    wanted = [Mark(stranger, chat, 1, 1), Mark(looker, chat, 1, 1), Mark(student, "no", 1, 1)]
    desk.context.write(store, wanted)
    assert desk.context.read(_marks) == before


def test_what_could_not_be_stored_is_stored_the_next_time(desk: Desk) -> None:
    student = desk.student()
    stored: list[Mark] = []

    def fail_once(marks: object) -> None:
        if not stored:
            stored.append(Mark(student, "fails", 0, 0))
            raise OSError
        stored.extend(marks)  # type: ignore[arg-type]

    receipts = Receipts(fail_once)
    receipts.note(student, "chat", 3, is_read=True)
    with pytest.raises(OSError):
        receipts.store()
    receipts.note(student, "chat", 4, is_read=False)
    receipts.store()
    assert stored[1:] == [Mark(student, "chat", 4, 3)]
