"""From filing or escalating to the follow-up: numbers, promises, mail, rights."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import col, select

from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from livechat.domain.vocabulary import Fact, QueueState, Status, TicketStatus
from livechat.services import conversations, messages, ticket_promises, tickets
from livechat.store.tables.desk import MailMessage, QueueEntry, Ticket
from livechat.store.unit_of_work import BusEvent, UnitOfWork
from tests.factories.desk import Desk


def new_id() -> str:
    return str(uuid.uuid4())


def mails(desk: Desk, template: str = "") -> list[MailMessage]:
    rows = desk.context.read(lambda uow: uow.session.exec(select(MailMessage)).all())
    return [row for row in rows if template in ("", row.template)]


def ticket(desk: Desk, number: int) -> Ticket:
    return desk.context.read(
        lambda uow: uow.session.exec(select(Ticket).where(col(Ticket.number) == number)).one()
    )


def escalated(desk: Desk, group: str = "platform") -> tuple[Actor, Actor, Actor, str, int]:
    student, agent = desk.student(), desk.agent()
    specialist = desk.specialist(group=group)
    conversation_id = desk.active(student, agent)
    number = desk.context.write(
        tickets.escalate, agent, conversation_id, group, "Player fails since the update."
    )
    return student, agent, specialist, conversation_id, number


def test_filed_ticket_carries_what_was_said_and_promises_a_time(desk: Desk) -> None:
    student = desk.student()
    conversation_id = desk.conversation(student)
    number = desk.context.write(
        tickets.file, student, conversation_id, " Video  is black ", "Since Monday.", "media"
    )
    stored = ticket(desk, number)
    assert (stored.subject, stored.group, stored.status) == (
        "Video is black",
        "media",
        TicketStatus.OPEN,
    )
    assert "Since Monday." in stored.summary
    # 24 hours of service from Tuesday noon, with ten a day: Thursday, 16:00 in Berlin.
    assert stored.due_at.isoformat() == "2026-11-05T15:00:00+00:00"
    assert desk.row(conversation_id).status is Status.TICKETED
    assert desk.facts(conversation_id)[-1] is Fact.TICKET_CREATED
    line = desk.lines(student, conversation_id)[-1]
    assert str(number) in line
    assert "Thu 5 Nov 16:00" in line
    assert [mail.params["number"] for mail in mails(desk, "ticket_created")] == [number]


def test_escalation_makes_number_due_time_and_follow_up_that_the_student_sees(desk: Desk) -> None:
    student, agent, _, conversation_id, number = escalated(desk)
    facts = desk.facts(conversation_id)
    assert {Fact.ESCALATED, Fact.TICKET_CREATED, Fact.FOLLOW_UP_SCHEDULED} <= set(facts)
    shown = desk.context.read(conversations.view, student, conversation_id)
    assert (shown.status, shown.ticket_number) == ("ticketed", number)
    assert "6 Nov" in shown.ticket_text
    mail = mails(desk, "ticket_escalated")[0]
    assert mail.params["date"] == "6 Nov"
    assert mail.params["appointment"]["start"] == "2026-11-06T07:00:00Z"
    seen = desk.context.read(tickets.view, student, number)
    assert "Player fails" not in str(seen)
    assert "Player fails" in str(desk.context.read(tickets.view, agent, number))
    assert seen.targets == []


def test_follow_up_never_falls_on_a_closed_day(desk: Desk) -> None:
    # Wednesday plus three days is a Saturday: the follow-up is on Monday.
    desk.clock.advance(86_400)
    *_, number = escalated(desk)
    assert ticket(desk, number).follow_up_at.isoformat() == "2026-11-09T07:00:00+00:00"


def test_numbers_are_given_once_under_many_writers(desk: Desk) -> None:
    students = [desk.student() for _ in range(12)]
    chats = [desk.conversation(student) for student in students]

    def file(pair: tuple[Actor, str]) -> int:
        return desk.context.write(tickets.file, *pair, "Subject", "")

    with ThreadPoolExecutor(12) as pool:
        numbers = list(pool.map(file, zip(students, chats, strict=True)))
    assert sorted(numbers) == list(range(1001, 1013))


def test_specialist_answers_in_the_thread_and_by_mail_once(
    desk: Desk, told: list[BusEvent]
) -> None:
    student, _, specialist, conversation_id, number = escalated(desk)
    assert [row.number for row in desk.context.read(tickets.group_rows, specialist)] == [number]
    client_id = new_id()
    told.clear()
    seq = desk.context.write(tickets.answer, specialist, number, client_id, "Please clear it.")
    again = desk.context.write(tickets.answer, specialist, number, client_id, "Please clear it.")
    assert seq == again
    assert desk.lines(student, conversation_id).count("Please clear it.") == 1
    assert f"conversation:{conversation_id}" in [event.topic for event in told]
    assert [mail.params["text"] for mail in mails(desk, "ticket_answer")] == ["Please clear it."]
    stored = ticket(desk, number)
    assert (stored.status, stored.owner_id) == (TicketStatus.IN_PROGRESS, specialist.user_id)
    assert [row.number for row in desk.context.read(tickets.mine, specialist)] == [number]


def test_lists_show_each_what_is_theirs_to_follow(desk: Desk) -> None:
    student, agent, specialist, _, number = escalated(desk, "media")
    listed = {
        actor: [row.number for row in desk.context.read(tickets.group_rows, actor)]
        for actor in (
            agent,
            specialist,
            desk.admin(),
            desk.agent(),
            desk.specialist(group="network"),
        )
    }
    assert list(listed.values()) == [[number], [number], [number], [], []]
    assert [row.number for row in desk.context.read(tickets.mine, student)] == [number]
    assert desk.context.read(tickets.mine, desk.student()) == []


def test_student_who_writes_makes_it_our_turn_again(desk: Desk) -> None:
    student, _, specialist, conversation_id, number = escalated(desk)
    desk.context.write(tickets.take, specialist, number)
    desk.context.write(tickets.set_status, specialist, number, "waiting_for_student")
    desk.say(student, conversation_id, "Still black.")
    assert ticket(desk, number).status is TicketStatus.IN_PROGRESS
    view = desk.context.read(tickets.view, specialist, number)
    assert view.events[-1].label == "The student wrote"


def test_only_legal_statuses_can_be_set(desk: Desk) -> None:
    _, _, specialist, _, number = escalated(desk)
    view = desk.context.read(tickets.view, specialist, number)
    assert [choice.value for choice in view.targets] == [
        "in_progress",
        "waiting_for_student",
        "resolved",
        "closed",
    ]
    desk.context.write(tickets.set_status, specialist, number, "resolved")
    with pytest.raises(ConflictError, match="resolved now"):
        desk.context.write(tickets.set_status, specialist, number, "waiting_for_student")
    with pytest.raises(InvalidError):
        desk.context.write(tickets.set_status, specialist, number, "lost")


def test_others_may_not_work_and_strangers_see_nothing(desk: Desk) -> None:
    student, agent, specialist, _, number = escalated(desk)
    outsider = desk.specialist(group="network")
    for actor in (outsider, agent):
        with pytest.raises(NotAllowedError):
            desk.context.write(tickets.take, actor, number)
    with pytest.raises(NotAllowedError):
        desk.context.write(tickets.answer, student, number, new_id(), "I am staff")
    stranger = desk.student()
    for wanted in (number, 999_999):
        with pytest.raises(NotFoundError) as refusal:
            desk.context.read(tickets.view, stranger, wanted)
        assert str(refusal.value) == str(NotFoundError())
    desk.context.write(tickets.take, specialist, number)
    second = desk.specialist()
    with pytest.raises(ConflictError, match=specialist.name):
        desk.context.write(tickets.take, second, number)


def test_completed_follow_up_closes_ticket_and_conversation(desk: Desk) -> None:
    student, _, specialist, conversation_id, number = escalated(desk)
    desk.context.write(tickets.answer, specialist, number, new_id(), "Cleared.")
    desk.clock.advance(3 * 86_400)
    desk.context.write(tickets.complete_follow_up, specialist, number, "Asked; it works.")
    row = desk.row(conversation_id)
    assert (row.status, row.close_reason.value, row.outcome.value) == (
        "closed",
        "ticketed",
        "solved",
    )
    assert desk.facts(conversation_id)[-1] is Fact.CLOSED
    assert Fact.FOLLOW_UP_DONE in desk.facts(conversation_id)
    assert mails(desk, "follow_up_done")
    assert desk.context.read(conversations.view, student, conversation_id).can_rate_human


def test_follow_up_without_success_leaves_the_ticket_open(desk: Desk) -> None:
    _, _, specialist, conversation_id, number = escalated(desk)
    desk.context.write(tickets.complete_follow_up, specialist, number, "Not yet.", is_solved=False)
    assert desk.row(conversation_id).status is Status.TICKETED
    desk.context.write(tickets.plan_follow_up, specialist, number, "2026-11-10")
    view = desk.context.read(tickets.view, specialist, number)
    assert (view.follow_up_date, view.is_follow_up_done) == ("2026-11-10", False)
    for bad in ("2026-11-02", "tomorrow"):
        with pytest.raises(InvalidError):
            desk.context.write(tickets.plan_follow_up, specialist, number, bad)


def test_closed_ticket_can_be_reopened_by_the_student(desk: Desk) -> None:
    student, _, specialist, conversation_id, number = escalated(desk)
    desk.context.write(tickets.set_status, specialist, number, "closed")
    assert desk.row(conversation_id).status is Status.CLOSED
    desk.clock.advance(3600)
    desk.context.write(tickets.reopen, student, number)
    assert desk.row(conversation_id).status is Status.TICKETED
    stored = ticket(desk, number)
    assert (stored.status, stored.resolved_at) == (TicketStatus.IN_PROGRESS, None)
    desk.context.write(messages.post, student, conversation_id, new_id(), "It is back.")


def test_overdue_ticket_alerts_its_group_once(desk: Desk) -> None:
    _, _, specialist, _, number = escalated(desk)
    assert desk.context.write(ticket_promises.alert_overdue) == 0
    desk.clock.advance(7 * 86_400)
    assert desk.context.write(ticket_promises.alert_overdue) == 1
    assert desk.context.write(ticket_promises.alert_overdue) == 0
    assert [mail.params["number"] for mail in mails(desk, "ticket_overdue")] == [number]
    rows = desk.context.read(tickets.group_rows, specialist)
    assert (rows[0].is_overdue, "Overdue" in rows[0].due_text) == (True, True)


def test_promised_follow_up_is_reminded_of_once_for_each_date(desk: Desk) -> None:
    *_, specialist, _, number = escalated(desk)
    desk.clock.advance(3 * 86_400)
    assert desk.context.write(tickets.remind_follow_ups) == 1
    assert desk.context.write(tickets.remind_follow_ups) == 0
    desk.context.write(tickets.plan_follow_up, specialist, number, "2026-11-10")
    desk.clock.advance(4 * 86_400)
    assert desk.context.write(tickets.remind_follow_ups) == 1
    assert len(mails(desk, "follow_up_due")) == 2


def test_student_who_waits_leaves_the_queue_for_the_ticket(desk: Desk) -> None:
    student = desk.student()
    conversation_id = desk.conversation(student)

    def wait(uow: UnitOfWork) -> None:
        row = uow.session.merge(desk.row(conversation_id))
        row.status = Status.QUEUED
        uow.session.add(
            QueueEntry(
                public_id="q1",
                conversation_id=row.id,
                state=QueueState.WAITING,
                seniority_at=uow.now,
                student_seen_at=uow.now,
                created_at=uow.now,
            )
        )

    desk.context.write(wait)
    desk.context.write(tickets.file, student, conversation_id, "Subject", "")
    entry = desk.context.read(lambda uow: uow.session.exec(select(QueueEntry)).one())
    assert (entry.state, entry.ended_at) == (QueueState.DIVERTED, desk.clock.now())
