"""Poor ratings stay on the review list until an admin has looked at them."""

import pytest

from livechat.domain.errors import NotAllowedError, NotFoundError
from livechat.domain.vocabulary import RatingKind, Solved
from livechat.services import analytics, conversations, ratings, reviews
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
