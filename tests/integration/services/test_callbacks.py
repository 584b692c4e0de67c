"""A call is booked into a slot with room, moved, cancelled, made twice, and never forgotten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError, DomainError, InvalidError, NotFoundError
from livechat.domain.vocabulary import CallbackState, Fact, Status
from livechat.services import accounts, callbacks, conversations, messages, tickets
from livechat.store.tables.desk import CallbackRequest, MailMessage
from tests.factories.desk import Desk

PHONE = "+49 (30) 1234-567"


def first_free(desk: Desk) -> str:
    return next(s.value for s in desk.context.read(callbacks.slots, desk.student()) if s.is_free)


def booked(desk: Desk) -> tuple[Actor, str, str]:
    student = desk.student(timezone="Asia/Tokyo")
    conversation_id = desk.conversation(student)
    callback_id = desk.context.write(
        callbacks.request, student, conversation_id, PHONE, first_free(desk)
    )
    return student, conversation_id, callback_id


def stored(desk: Desk) -> CallbackRequest:
    return desk.context.read(lambda uow: uow.session.exec(select(CallbackRequest)).one())


def mailed(desk: Desk) -> list[MailMessage]:
    return list(desk.context.read(lambda uow: uow.session.exec(select(MailMessage)).all()))


def test_slots_lie_inside_the_hours_and_are_worded_in_the_readers_zone(desk: Desk) -> None:
    found = desk.context.read(callbacks.slots, desk.student(), zone="Asia/Tokyo")
    # Noon in Berlin plus a quarter of lead is 20:15 in Tokyo; the desk closes at 02:00 there.
    assert (found[0].value, found[0].day, found[0].time) == (
        "2026-11-03T11:15:00Z",
        "Today",
        "20:15",
    )
    assert len({slot.value[:10] for slot in found}) == 3
    assert all("07:00" <= slot.value[11:16] <= "16:45" for slot in found)


def test_booking_tells_the_student_everywhere_and_keeps_the_time(desk: Desk) -> None:
    student, conversation_id, _ = booked(desk)
    row = desk.row(conversation_id)
    assert row.status is Status.CALLBACK
    assert desk.facts(conversation_id)[-2:] == [Fact.CALLBACK_REQUESTED, Fact.CALLBACK_CONFIRMED]
    assert "Tue 3 Nov 20:15" in desk.lines(student, conversation_id)[-1]
    mail = mailed(desk)[0]
    assert (mail.template, mail.params["appointment"]["start"]) == (
        "callback_booked",
        "2026-11-03T11:15:00Z",
    )
    shown = desk.context.read(conversations.view, student, conversation_id)
    assert PHONE in shown.callback_text


def test_the_last_place_of_a_slot_is_given_once(desk: Desk) -> None:
    slot = first_free(desk)
    students = [desk.student() for _ in range(6)]
    chats = [desk.conversation(student) for student in students]

    def book(pair: tuple[Actor, str]) -> bool:
        try:
            desk.context.write(callbacks.request, *pair, PHONE, slot)
        except ConflictError as refusal:
            return refusal.key != "error.slot_taken"
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(book, zip(students, chats, strict=True))) == 1
    taken = {s.value: s.is_free for s in desk.context.read(callbacks.slots, students[0])}
    assert taken[slot] is False


def test_more_agents_make_more_room(desk: Desk) -> None:
    for _ in range(6):
        desk.agent()
    slot = first_free(desk)
    for _ in range(2):
        student = desk.student()
        desk.context.write(callbacks.request, student, desk.conversation(student), PHONE, slot)
    assert first_free(desk) != slot


@pytest.mark.parametrize(
    ("phone", "slot"),
    [
        ("", "2026-11-03T11:15:00Z"),
        ("call me", "2026-11-03T11:15:00Z"),
        (PHONE, "soon"),
        (PHONE, "2026-11-03T11:15:00"),
        (PHONE, "2026-11-07T11:15:00Z"),
        (PHONE, "2026-11-03T10:00:00Z"),
        (PHONE, "2026-11-03T11:16:00Z"),
    ],
)
def test_bad_numbers_and_times_are_refused(desk: Desk, phone: str, slot: str) -> None:
    student = desk.student()
    conversation_id = desk.conversation(student)
    with pytest.raises((InvalidError, ConflictError)):
        desk.context.write(callbacks.request, student, conversation_id, phone, slot)
    assert desk.row(conversation_id).status is Status.BOT


def test_call_can_be_moved_and_cancelled_with_newer_calendar_entries(desk: Desk) -> None:
    student, conversation_id, callback_id = booked(desk)
    desk.clock.advance(60)
    desk.context.write(callbacks.move, student, callback_id, "2026-11-04T09:00:00Z")
    desk.clock.advance(60)
    desk.context.write(callbacks.cancel, student, callback_id)
    assert desk.row(conversation_id).status is Status.BOT
    entries = [mail.params["appointment"] for mail in mailed(desk)]
    assert len({entry["uid"] for entry in entries}) == 1
    assert [entry["sequence"] for entry in entries] == [0, 60, 120]
    assert [entry["is_off"] for entry in entries] == [False, False, True]
    with pytest.raises(ConflictError, match="cancelled"):
        desk.context.write(callbacks.move, student, callback_id, "2026-11-04T09:15:00Z")


def test_others_cannot_touch_it(desk: Desk) -> None:
    _, _, callback_id = booked(desk)
    stranger = desk.student()
    for wanted in (callback_id, "missing"):
        with pytest.raises(NotFoundError):
            desk.context.write(callbacks.cancel, stranger, wanted)
    with pytest.raises(DomainError):
        desk.context.write(callbacks.start, stranger, callback_id)


def test_agent_calls_at_the_time_and_the_conversation_ends_by_phone(desk: Desk) -> None:
    student, conversation_id, callback_id = booked(desk)
    agent = desk.agent()
    rows = desk.context.read(callbacks.rows, agent)
    assert [(row.id, row.phone) for row in rows] == [(callback_id, PHONE)]
    desk.clock.advance(15 * 60)
    assert desk.context.write(callbacks.announce_due, desk.clock.now() - timedelta(seconds=30)) == 1
    desk.context.write(callbacks.start, agent, callback_id)
    with pytest.raises(ConflictError):
        desk.context.write(callbacks.start, desk.agent(), callback_id)
    with pytest.raises(ConflictError, match=agent.name):
        desk.context.write(callbacks.finish, desk.agent(), callback_id, True)
    desk.context.write(callbacks.finish, agent, callback_id, True)
    row = desk.row(conversation_id)
    assert (row.status, row.close_reason.value) == (Status.CLOSED, "callback")
    assert Fact.CALLBACK_DONE in desk.facts(conversation_id)
    assert desk.context.read(conversations.view, student, conversation_id).can_rate_human


def test_two_attempts_then_a_ticket(desk: Desk) -> None:
    student, conversation_id, callback_id = booked(desk)
    agent = desk.agent()
    desk.context.write(callbacks.start, agent, callback_id)
    desk.context.write(callbacks.finish, agent, callback_id, False)
    assert stored(desk).state is CallbackState.CONFIRMED
    assert desk.row(conversation_id).status is Status.CALLBACK
    desk.clock.advance(15 * 60)
    desk.context.write(callbacks.start, agent, callback_id)
    desk.context.write(callbacks.finish, agent, callback_id, False)
    assert (stored(desk).state, stored(desk).attempts) == (CallbackState.MISSED, 2)
    assert desk.row(conversation_id).status is Status.TICKETED
    assert len(desk.context.read(tickets.mine, student)) == 1


def test_a_call_that_nobody_made_becomes_a_ticket_once(desk: Desk) -> None:
    student, conversation_id, _ = booked(desk)
    assert desk.context.write(callbacks.give_up_forgotten) == 0
    desk.clock.advance(2 * 3600)
    assert desk.context.write(callbacks.give_up_forgotten) == 1
    assert desk.context.write(callbacks.give_up_forgotten) == 0
    assert desk.row(conversation_id).status is Status.TICKETED
    assert len(desk.context.read(tickets.mine, student)) == 1


def test_a_student_sees_the_own_calls_to_come_and_what_can_be_done(desk: Desk) -> None:
    student, conversation_id, callback_id = booked(desk)
    booked_by_another = desk.student()
    [row] = desk.context.read(callbacks.mine, student, zone="Asia/Tokyo")
    assert (row.id, row.conversation_id, row.slot_text) == (
        callback_id,
        conversation_id,
        "Tue 3 Nov 20:15",
    )
    assert row.can_change
    assert desk.context.read(callbacks.mine, booked_by_another) == []
    desk.context.write(callbacks.start, desk.agent(), callback_id)
    [row] = desk.context.read(callbacks.mine, student)
    assert not row.can_change


def test_a_line_that_names_a_time_is_worded_in_each_readers_zone(desk: Desk) -> None:
    student, conversation_id, _ = booked(desk)

    def line(reader: Actor, zone: str) -> str:
        page = desk.context.read(messages.thread, reader, conversation_id, zone=zone)
        return page.messages[-1].body

    assert "Tue 3 Nov 20:15" in line(student, "Asia/Tokyo")
    assert "Tue 3 Nov 12:15" in line(student, "Europe/Berlin")
    assert "Tue 3 Nov 11:15" in line(desk.admin(), "UTC")


def test_students_see_their_own_calls_that_are_to_come(desk: Desk) -> None:
    student, _, callback_id = booked(desk)
    [row] = desk.context.read(callbacks.mine, student, "Asia/Tokyo")
    assert (row.id, row.phone, row.slot_text) == (callback_id, PHONE, "Tue 3 Nov 20:15")
    assert desk.context.read(callbacks.mine, desk.student()) == []
    desk.context.write(callbacks.cancel, student, callback_id)
    assert desk.context.read(callbacks.mine, student) == []


def test_a_call_is_worded_in_the_zone_of_the_students_browser(desk: Desk) -> None:
    student = desk.student()
    desk.context.write(accounts.keep_timezone, student, "America/New_York")
    conversation_id = desk.conversation(student)
    desk.context.write(callbacks.request, student, conversation_id, PHONE, first_free(desk))
    assert "Tue 3 Nov 06:15" in desk.lines(student, conversation_id)[-1]
