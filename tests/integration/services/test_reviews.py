"""Poor ratings stay on the review list until an admin has looked at them."""

from datetime import timedelta

import pytest
from sqlmodel import select

from livechat.adapters.clock import FakeClock
from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError, NotAllowedError, NotFoundError
from livechat.domain.vocabulary import Fact, PresenceState, RatingKind, Solved, Status
from livechat.services import (
    analytics,
    conversations,
    queue_views,
    ratings,
    reviews,
    solution,
)
from livechat.store.tables.desk import MailMessage
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk


def test_a_rating_leaves_the_list_when_looked_at_and_comes_back_when_changed(desk: Desk) -> None:
    student, agent, admin = desk.student(), desk.agent(), desk.admin()
    conversation = desk.active(student, agent)
    desk.say(agent, conversation, "Please reload the page.")
    desk.context.write(conversations.confirm_solved, student, conversation)
    rate = (ratings.rate, student, conversation, RatingKind.HUMAN)
    desk.context.write(*rate, 1, Solved.NO, "It is still broken.")
    (row,) = desk.context.read(analytics.review_list, admin)
    assert (row.conversation_id, row.kind, row.stars) == (conversation, "human", 1)
    with pytest.raises(NotAllowedError):
        desk.context.write(reviews.finish, agent, conversation, row.kind)
    with pytest.raises(NotFoundError):
        desk.context.write(reviews.finish, admin, conversation, "bot")
    for _ in range(2):
        desk.context.write(reviews.finish, admin, conversation, row.kind)
        assert desk.context.read(analytics.review_list, admin) == []
    desk.context.write(*rate, 2, Solved.NO, "Still.")
    assert len(desk.context.read(analytics.review_list, admin)) == 1


def _poorly_rated(desk: Desk, student: Actor, agent: Actor) -> str:
    conversation = desk.claimed(student, agent)
    desk.say(agent, conversation, "Please reload the page.")
    desk.context.write(solution.close, agent, conversation, "other", "not_solved")
    rate = (ratings.rate, student, conversation, RatingKind.HUMAN)
    desk.context.write(*rate, 1, Solved.NO, "It is still broken.")
    return conversation


def _mails(desk: Desk) -> list[str]:
    def query(uow: UnitOfWork) -> list[str]:
        return list(uow.session.exec(select(MailMessage.template)).all())

    return desk.context.read(query)


def test_one_tap_takes_a_poorly_rated_conversation_up_again(desk: Desk) -> None:
    student, agent, admin = desk.student(), desk.agent(), desk.admin()
    chat = _poorly_rated(desk, student, agent)
    with pytest.raises(NotAllowedError):
        desk.context.write(reviews.reopen, agent, chat, "human")
    for _ in range(2):
        assert desk.context.write(reviews.reopen, admin, chat, "human") == chat
    row = desk.row(chat)
    assert (row.status, row.owner_id, row.close_reason) == (Status.ACTIVE, admin.user_id, None)
    assert desk.facts(chat).count(Fact.REOPENED) == 1
    assert desk.context.read(analytics.review_list, admin) == []
    assert f"{admin.name} joined." in desk.lines(student, chat)
    assert _mails(desk) == ["reopened"]
    # The admin is watched by the heartbeat now, and the former agent is out of it.
    assert desk.context.read(queue_views.desk, admin).presence == PresenceState.AWAY
    desk.say(admin, chat, "I am sorry. Let us look at it together.")
    desk.say(student, chat, "Thank you")
    with pytest.raises(ConflictError):
        desk.say(agent, chat, "Me too")


def test_after_three_days_a_new_conversation_goes_on_with_it(desk: Desk, clock: FakeClock) -> None:
    student, agent, admin = desk.student(), desk.agent(), desk.admin()
    chat = _poorly_rated(desk, student, agent)
    clock.advance(timedelta(hours=73))
    goes_on = desk.context.write(reviews.reopen, admin, chat, "human")
    assert goes_on != chat
    assert desk.row(chat).status is Status.CLOSED
    assert desk.row(goes_on).status is Status.ACTIVE
    assert desk.context.read(conversations.view, student, goes_on).continues_id == chat
    assert desk.context.read(conversations.current, student) == goes_on
    desk.say(admin, goes_on, "I come back to your problem.")


def test_a_student_in_another_conversation_is_left_in_peace(desk: Desk) -> None:
    student, agent, admin = desk.student("Ada"), desk.agent(), desk.admin()
    chat = _poorly_rated(desk, student, agent)
    other = desk.conversation(student, "And now something else")
    with pytest.raises(ConflictError, match="Ada"):
        desk.context.write(reviews.reopen, admin, chat, "human")
    assert desk.row(chat).status is Status.CLOSED
    assert desk.row(other).status is Status.BOT
    assert len(desk.context.read(analytics.review_list, admin)) == 1
