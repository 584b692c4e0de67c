"""Secrets typed into the desk are hidden before anything is stored (T48)."""

import uuid
from typing import Any

import pytest
from sqlalchemy import select

from livechat.domain.errors import ConflictError
from livechat.domain.text import t
from livechat.domain.vocabulary import Outcome, RatingKind, Role, Solved
from livechat.services import drafts, handoff, messages, ratings, solution, tickets
from livechat.services.solution import OTHER
from livechat.store.tables.registry import metadata
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk

SECRET = "hunter2-Blume77"
SENTENCE = f"my password is {SECRET} and it fails"


def everything(desk: Desk) -> str:
    """Every value of every row, mail and bus events that wait included."""

    def dump(uow: UnitOfWork) -> str:
        rows: list[Any] = []
        for table in metadata.sorted_tables:
            rows += uow.connection.execute(select(table)).all()
        return repr(rows)

    return desk.context.read(dump)


def test_a_secret_in_a_message_is_not_stored_and_the_student_is_told(desk: Desk) -> None:
    student = desk.student()
    conversation = desk.conversation(student, SENTENCE)
    message, told = desk.context.read(desk.messages, conversation)
    assert message.body == "my password is •••• and it fails"
    assert told.body == t("thread.masked", what="password")
    assert told.body in desk.lines(student, conversation)
    assert SECRET not in everything(desk)


def test_sending_it_again_is_still_the_same_message(desk: Desk) -> None:
    student = desk.student()
    conversation = desk.conversation(student)
    key = str(uuid.uuid4())
    first, again = (
        desk.context.write(messages.post, student, conversation, key, SENTENCE) for _ in range(2)
    )
    assert first == again
    assert desk.lines(student, conversation).count(t("thread.masked", what="password")) == 1
    with pytest.raises(ConflictError):
        desk.context.write(messages.post, student, conversation, key, "something else")


def test_words_about_passwords_are_left_alone(desk: Desk) -> None:
    student = desk.student()
    conversation = desk.conversation(student, "my password is wrong")
    assert desk.lines(student, conversation) == ["my password is wrong"]


def test_notes_and_drafts_hide_secrets_without_a_line_for_the_student(desk: Desk) -> None:
    student, agent = desk.student(), desk.agent()
    conversation = desk.active(student, agent)
    before = desk.lines(student, conversation)
    desk.context.write(messages.note, agent, conversation, str(uuid.uuid4()), SENTENCE)
    desk.context.write(drafts.save, agent, conversation, SENTENCE)
    assert desk.lines(student, conversation) == before
    assert SECRET not in everything(desk)


def test_tickets_cards_and_ratings_hide_secrets_too(desk: Desk) -> None:
    student = desk.student()
    conversation = desk.conversation(student)
    desk.context.write(handoff.correct, student, conversation, issue=SENTENCE, error=SENTENCE)
    number = desk.context.write(tickets.file, student, conversation, SENTENCE, SENTENCE)
    admin = desk.user(Role.ADMIN)
    desk.context.write(tickets.answer, admin, number, str(uuid.uuid4()), SENTENCE)
    desk.context.write(tickets.complete_follow_up, admin, number, SENTENCE)
    assert SECRET not in everything(desk)
    agent, other = desk.agent(), desk.student()
    rated = desk.active(other, agent)
    desk.say(agent, rated, "Try again now.")
    desk.context.write(solution.close, agent, rated, OTHER, Outcome.SOLVED)
    desk.context.write(ratings.rate, other, rated, RatingKind.HUMAN, 2, Solved.NO, comment=SENTENCE)
    assert SECRET not in everything(desk)
