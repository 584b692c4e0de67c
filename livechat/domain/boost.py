"""Deadline-aware priority: a stated deadline moves a student forward, twice a week."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from livechat.domain.errors import ConflictError, InvalidError
from livechat.domain.vocabulary import Priority

WEEK = timedelta(days=7)
URGENT_WITHIN = timedelta(hours=2)
HIGH_WITHIN = timedelta(hours=24)


def boosts_left(used_at: Sequence[datetime], now: datetime, limit: int = 2) -> int:
    """How many boosts remain in the seven days up to `now`."""
    return max(limit - sum(now - at < WEEK for at in used_at), 0)


def boosted(
    reason: str, deadline: datetime, used_at: Sequence[datetime], now: datetime, limit: int = 2
) -> Priority:
    """The priority that a deadline earns; NORMAL costs nothing: do not record it as used.

    InvalidError without a reason, ConflictError when this week's boosts are used up.
    """
    if not reason.strip():
        raise InvalidError("rules.boost_reason")
    left = deadline - now
    if left > HIGH_WITHIN or left < timedelta():
        return Priority.NORMAL
    if not boosts_left(used_at, now, limit):
        raise ConflictError("rules.boost_used_up", limit=limit)
    return Priority.URGENT if left <= URGENT_WITHIN else Priority.HIGH
