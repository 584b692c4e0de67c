"""The queue's order and the choice of the agent."""

from datetime import UTC, datetime, timedelta

import pytest

from livechat.domain.boost import boosted, boosts_left
from livechat.domain.errors import ConflictError, InvalidError
from livechat.domain.routing import AgentSlot, QueueItem, assign, pick_agent, positions, rank_queue
from livechat.domain.vocabulary import Priority

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def ids(items: list[QueueItem]) -> list[int]:
    return [item.id for item in items]


def test_equal_priorities_are_first_come_first_served() -> None:
    items = [QueueItem(1, ago(1)), QueueItem(2, ago(3)), QueueItem(3, ago(2))]
    assert ids(rank_queue(items, NOW)) == [2, 3, 1]
    assert positions(rank_queue(items, NOW)) == {2: 1, 3: 2, 1: 3}


def test_priority_overtakes_until_age_outweighs_it() -> None:
    items = [
        QueueItem(1, ago(70)),
        QueueItem(2, ago(30)),
        QueueItem(3, ago(5)),
        QueueItem(4, ago(1), Priority.URGENT),
        QueueItem(5, ago(1), Priority.HIGH),
    ]
    assert ids(rank_queue(items, NOW)) == [1, 4, 2, 5, 3]


def test_nobody_comes_before_a_student_who_may_be_in_danger() -> None:
    items = [
        QueueItem(1, ago(14 * 60), Priority.URGENT),
        QueueItem(2, ago(0), Priority.DANGER),
        QueueItem(3, ago(1), Priority.DANGER),
    ]
    assert ids(rank_queue(items, NOW)) == [3, 2, 1]


def test_order_of_two_never_changes_while_they_wait() -> None:
    items = [QueueItem(1, ago(19)), QueueItem(2, ago(0), Priority.HIGH)]
    orders = {tuple(ids(rank_queue(items, NOW + timedelta(minutes=m)))) for m in range(200)}
    assert orders == {(2, 1)}


def test_dropped_student_keeps_the_place_for_ten_minutes_without_offers() -> None:
    agents = [AgentSlot(1, 0)]
    dropped = QueueItem(1, ago(15), dropped_at=ago(9))
    other = QueueItem(2, ago(5))
    assert ids(rank_queue([dropped, other], NOW)) == [1, 2]
    assert [item.id for item, _ in assign([dropped, other], agents, NOW)] == [2]
    assert ids(rank_queue([dropped, other], NOW + timedelta(minutes=1))) == [2]


def test_r10_lost_agents_student_returns_to_the_original_place() -> None:
    waiting = [QueueItem(2, ago(12)), QueueItem(3, ago(1))]
    returned = QueueItem(1, ago(20))
    assert ids(rank_queue([*waiting, returned], NOW)) == [1, 2, 3]
    between = QueueItem(1, ago(5))
    assert ids(rank_queue([*waiting, between], NOW)) == [2, 1, 3]


def test_least_loaded_then_longest_idle_agent_is_picked() -> None:
    item = QueueItem(1, NOW)
    busy, idle_short = AgentSlot(1, 1, idle_since=ago(99)), AgentSlot(2, 0, idle_since=ago(1))
    idle_long, full = AgentSlot(3, 0, idle_since=ago(5)), AgentSlot(4, 3, idle_since=ago(999))
    assert pick_agent([busy, idle_short, idle_long, full], item, NOW) == idle_long
    assert pick_agent([full], item, NOW) is None
    assert pick_agent([], item, NOW) is None


def test_skill_and_language_wait_for_the_one_who_has_them() -> None:
    item = QueueItem(1, ago(1), skill="network", language="fr")
    other = AgentSlot(1, 0, skills=frozenset({"video"}))
    fits = AgentSlot(2, 3, skills=frozenset({"network"}), languages=frozenset({"fr"}))
    assert pick_agent([other, fits], item, NOW) is None
    assert pick_agent([other], item, NOW) == other
    assert pick_agent([other, fits], item, NOW + timedelta(minutes=10)) == other


def test_transfer_goes_to_the_named_agent_while_there() -> None:
    item = QueueItem(1, ago(1), reserved_for=7)
    named, free = AgentSlot(7, 2), AgentSlot(8, 0)
    assert pick_agent([named, free], item, NOW) == named
    assert pick_agent([free], item, NOW) == free


def test_transfer_after_a_long_wait_still_goes_to_the_named_agent() -> None:
    item = QueueItem(1, ago(90), reserved_for=7, wish_since=ago(1))
    named, free = AgentSlot(7, 3), AgentSlot(8, 0)
    assert pick_agent([named, free], item, NOW) is None
    assert pick_agent([named, free], item, NOW + timedelta(minutes=9)) == free


def test_declined_chat_goes_to_others_first_but_is_not_forgotten() -> None:
    item = QueueItem(1, ago(1), declined_by=frozenset({1}))
    assert pick_agent([AgentSlot(1, 0), AgentSlot(2, 2)], item, NOW) == AgentSlot(2, 2)
    assert pick_agent([AgentSlot(1, 0)], item, NOW) == AgentSlot(1, 0)


def test_offers_fill_places_evenly_and_stop_at_capacity() -> None:
    items = [QueueItem(n, ago(10 - n)) for n in range(1, 8)]
    offers = assign(items, [AgentSlot(1, 0, 2), AgentSlot(2, 1, 3)], NOW)
    assert [(item.id, agent.id) for item, agent in offers] == [(1, 1), (2, 1), (3, 2), (4, 2)]


def test_offered_entry_is_not_offered_twice() -> None:
    items = [QueueItem(1, ago(3), offered=True), QueueItem(2, ago(2))]
    assert [item.id for item, _ in assign(items, [AgentSlot(1, 0)], NOW)] == [2]


def test_deadline_earns_a_boost_twice_a_week() -> None:
    soon = NOW + timedelta(minutes=40)
    assert boosted("exam", soon, [], NOW) is Priority.URGENT
    assert boosted("essay", NOW + timedelta(hours=20), [ago(60)], NOW) is Priority.HIGH
    assert boosted("someday", NOW + timedelta(days=5), [ago(1), ago(2)], NOW) is Priority.NORMAL
    with pytest.raises(ConflictError):
        boosted("exam", soon, [ago(60), ago(60 * 24 * 6)], NOW)
    assert boosts_left([ago(60 * 24 * 7), ago(60)], NOW) == 1
    with pytest.raises(InvalidError):
        boosted("  ", soon, [], NOW)
