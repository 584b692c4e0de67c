"""Ratings measure help that was given, once, and never silence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from livechat.domain.errors import ConflictError, InvalidError
from livechat.domain.ratings import RatingCase, check_rating, is_ratable, needs_review
from livechat.domain.vocabulary import CloseReason, RatingKind, Status

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
BOT = RatingCase(Status.CLOSED, CloseReason.BOT_CONFIRMED, bot_resolved=True, human_replied=False)
HUMAN = RatingCase(
    Status.CLOSED, CloseReason.AGENT_RESOLVED, bot_resolved=False, human_replied=True
)


@pytest.mark.parametrize("reason", ["idle", "left_queue", "left_bot", "spam"])
def test_never_after_idle_or_abandonment(reason: str) -> None:
    for kind in RatingKind:
        case = replace(HUMAN, reason=CloseReason(reason), bot_resolved=True)
        assert not is_ratable(case, kind)
        with pytest.raises(ConflictError) as refusal:
            check_rating(case, kind, 5, NOW)
        assert refusal.value.key == "error.not_ratable"


def test_bot_and_human_are_apart() -> None:
    assert is_ratable(BOT, RatingKind.BOT)
    assert not is_ratable(BOT, RatingKind.HUMAN)
    assert is_ratable(HUMAN, RatingKind.HUMAN)
    assert not is_ratable(HUMAN, RatingKind.BOT)


def test_human_support_is_rated_after_it_ended_not_while_it_runs() -> None:
    assert not is_ratable(replace(HUMAN, status=Status.ACTIVE, reason=None), RatingKind.HUMAN)
    ticketed = replace(HUMAN, status=Status.TICKETED, reason=None)
    assert is_ratable(ticketed, RatingKind.HUMAN)
    assert not is_ratable(replace(ticketed, human_replied=False), RatingKind.HUMAN)


def test_editable_for_24_hours() -> None:
    check_rating(replace(BOT, rated_at=NOW - timedelta(hours=24)), RatingKind.BOT, 4, NOW)
    late = replace(BOT, rated_at=NOW - timedelta(hours=24, seconds=1))
    with pytest.raises(ConflictError) as refusal:
        check_rating(late, RatingKind.BOT, 4, NOW)
    assert refusal.value.key == "error.rating_locked"


@pytest.mark.parametrize("stars", [0, 6, -1, True])
def test_stars_are_one_to_five(stars: int) -> None:
    with pytest.raises(InvalidError):
        check_rating(BOT, RatingKind.BOT, stars, NOW)


def test_two_or_lower_needs_review() -> None:
    assert [needs_review(stars) for stars in range(1, 6)] == [True, True, False, False, False]
