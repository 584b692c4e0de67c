"""Who is really there: heartbeats, the grace after losing them, and what missed offers mean."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from livechat.domain.vocabulary import PresenceState


class Pulse(StrEnum):
    """What an agent's last heartbeat says."""

    PRESENT = "present"
    LOST = "lost"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class PresenceRules:
    """Times of the desk's patience with agents (PRODUCT 10)."""

    lost_after: timedelta = timedelta(seconds=45)
    grace: timedelta = timedelta(seconds=60)
    offer_timeout: timedelta = timedelta(seconds=45)
    misses_until_away: int = 2


DEFAULT_RULES = PresenceRules()


def pulse(last_heartbeat: datetime, now: datetime, rules: PresenceRules = DEFAULT_RULES) -> Pulse:
    """PRESENT, LOST (no new chats) or GONE (the chats go back to the queue)."""
    silence = now - last_heartbeat
    if silence < rules.lost_after:
        return Pulse.PRESENT
    return Pulse.LOST if silence < rules.lost_after + rules.grace else Pulse.GONE


def can_take(state: PresenceState, beat: Pulse) -> bool:
    """Whether new chats may be offered: online, and heard of lately."""
    return state is PresenceState.ONLINE and beat is Pulse.PRESENT


def has_expired(offered_at: datetime, now: datetime, rules: PresenceRules = DEFAULT_RULES) -> bool:
    """Whether an offer has not been accepted in time."""
    return now - offered_at >= rules.offer_timeout


def after_miss(
    state: PresenceState, misses: int, rules: PresenceRules = DEFAULT_RULES
) -> PresenceState:
    """AWAY once `misses` offers in a row were missed; declining is not a miss."""
    if state is PresenceState.ONLINE and misses >= rules.misses_until_away:
        return PresenceState.AWAY
    return state


def counted_load(
    silent_since: Iterable[datetime | None],
    now: datetime,
    idle_slot: timedelta = timedelta(minutes=10),
) -> int:
    """Chats that fill a place: one whose student has been silent for `idle_slot` does not.

    `silent_since` has an entry for each chat: since when it is the student's turn, None when it
    is not.
    """
    return sum(since is None or now - since < idle_slot for since in silent_since)
