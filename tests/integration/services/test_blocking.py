"""A student who disturbs can be kept from writing: by an admin, for a while, and knows why."""

from datetime import timedelta

import pytest

from livechat.domain.actor import Actor
from livechat.domain.errors import DomainError, InvalidError, NotAllowedError
from livechat.domain.vocabulary import CloseReason, Outcome, QueueState, Role, Status
from livechat.services import (
    attachments,
    blocked,
    blocking,
    conversations,
    history,
    messages,
    privacy,
    queue,
    solution,
)
from tests.factories.desk import Desk


def block(desk: Desk, student: Actor, hours: int = 24, reason: str = "Insults") -> None:
    person = desk.context.read(privacy.public_id_of, student)
    desk.context.write(blocking.block, desk.admin(), person, hours, reason)


def test_blocked_student_is_told_until_when_and_why_and_reads_on(desk: Desk) -> None:
    student = desk.student()
    earlier = desk.conversation(student)
    block(desk, student)
    with pytest.raises(NotAllowedError) as refusal:
        desk.context.write(conversations.open_bot, student, {})
    assert "4 Nov" in str(refusal.value)
    assert "Insults" in str(refusal.value)
    assert desk.context.read(blocked.told, student) == str(refusal.value)
    assert [row.id for row in desk.context.read(history.own, student)] == [earlier]


def test_open_chats_end_and_the_place_in_line_is_free(desk: Desk) -> None:
    student, agent = desk.student(), desk.agent()
    waiting = desk.queued(student)
    other = desk.queued(desk.student())
    block(desk, student)
    row = desk.row(waiting)
    assert (row.status, row.close_reason) == (Status.CLOSED, CloseReason.SPAM)
    assert desk.entry(waiting).state is QueueState.DIVERTED
    assert desk.entry(other).state in (QueueState.WAITING, QueueState.OFFERED)
    for attempt in (
        lambda: desk.say(student, waiting, "Hello?"),
        lambda: desk.context.write(queue.join, student, waiting),
        lambda: desk.context.write(conversations.continue_, student, waiting),
        lambda: desk.context.read(attachments.check, student, waiting),
    ):
        with pytest.raises(DomainError):
            attempt()
    assert agent.role is Role.AGENT


def test_the_block_ends_by_itself_or_by_an_admin(desk: Desk) -> None:
    student, admin = desk.student(), desk.admin()
    block(desk, student, hours=2)
    desk.clock.advance(timedelta(hours=2, seconds=1))
    assert desk.context.read(blocked.told, student) == ""
    desk.conversation(student)
    block(desk, student, hours=100)
    person = desk.context.read(privacy.public_id_of, student)
    desk.context.write(blocking.unblock, admin, person)
    desk.conversation(student)


def test_only_admins_block_and_only_students_for_a_sensible_time(desk: Desk) -> None:
    student, agent = desk.student(), desk.agent()
    person = desk.context.read(privacy.public_id_of, student)
    for actor in (student, agent, desk.specialist()):
        with pytest.raises(NotAllowedError):
            desk.context.write(blocking.block, actor, person, 24, "No")
    with pytest.raises(NotAllowedError):
        block(desk, agent)
    for hours, reason in ((0, "x"), (-1, "x"), (24 * 91, "x"), (24, " ")):
        with pytest.raises(InvalidError):
            block(desk, student, hours, reason)


def test_agent_closes_spam_without_asking_for_a_rating(desk: Desk) -> None:
    student, agent = desk.student(), desk.agent()
    conversation = desk.active(student, agent)
    desk.context.write(solution.close, agent, conversation, "other", Outcome.SPAM)
    assert desk.row(conversation).close_reason is CloseReason.SPAM
    view = desk.context.read(conversations.view, student, conversation)
    assert not view.is_human_rating_due
    assert desk.context.read(messages.thread, student, conversation).messages
