"""The card is filled in from what was said, and the student's corrections win."""

import pytest

from livechat.domain.errors import InvalidError, NotFoundError
from livechat.services import conversations, handoff
from tests.factories.desk import Desk

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Safari/604.1"


def test_preview_is_filled_from_words_and_device(desk: Desk) -> None:
    student = desk.student()
    device = {"user_agent": PHONE, "page": "/course/7"}
    conversation_id = desk.context.write(conversations.open_bot, student, device)
    desk.say(student, conversation_id, "My upload stops.")
    view = desk.context.read(handoff.preview, student, conversation_id)
    assert (view.issue, view.device, view.page) == (
        "My upload stops.",
        "Phone, iOS, Safari",
        "/course/7",
    )
    assert desk.row(conversation_id).handoff is None


def test_correction_is_cleaned_stored_and_shown(desk: Desk) -> None:
    student = desk.student()
    conversation_id = desk.conversation(student)
    desk.context.write(
        handoff.correct, student, conversation_id, issue="  No sound ", course="Bio", due="tonight"
    )
    view = desk.context.read(handoff.preview, student, conversation_id)
    assert (view.issue, view.course, view.due) == ("No sound", "Bio", "tonight")
    assert view.checked_text == "Changed by the student: Problem, Course, Needed by"


def test_a_deadline_that_is_not_asked_for_again_stays(desk: Desk) -> None:
    student = desk.student()
    conversation_id = desk.conversation(student)
    desk.context.write(handoff.correct, student, conversation_id, issue="A", due="tonight")
    desk.context.write(handoff.correct, student, conversation_id, issue="B")
    view = desk.context.read(handoff.preview, student, conversation_id)
    assert (view.issue, view.due) == ("B", "tonight")


def test_too_long_correction_is_refused(desk: Desk) -> None:
    student = desk.student()
    conversation_id = desk.conversation(student)
    with pytest.raises(InvalidError):
        desk.context.write(handoff.correct, student, conversation_id, issue="x" * 1001)


def test_nobody_else_corrects_the_card(desk: Desk) -> None:
    conversation_id = desk.conversation(desk.student())
    for stranger in (desk.student(), desk.agent()):
        with pytest.raises(NotFoundError):
            desk.context.write(handoff.correct, stranger, conversation_id, issue="mine")
