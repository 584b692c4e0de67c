"""When bot and human support may be rated, and which ratings ask for a second look."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from livechat.domain.errors import ConflictError, InvalidError
from livechat.domain.vocabulary import CloseReason, RatingKind, Status

# After these nobody was helped, or nobody answered: a number would measure something else.
NEVER = frozenset(
    {
        CloseReason.IDLE,
        CloseReason.LEFT_QUEUE,
        CloseReason.LEFT_BOT,
        CloseReason.SPAM,
        CloseReason.ERASED,
    }
)
REVIEW_AT_MOST = 2


@dataclass(frozen=True, slots=True)
class RatingCase:
    """What happened in the session: who answered, how it ended, and an earlier rating's time."""

    status: Status
    reason: CloseReason | None
    bot_resolved: bool
    human_replied: bool
    rated_at: datetime | None = None


def is_ratable(case: RatingCase, kind: RatingKind) -> bool:
    """Whether this side can be rated at all: it helped, and the session ended in earnest."""
    if case.reason in NEVER:
        return False
    if kind is RatingKind.BOT:
        return case.bot_resolved
    ended = case.status in {Status.WRAP_UP, Status.CLOSED, Status.TICKETED, Status.CALLBACK}
    return case.human_replied and ended


def check_rating(
    case: RatingCase, kind: RatingKind, stars: int, now: datetime, edit_hours: int = 24
) -> None:
    """Refuse a rating that the rules do not allow; editing is open for `edit_hours`."""
    if not is_ratable(case, kind):
        raise ConflictError("error.not_ratable")
    if isinstance(stars, bool) or not 1 <= stars <= 5:
        raise InvalidError("error.stars")
    if case.rated_at is not None and now - case.rated_at > timedelta(hours=edit_hours):
        raise ConflictError("error.rating_locked")


def needs_review(stars: int) -> bool:
    """Whether it goes to the review list with one-tap reopen."""
    return stars <= REVIEW_AT_MOST
