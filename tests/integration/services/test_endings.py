"""What a student finds after an ending: a rating asked for once, and a history worth reading."""

from datetime import timedelta

import pytest

from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError
from livechat.domain.vocabulary import Outcome, RatingKind, Solved, Status
from livechat.services import conversations, history, ratings, solution
from livechat.services.context import Context
from tests.factories.desk import Desk


@pytest.fixture
def ended(desk: Desk) -> tuple[Actor, str]:
    """A student whose conversation an agent has just brought to its end."""
    student, agent = desk.student(), desk.agent()
    conversation_id = desk.claimed(student, agent)
    desk.say(agent, conversation_id, "Try it now.")
    desk.context.write(solution.wrap_up, agent, conversation_id)
    desk.context.write(solution.close, agent, conversation_id, "video", Outcome.SOLVED)
    return student, conversation_id


def just_ended(context: Context, student: Actor) -> str:
    return context.read(conversations.just_ended, student)


def test_an_unrated_ending_is_shown_again_for_some_hours(
    desk: Desk, ended: tuple[Actor, str]
) -> None:
    student, conversation_id = ended
    assert just_ended(desk.context, student) == conversation_id
    desk.clock.advance(timedelta(hours=7))
    assert just_ended(desk.context, student) == ""


def test_a_rated_ending_is_not_shown_again(desk: Desk, ended: tuple[Actor, str]) -> None:
    student, conversation_id = ended
    kind = RatingKind.HUMAN
    desk.context.write(ratings.rate, student, conversation_id, kind, 5, Solved.YES)
    view = desk.context.read(conversations.view, student, conversation_id)
    assert (view.can_rate_human, view.is_human_rating_due) == (True, False)
    assert just_ended(desk.context, student) == ""


def test_a_skipped_rating_is_not_asked_for_again_but_stays_possible(
    desk: Desk, ended: tuple[Actor, str]
) -> None:
    student, conversation_id = ended
    for _ in range(2):
        desk.context.write(ratings.skip, student, conversation_id, RatingKind.HUMAN)
    assert just_ended(desk.context, student) == ""
    skipped = [e for e in desk.events(conversation_id) if e.fact.value == "rating_skipped"]
    assert [event.data["kind"] for event in skipped] == ["human"]
    desk.context.write(ratings.rate, student, conversation_id, RatingKind.HUMAN, 4, Solved.YES)


def test_a_conversation_in_which_nobody_wrote_is_not_in_the_history(desk: Desk) -> None:
    student = desk.student()
    empty = desk.context.write(conversations.open_bot, student, {})
    assert desk.context.read(history.own, student) == []
    desk.context.write(conversations.leave_bot, student, empty)
    assert desk.context.read(history.own, student) == []
    written = desk.conversation(student)
    assert [row.id for row in desk.context.read(history.own, student)] == [written]


def test_continue_passes_an_open_conversation_in_which_nobody_wrote(
    desk: Desk, ended: tuple[Actor, str]
) -> None:
    student, conversation_id = ended
    empty = desk.context.write(conversations.open_bot, student, {})
    assert desk.context.write(conversations.continue_, student, conversation_id) == conversation_id
    assert desk.row(empty).status is Status.CLOSED


def test_continue_does_not_end_what_the_student_has_written_in(
    desk: Desk, ended: tuple[Actor, str]
) -> None:
    student, conversation_id = ended
    other = desk.conversation(student)
    with pytest.raises(ConflictError):
        desk.context.write(conversations.continue_, student, conversation_id)
    assert desk.row(other).status is Status.BOT
