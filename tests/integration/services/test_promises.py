"""Whole journeys on a fake clock: what was promised to a student happens, and is said by mail."""

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from icalendar import Calendar

from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError
from livechat.domain.vocabulary import CallbackState, CloseReason, Fact, PresenceState, Status
from livechat.services import (
    callbacks,
    desk_hours,
    jobs,
    mailing,
    presence,
    queue,
    tickets,
)
from livechat.services.context import Context
from livechat.store.tables.desk import CallbackRequest
from livechat.store.tables.people import User
from tests.factories.desk import Desk
from tests.servers.mailbox import Mailbox, mail_server


@pytest.fixture
def post(desk: Desk, make_context: Callable[..., Context]) -> Iterator[Mailbox]:
    """The desk's mail goes to a server."""
    with mail_server() as (box, address):
        desk.context = make_context(smtp_url=address)
        yield box


def address_of(desk: Desk, actor: Actor) -> str:
    return desk.context.read(lambda uow: uow.session.get_one(User, actor.user_id).email)


def live(desk: Desk, until: datetime, *present: Actor, step: timedelta) -> None:
    """Let time pass with everything that runs beside the requests; those present stay online."""
    while desk.clock.now() < until:
        desk.clock.set(min(until, desk.clock.now() + step))
        desk.context.write(presence.beat, [one.user_id for one in present])
        jobs.run_due(desk.context)
        mailing.deliver_due(desk.context)


def subjects(mails: list[EmailMessage]) -> list[str]:
    return [str(mail["Subject"]) for mail in mails]


def test_nobody_there_callback_booked_the_hour_comes_agent_calls_done(
    desk: Desk, post: Mailbox
) -> None:
    student = desk.student("Amina")
    desk.clock.set(datetime(2026, 11, 3, 21, 0, tzinfo=UTC))
    conversation_id = desk.conversation(student)
    told = desk.context.read(queue.options, student, conversation_id, "America/New_York")
    assert (told.is_accepting, told.next_opening_text) == (False, "Opens tomorrow at 02:00")
    with pytest.raises(ConflictError):
        desk.context.write(queue.join, student, conversation_id)

    offered = desk.context.read(callbacks.slots, student)
    slot = next(one for one in offered if one.is_free)
    callback_id = desk.context.write(
        callbacks.request, student, conversation_id, "+49 30 123456", slot.value
    )
    begins = datetime.fromisoformat(slot.value)
    assert desk.context.read(desk_hours.schedule).is_open(begins)
    assert desk.row(conversation_id).status is Status.CALLBACK
    live(desk, begins - timedelta(minutes=10), step=timedelta(minutes=30))
    [booked] = post.to(address_of(desk, student))
    part = next(one for one in booked.walk() if one.get_content_type() == "text/calendar")
    [event] = Calendar.from_ical(part.get_content()).walk("VEVENT")
    assert event["DTSTART"].dt == begins

    agent = desk.agent("Jonas")
    desk.told.clear()
    live(desk, begins + timedelta(seconds=60), agent, step=timedelta(seconds=15))
    assert any(event.topic == "desk" for event in desk.told)
    [row] = desk.context.read(callbacks.rows, agent)
    assert (row.id, row.phone) == (callback_id, "+49 30 123456")
    assert "The video is black." in row.note
    desk.context.write(callbacks.start, agent, callback_id)
    assert desk.row(conversation_id).owner_id == agent.user_id
    desk.context.write(callbacks.finish, agent, callback_id, True)

    ended = desk.row(conversation_id)
    assert (ended.status, ended.close_reason) == (Status.CLOSED, CloseReason.CALLBACK)
    facts = desk.facts(conversation_id)
    wanted = [Fact.CALLBACK_REQUESTED, Fact.CALLBACK_CONFIRMED, Fact.CALLBACK_DONE, Fact.CLOSED]
    assert [fact for fact in facts if fact in wanted] == wanted
    live(desk, desk.clock.now() + timedelta(hours=3), step=timedelta(minutes=15))
    stored = desk.context.read(lambda uow: uow.session.get_one(CallbackRequest, 1))
    assert stored.state is CallbackState.DONE
    assert len(post.to(address_of(desk, student))) == 1


def test_escalated_ticket_answered_followed_up_and_closed_with_mail_at_every_step(
    desk: Desk, post: Mailbox
) -> None:
    student, agent = desk.student("Amina"), desk.agent("Jonas")
    specialist = desk.specialist("Priya", "platform")
    conversation_id = desk.claimed(student, agent, "The lecture video is black.")
    number = desk.context.write(
        tickets.escalate, agent, conversation_id, "platform", "Codec of one recording"
    )
    mailing.deliver_due(desk.context)
    [row] = desk.context.read(tickets.group_rows, specialist)
    assert (row.number, row.student_name) == (number, "Amina")
    seen = desk.context.read(tickets.view, student, number)
    assert seen.follow_up_date == "2026-11-06"
    desk.context.write(tickets.take, specialist, number)
    once = str(uuid.uuid4())
    assert "The lecture video is black." in desk.lines(specialist, conversation_id)
    desk.context.write(
        tickets.answer, specialist, number, once, "The recording is repaired; please look."
    )
    desk.context.write(
        tickets.answer, specialist, number, once, "The recording is repaired; please look."
    )
    mailing.deliver_due(desk.context)
    lines = desk.lines(student, conversation_id)
    assert lines.count("The recording is repaired; please look.") == 1

    live(desk, desk.clock.now() + timedelta(days=4), step=timedelta(hours=1))
    reminded = subjects(post.to(address_of(desk, specialist)))
    assert reminded.count(f"Follow-up due: ticket {number}") == 1
    desk.context.write(tickets.complete_follow_up, specialist, number, "It plays now.")
    live(desk, desk.clock.now() + timedelta(days=2), step=timedelta(hours=1))

    ended = desk.row(conversation_id)
    assert (ended.status, ended.close_reason) == (Status.CLOSED, CloseReason.TICKETED)
    mails = post.to(address_of(desk, student))
    topic = row.subject
    assert subjects(mails) == [
        f"Ticket {number}: {topic}",
        f"Ticket {number}: Priya is working on it",
        f"Ticket {number}: an answer for you",
        f"Ticket {number}: is it solved?",
        f"Ticket {number}: follow-up done",
    ]
    assert any(part.get_content_type() == "text/calendar" for part in mails[0].walk())
    assert "The recording is repaired" in mails[2].get_body(("plain",)).get_content()
    assert "The recording is repaired" in mails[2].get_body(("html",)).get_content()


def test_ticket_past_its_due_time_alerts_once(desk: Desk, post: Mailbox) -> None:
    student, agent = desk.student(), desk.agent()
    specialist = desk.specialist("Priya", "platform")
    conversation_id = desk.claimed(student, agent)
    number = desk.context.write(tickets.escalate, agent, conversation_id, "platform", "Codec")
    live(desk, desk.clock.now() + timedelta(days=7), step=timedelta(hours=2))
    told = subjects(post.to(address_of(desk, specialist)))
    assert told.count(f"Overdue: ticket {number}") == 1


def test_agents_page_gone_student_is_first_again_and_told(desk: Desk, post: Mailbox) -> None:
    student, later = desk.student("Amina"), desk.student("Later")
    lost = desk.agent("Jonas", capacity=1)
    conversation_id = desk.claimed(student, lost)
    desk.clock.advance(30)
    desk.context.write(presence.heartbeat, lost)
    desk.queued(later)
    in_grace = desk.clock.now() + timedelta(seconds=100)
    live(desk, in_grace, student, later, step=timedelta(seconds=5))
    assert desk.row(conversation_id).status is Status.ACTIVE
    live(desk, in_grace + timedelta(seconds=15), student, later, step=timedelta(seconds=5))

    assert desk.row(conversation_id).status is Status.QUEUED
    wait = desk.context.read(queue.wait, student, conversation_id)
    assert (wait.position, wait.waiting) == (1, 2)
    said = desk.lines(student, conversation_id)[-1]
    assert said == (
        "Jonas lost the connection. You are next in line, at your old place; nothing is lost."
    )
    helper = desk.agent("Mara", capacity=1, state=PresenceState.AWAY)
    desk.context.write(presence.set_state, helper, PresenceState.ONLINE)
    assert desk.entry(conversation_id).offered_to_id == helper.user_id
    desk.context.write(queue.claim, helper, desk.entry(conversation_id).public_id)
    assert desk.row(conversation_id).owner_id == helper.user_id
    assert desk.lines(helper, conversation_id)[0] == "The video is black."
