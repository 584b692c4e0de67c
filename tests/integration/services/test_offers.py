"""Offers and presence: nobody is left behind, and nobody loses a place (R10, R11)."""

import random
from collections.abc import Iterator

import pytest
from sqlmodel import col, select

from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError
from livechat.domain.vocabulary import Fact, PresenceState, QueueState, Status
from livechat.services import offers, presence, queue
from livechat.store.tables.people import AgentPresence
from livechat.store.unit_of_work import UnitOfWork
from tests.consistency import assert_consistent
from tests.factories.desk import Desk


@pytest.fixture(autouse=True)
def _consistent_afterwards(desk: Desk) -> Iterator[None]:
    """Whatever a test does here, the database is in order after it."""
    yield
    assert_consistent(desk.context.database)


def state_of(desk: Desk, agent: Actor) -> AgentPresence:
    def query(uow: UnitOfWork) -> AgentPresence:
        return uow.session.exec(
            select(AgentPresence).where(col(AgentPresence.user_id) == agent.user_id)
        ).one()

    return desk.context.read(query)


def test_offer_goes_to_the_least_loaded_then_the_longest_idle(desk: Desk) -> None:
    busy = desk.agent()
    desk.claimed(desk.student(), busy)
    desk.clock.advance(10)
    idle_long = desk.agent()
    desk.clock.advance(10)
    desk.agent()
    assert desk.entry(desk.queued(desk.student())).offered_to_id == idle_long.user_id


def test_missed_offer_goes_to_the_next_and_the_entry_keeps_its_place(desk: Desk) -> None:
    first = desk.agent()
    conversation_id = desk.queued(desk.student())
    desk.clock.advance(20)
    second = desk.agent()
    entry = desk.entry(conversation_id)
    assert entry.offered_to_id == first.user_id
    assert not desk.context.write(offers.expire, entry.public_id)
    desk.clock.advance(25)
    desk.context.write(presence.beat, [first.user_id, second.user_id])
    assert desk.context.write(offers.expire, entry.public_id)
    after = desk.entry(conversation_id)
    assert (after.offered_to_id, after.seniority_at) == (second.user_id, entry.seniority_at)
    assert Fact.OFFER_MISSED in desk.facts(conversation_id)


def test_two_misses_set_the_agent_away(desk: Desk) -> None:
    agent = desk.agent()
    conversation_id = desk.queued(desk.student())
    for misses in (1, 2):
        entry = desk.entry(conversation_id)
        assert entry.offered_to_id == agent.user_id
        desk.clock.advance(45)
        desk.context.write(presence.heartbeat, agent)
        desk.context.write(offers.expire, entry.public_id)
        assert state_of(desk, agent).misses == misses
    assert state_of(desk, agent).state is PresenceState.AWAY
    assert desk.entry(conversation_id).state is QueueState.WAITING


def test_passing_leaves_it_to_others_without_a_miss(desk: Desk) -> None:
    first, second = desk.agent(), desk.agent()
    conversation_id = desk.queued(desk.student())
    entry_id = desk.entry(conversation_id).public_id
    desk.context.write(queue.pass_, first, entry_id)
    assert desk.entry(conversation_id).offered_to_id == second.user_id
    assert state_of(desk, first).misses == 0
    with pytest.raises(ConflictError):
        desk.context.write(queue.pass_, first, entry_id)
    desk.context.write(queue.pass_, second, entry_id)
    assert desk.entry(conversation_id).state is QueueState.WAITING
    desk.clock.advance(121)
    desk.context.write(presence.beat, [first.user_id, second.user_id])
    desk.context.write(offers.forget_declines)
    desk.context.write(offers.make)
    assert desk.entry(conversation_id).state is QueueState.OFFERED


def test_no_offers_beyond_capacity(desk: Desk) -> None:
    agent = desk.agent(capacity=2)
    ids = [desk.queued(desk.student()) for _ in range(3)]
    states = [desk.entry(one).state for one in ids]
    assert states == [QueueState.OFFERED, QueueState.OFFERED, QueueState.WAITING]
    desk.context.write(queue.claim, agent, desk.entry(ids[0]).public_id)
    assert desk.entry(ids[2]).state is QueueState.WAITING


def test_specialists_are_offered_general_chats_only_without_agents(desk: Desk) -> None:
    specialist = desk.specialist()
    conversation_id = desk.queued(desk.student())
    assert desk.entry(conversation_id).offered_to_id == specialist.user_id
    agent = desk.agent()
    assert desk.entry(desk.queued(desk.student())).offered_to_id == agent.user_id


def test_r10_lost_agents_chats_go_back_to_the_original_place_after_the_grace(desk: Desk) -> None:
    agent = desk.agent("Jonas Weber", capacity=1)
    student = desk.student()
    lost = desk.claimed(student, agent)
    place = desk.entry(lost).seniority_at
    desk.clock.advance(5)
    later = desk.queued(desk.student())
    desk.clock.advance(99)
    assert desk.context.read(presence.gone) == []
    desk.clock.advance(1)
    assert desk.context.read(presence.gone) == [agent.user_id]
    assert desk.context.write(presence.expire, agent.user_id)
    assert not desk.context.write(presence.expire, agent.user_id)
    row = desk.row(lost)
    assert (row.status, row.owner_id) == (Status.QUEUED, None)
    assert desk.entry(lost).seniority_at == place
    watching = desk.agent(state=PresenceState.AWAY)
    order = [line.conversation_id for line in desk.context.read(queue.rows, watching)]
    assert order == [lost, later]
    assert desk.lines(student, lost)[-1].startswith("Jonas Weber lost the connection.")
    assert state_of(desk, agent).state is PresenceState.OFFLINE
    # The next one takes it, and the student is not asked again: the thread goes on.
    other = desk.agent("Mina Sato")
    desk.context.write(queue.claim, other, desk.entry(lost).public_id)
    assert desk.lines(student, lost)[-1] == "Mina Sato joined."


def test_r10_heartbeat_in_time_keeps_the_chats(desk: Desk) -> None:
    agent = desk.agent()
    conversation_id = desk.claimed(desk.student(), agent)
    for _ in range(20):
        desk.clock.advance(15)
        desk.context.write(presence.heartbeat, agent)
        assert desk.context.read(presence.gone) == []
    assert not desk.context.write(presence.expire, agent.user_id)
    assert desk.row(conversation_id).status is Status.ACTIVE


def test_chats_stay_while_away_and_go_back_when_offline(desk: Desk) -> None:
    agent, student = desk.agent("Jonas Weber"), desk.student()
    conversation_id = desk.claimed(student, agent)
    told = desk.context.write(presence.set_state, agent, PresenceState.AWAY)
    assert told == "You keep the chat that you have; new ones go to others."
    assert desk.row(conversation_id).status is Status.ACTIVE
    told = desk.context.write(presence.set_state, agent, PresenceState.OFFLINE)
    assert told == "Your chat goes back to the queue, at its old place."
    assert desk.row(conversation_id).status is Status.QUEUED
    assert desk.lines(student, conversation_id)[-1].startswith("Jonas Weber had to leave.")


def test_going_online_is_offered_the_head_of_the_line(desk: Desk) -> None:
    first = desk.queued(desk.student())
    agent = desk.agent(state=PresenceState.OFFLINE)
    assert desk.entry(first).state is QueueState.WAITING
    desk.context.write(presence.set_state, agent, PresenceState.ONLINE)
    assert desk.entry(first).offered_to_id == agent.user_id


def test_transfer_to_a_person_is_offered_to_that_person(desk: Desk) -> None:
    first, student = desk.agent("Jonas Weber"), desk.student()
    conversation_id = desk.claimed(student, first)
    desk.agent()
    target = desk.agent()
    desk.context.write(queue.transfer, first, conversation_id, target.user_id)
    entry = desk.entry(conversation_id)
    assert (entry.state, entry.offered_to_id) == (QueueState.OFFERED, target.user_id)
    assert desk.lines(student, conversation_id)[-1].startswith("Jonas Weber passes this on")
    with pytest.raises(ConflictError):
        desk.say(first, conversation_id, "one more thing")
    desk.context.write(queue.claim, target, entry.public_id)
    assert desk.row(conversation_id).owner_id == target.user_id


def test_transfer_to_a_group_waits_for_one_of_it(desk: Desk) -> None:
    agent = desk.agent()
    conversation_id = desk.claimed(desk.student(), agent)
    with pytest.raises(ConflictError):
        desk.context.write(queue.transfer, agent, conversation_id, group="network")
    desk.agent()
    specialist = desk.specialist(group="network")
    desk.context.write(queue.transfer, agent, conversation_id, group="network")
    assert desk.entry(conversation_id).offered_to_id == specialist.user_id


def test_transfer_to_somebody_who_is_away_is_refused_and_nothing_changes(desk: Desk) -> None:
    agent = desk.agent()
    conversation_id = desk.claimed(desk.student(), agent)
    away = desk.agent("Mina Sato", state=PresenceState.AWAY)
    with pytest.raises(ConflictError, match="Mina Sato cannot take chats"):
        desk.context.write(queue.transfer, agent, conversation_id, away.user_id)
    assert desk.row(conversation_id).owner_id == agent.user_id


def test_r11_places_are_kept_through_random_joins_losses_passes_and_transfers(desk: Desk) -> None:
    """Whoever is offered a chat is offered the one that has stood in line longest."""
    chance = random.Random(5)
    agents = [desk.agent(capacity=2) for _ in range(3)]
    watching = desk.admin()
    joined: list[str] = []
    for _ in range(40):
        desk.clock.advance(chance.randint(1, 20))
        desk.context.write(presence.beat, [agent.user_id for agent in agents])
        agent = chance.choice(agents)
        what = chance.choice(["join", "join", "claim", "claim", "pass", "transfer", "offline"])
        rows = desk.context.read(queue.rows, watching)
        offered = [row for row in desk.context.read(queue.rows, agent) if row.is_offered_to_me]
        chats = desk.context.read(queue.my_chats, agent)
        if what == "join":
            joined.append(desk.queued(desk.student()))
        elif what == "claim" and offered:
            desk.context.write(queue.claim, agent, offered[0].id)
        elif what == "pass" and offered:
            desk.context.write(queue.pass_, agent, offered[0].id)
        elif what == "transfer" and chats:
            desk.context.write(queue.transfer, agent, chats[0].id)
        elif what == "offline":
            desk.context.write(presence.set_state, agent, PresenceState.OFFLINE)
            desk.context.write(presence.set_state, agent, PresenceState.ONLINE)
        rows = desk.context.read(queue.rows, watching)
        places = [joined.index(row.conversation_id) for row in rows]
        assert places == sorted(places)
    for conversation_id in joined:
        assert desk.row(conversation_id).status in (Status.QUEUED, Status.ACTIVE)


def test_student_hears_why_an_offer_came_to_nothing_once_and_keeps_the_place(desk: Desk) -> None:
    agents = [desk.agent(), desk.agent()]
    student = desk.student()
    conversation_id = desk.queued(student)
    assert desk.context.read(queue.wait, student, conversation_id).note == ""
    first = desk.entry(conversation_id)
    asked = next(agent for agent in agents if agent.user_id == first.offered_to_id)
    desk.context.write(queue.pass_, asked, first.public_id)
    wait = desk.context.read(queue.wait, student, conversation_id)
    declined = "The person we asked could not take your chat just now. You keep your place"
    assert f" · {declined}" in wait.note
    assert wait.position == 1
    assert [line for line in desk.lines(student, conversation_id) if declined in line]

    desk.clock.advance(45)
    desk.context.write(presence.beat, [agent.user_id for agent in agents])
    assert desk.context.write(offers.expire, first.public_id)
    wait = desk.context.read(queue.wait, student, conversation_id)
    assert "did not get to your chat in time" in wait.note
    assert wait.position == 1
    # The thread has the first one only: many offers may pass a chat in a rush.
    said = [line for line in desk.lines(student, conversation_id) if "The person we asked" in line]
    assert len(said) == 1


def test_student_reads_why_the_agent_is_gone_beside_the_place(desk: Desk) -> None:
    agent, student = desk.agent("Jonas Weber"), desk.student()
    conversation_id = desk.claimed(student, agent)
    desk.clock.advance(105)
    desk.context.write(presence.expire, agent.user_id)
    wait = desk.context.read(queue.wait, student, conversation_id)
    assert "Jonas Weber lost the connection. You are next in line" in wait.note
    other = desk.agent("Mina Sato")
    desk.context.write(queue.claim, other, desk.entry(conversation_id).public_id)
    desk.context.write(queue.transfer, other, conversation_id)
    wait = desk.context.read(queue.wait, student, conversation_id)
    assert "Mina Sato passes this on to a colleague" in wait.note
