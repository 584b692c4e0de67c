"""Bot and person are rated apart, by the student alone, for a day."""

import pytest
from sqlmodel import select

from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError, InvalidError, NotFoundError
from livechat.domain.vocabulary import CloseReason, Fact, RatingKind, Solved
from livechat.services import conversations, ratings
from livechat.store.tables.conversations import Rating
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk


def helped(desk: Desk) -> tuple[Actor, Actor, str]:
    student, agent = desk.student(), desk.agent()
    conversation_id = desk.active(student, agent)
    desk.say(agent, conversation_id, "Please reload the page.")
    desk.context.write(conversations.confirm_solved, student, conversation_id)
    return student, agent, conversation_id


def given(desk: Desk) -> list[Rating]:
    return list(desk.context.read(lambda uow: uow.session.exec(select(Rating)).all()))


def test_low_rating_waits_for_a_second_look_until_it_is_changed(desk: Desk) -> None:
    student, agent, conversation_id = helped(desk)
    rate = (ratings.rate, student, conversation_id, RatingKind.HUMAN)
    desk.context.write(*rate, 2, Solved.PARTLY, "It came back.")
    first = given(desk)[0]
    assert (first.stars, first.solved, first.agent_id) == (2, "partly", agent.user_id)
    assert not first.is_reviewed
    desk.clock.advance(23 * 3600)
    desk.context.write(*rate, 5, Solved.YES)
    assert [(row.stars, row.comment, row.is_reviewed) for row in given(desk)] == [(5, "", True)]
    rated = [event for event in desk.events(conversation_id) if event.fact is Fact.RATED]
    assert [(event.data["stars"], event.data["is_edit"]) for event in rated] == [
        (2, False),
        (5, True),
    ]
    desk.clock.advance(2 * 3600)
    with pytest.raises(ConflictError) as refusal:
        desk.context.write(*rate, 1, Solved.NO)
    assert refusal.value.key == "error.rating_locked"


def test_bot_that_had_no_part_cannot_be_rated(desk: Desk) -> None:
    student, _, conversation_id = helped(desk)
    with pytest.raises(ConflictError):
        desk.context.write(ratings.rate, student, conversation_id, RatingKind.BOT, 5, Solved.YES)


@pytest.mark.parametrize("stars", [0, 6, -1, True])
def test_only_one_to_five_stars_count(desk: Desk, stars: int) -> None:
    student, _, conversation_id = helped(desk)
    with pytest.raises(InvalidError):
        desk.context.write(
            ratings.rate, student, conversation_id, RatingKind.HUMAN, stars, Solved.YES
        )
    assert given(desk) == []


def test_nobody_is_asked_after_idling(desk: Desk) -> None:
    student, agent = desk.student(), desk.agent()
    conversation_id = desk.active(student, agent)
    desk.say(agent, conversation_id, "Hello?")

    def close(uow: UnitOfWork) -> None:
        conversations.close(uow, uow.session.merge(desk.row(conversation_id)), CloseReason.IDLE)

    desk.context.write(close)
    with pytest.raises(ConflictError):
        desk.context.write(ratings.rate, student, conversation_id, RatingKind.HUMAN, 1, Solved.NO)


def test_t18_another_students_chat_is_rated_like_a_missing_one(desk: Desk) -> None:
    _, agent, conversation_id = helped(desk)
    for actor, wanted in (
        (desk.student(), conversation_id),
        (desk.student(), "missing"),
        (agent, conversation_id),
    ):
        with pytest.raises(NotFoundError):
            desk.context.write(ratings.rate, actor, wanted, RatingKind.HUMAN, 5, Solved.YES)
