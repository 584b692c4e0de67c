"""Joining, waiting and leaving: one place for each student, checked at submit, never lost."""

from datetime import UTC, datetime

import pytest
from sqlmodel import col, select

from livechat.domain.errors import ConflictError, NotFoundError
from livechat.domain.vocabulary import (
    CloseReason,
    Fact,
    MessageKind,
    PresenceState,
    Priority,
    QueueState,
    Status,
)
from livechat.services import messages, offers, queue
from livechat.store.tables.desk import QueueEntry
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk


def entries(uow: UnitOfWork) -> list[QueueEntry]:
    return list(uow.session.exec(select(QueueEntry).order_by(col(QueueEntry.id))).all())


def test_joining_twice_is_one_place(desk: Desk) -> None:
    student = desk.student()
    conversation_id = desk.queued(student)
    desk.context.write(queue.join, student, conversation_id)
    assert len(desk.context.read(entries)) == 1
    assert desk.row(conversation_id).status is Status.QUEUED
    assert desk.facts(conversation_id).count(Fact.QUEUED) == 1


def test_agent_finds_the_card_in_the_thread_and_the_student_a_line(desk: Desk) -> None:
    student, agent = desk.student(), desk.agent()
    conversation_id = desk.queued(student, "My upload stops.")
    seen = desk.context.read(messages.thread, agent, conversation_id).messages
    assert [line.kind for line in seen] == ["text", "handoff", "event"]
    assert seen[1].kind == MessageKind.HANDOFF
    assert seen[1].body == "My upload stops."
    assert desk.lines(student, conversation_id) == [
        "My upload stops.",
        "You are in the queue. A person will join here.",
    ]


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 3, 16, 46, tzinfo=UTC),  # 17:46, in the last quarter of an hour
        datetime(2026, 11, 3, 20, 0, tzinfo=UTC),
        datetime(2026, 11, 7, 11, 0, tzinfo=UTC),  # a Saturday
    ],
)
def test_there_is_no_pretend_queue_outside_the_hours(desk: Desk, moment: datetime) -> None:
    student = desk.student()
    desk.agent()
    conversation_id = desk.conversation(student)
    desk.clock.set(moment)
    assert not desk.context.read(queue.options, student, conversation_id).is_accepting
    with pytest.raises(ConflictError) as refusal:
        desk.context.write(queue.join, student, conversation_id)
    assert refusal.value.key == "error.desk_closed"
    assert desk.row(conversation_id).status is Status.BOT
    assert desk.context.read(entries) == []


def test_closed_desk_names_the_next_opening_in_the_students_zone(desk: Desk) -> None:
    student = desk.student()
    desk.clock.set(datetime(2026, 11, 3, 20, 0, tzinfo=UTC))
    view = desk.context.read(queue.wait, student, zone="America/New_York")
    assert not view.is_desk_open
    assert view.next_opening_text == "Opens tomorrow at 02:00"


def test_nobody_at_the_desk_is_not_accepting_but_one_may_keep_waiting(desk: Desk) -> None:
    student = desk.student()
    conversation_id = desk.conversation(student)
    options = desk.context.read(queue.options, student, conversation_id)
    assert (options.is_desk_open, options.is_accepting, options.helping) == (True, False, 0)
    desk.context.write(queue.join, student, conversation_id)
    view = desk.context.read(queue.wait, student, conversation_id)
    assert view.position_text == "1st"
    assert not view.has_estimate


def test_place_and_waited_time_are_told(desk: Desk) -> None:
    first, second = desk.student(), desk.student()
    desk.queued(first)
    conversation_id = desk.queued(second)
    desk.clock.advance(130)
    view = desk.context.read(queue.wait, second, conversation_id)
    assert (view.position, view.position_text, view.waiting) == (2, "2nd", 2)
    assert view.waited_text == "waited 2 min"
    assert view.closes_text == "The desk is open until 18:00."


def test_leaving_ends_the_conversation_and_is_counted(desk: Desk) -> None:
    student = desk.student()
    conversation_id = desk.queued(student)
    desk.clock.advance(60)
    desk.context.write(queue.leave, student, conversation_id)
    row = desk.row(conversation_id)
    assert (row.status, row.close_reason) == (Status.CLOSED, CloseReason.LEFT_QUEUE)
    assert desk.context.read(entries)[0].state is QueueState.LEFT
    left = next(fact for fact in desk.events(conversation_id) if fact.fact is Fact.LEFT_QUEUE)
    assert left.data == {"waited_s": 60, "reason": "left"}
    with pytest.raises(ConflictError):
        desk.context.write(queue.leave, student, conversation_id)


def test_nobody_else_joins_or_leaves_for_a_student(desk: Desk) -> None:
    conversation_id = desk.queued(desk.student())
    for stranger in (desk.student(), desk.agent()):
        for work in (queue.leave, queue.join):
            with pytest.raises(NotFoundError):
                desk.context.write(work, stranger, conversation_id)


def test_stated_deadline_moves_forward_twice_a_week(desk: Desk) -> None:
    student, other = desk.student(), desk.student()
    desk.queued(other)
    for _ in range(2):
        urgent = desk.queued(student, minutes_left=40)
        rows = desk.context.read(queue.rows, desk.agent(state=PresenceState.AWAY))
        assert (rows[0].conversation_id, rows[0].priority) == (urgent, "urgent")
        desk.context.write(queue.leave, student, urgent)
    third = desk.queued(student, minutes_left=40)
    assert desk.row(third).priority is Priority.NORMAL


def test_rows_show_the_waits_and_who_is_offered_what(desk: Desk) -> None:
    first, second = desk.student("Ana Lopez"), desk.student()
    desk.queued(first)
    desk.clock.advance(300)
    desk.queued(second)
    agent = desk.agent(capacity=1)
    desk.context.write(offers.make)
    rows = desk.context.read(queue.rows, agent)
    assert [row.student_name for row in rows] == ["Ana Lopez", second.name]
    assert [row.is_offered_to_me for row in rows] == [True, False]
    assert (rows[0].waited_text, rows[0].tone, rows[0].initials) == ("5 min", "wait", "AL")
    assert rows[0].offer_ends_at == "2026-11-03T11:05:45Z"
    assert rows[1].tone == ""
