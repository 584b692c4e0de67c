"""R10: lost after 45 s, gone after 60 s more; misses set away; silence frees the place."""

from datetime import UTC, datetime, timedelta

import pytest

from livechat.domain.presence import Pulse, after_miss, can_take, counted_load, has_expired, pulse
from livechat.domain.vocabulary import PresenceState

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("silence", "expected"),
    [
        (0, Pulse.PRESENT),
        (-300, Pulse.PRESENT),
        (44, Pulse.PRESENT),
        (45, Pulse.LOST),
        (104, Pulse.LOST),
        (105, Pulse.GONE),
    ],
)
def test_r10_pulse_by_seconds_of_silence(silence: int, expected: Pulse) -> None:
    assert pulse(NOW - timedelta(seconds=silence), NOW) is expected


def test_only_online_and_present_agents_get_chats() -> None:
    assert can_take(PresenceState.ONLINE, Pulse.PRESENT)
    assert not can_take(PresenceState.ONLINE, Pulse.LOST)
    assert not can_take(PresenceState.AWAY, Pulse.PRESENT)


def test_two_misses_set_away_and_offline_stays() -> None:
    assert after_miss(PresenceState.ONLINE, 1) is PresenceState.ONLINE
    assert after_miss(PresenceState.ONLINE, 2) is PresenceState.AWAY
    assert after_miss(PresenceState.OFFLINE, 2) is PresenceState.OFFLINE


def test_offer_ends_after_45_seconds() -> None:
    assert not has_expired(NOW - timedelta(seconds=44), NOW)
    assert has_expired(NOW - timedelta(seconds=45), NOW)


def test_student_silent_for_ten_minutes_frees_the_place() -> None:
    silent = [None, NOW - timedelta(minutes=9, seconds=59), NOW - timedelta(minutes=10)]
    assert counted_load(silent, NOW) == 2
