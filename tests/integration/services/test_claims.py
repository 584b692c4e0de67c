"""R08, R09: one winner, the others told who; only legal states, whatever comes together."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError, DomainError, NotAllowedError
from livechat.domain.vocabulary import Fact, PresenceState, QueueState, Status
from livechat.services import messages, offers, presence, queue, tickets
from tests.consistency import assert_consistent
from tests.factories.desk import Desk


@pytest.fixture(autouse=True)
def _consistent_afterwards(desk: Desk) -> Iterator[None]:
    """Whatever a test does here, the database is in order after it."""
    yield
    assert_consistent(desk.context.database)


def together(*works: Callable[[], object]) -> list[object]:
    """Run all at once; a refusal is a result too."""

    def run(work: Callable[[], object]) -> object:
        try:
            return work()
        except DomainError as error:
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def check_legal(desk: Desk, conversation_id: str) -> None:
    """Conversation, entry and owner agree with each other."""
    row, entry = desk.row(conversation_id), desk.entry(conversation_id)
    expected = {
        Status.QUEUED: {QueueState.WAITING, QueueState.OFFERED},
        Status.ACTIVE: {QueueState.CLAIMED},
        Status.CLOSED: {QueueState.LEFT},
        Status.TICKETED: {QueueState.DIVERTED, QueueState.CLAIMED},
    }[row.status]
    assert entry.state in expected
    if row.status is not Status.TICKETED:
        assert (row.owner_id is not None) == (row.status is Status.ACTIVE)
    if row.status is Status.ACTIVE:
        assert entry.claimed_by_id == row.owner_id
    page = desk.context.read(messages.thread, desk.admin(), conversation_id)
    assert [line.seq for line in page.messages] == list(range(1, len(page.messages) + 1))


def test_r08_fifty_agents_accept_at_once_one_wins_and_49_are_told_who(desk: Desk) -> None:
    agents = [desk.agent(f"Agent {n:02}") for n in range(50)]
    conversation_id = desk.queued(desk.student())
    entry = desk.entry(conversation_id)

    def claim(agent: Actor) -> Callable[[], object]:
        return lambda: desk.context.write(queue.claim, agent, entry.public_id)

    results = together(*[claim(agent) for agent in agents])
    winners = [agent for agent, told in zip(agents, results, strict=True) if isinstance(told, str)]
    assert len(winners) == 1
    losers = [told for told in results if not isinstance(told, str)]
    assert len(losers) == 49
    assert {str(told) for told in losers} == {f"{winners[0].name} has taken this chat."}
    assert desk.row(conversation_id).owner_id == winners[0].user_id
    assert desk.facts(conversation_id).count(Fact.CLAIMED) == 1
    check_legal(desk, conversation_id)


def test_claiming_joins_in_the_thread_and_counts_the_wait(desk: Desk) -> None:
    student, agent = desk.student(), desk.agent("Jonas Weber")
    conversation_id = desk.queued(student)
    desk.clock.advance(30)
    entry_id = desk.entry(conversation_id).public_id
    assert desk.context.write(queue.claim, agent, entry_id) == conversation_id
    assert desk.lines(student, conversation_id)[-1] == "Jonas Weber joined."
    claimed = next(fact for fact in desk.events(conversation_id) if fact.fact is Fact.CLAIMED)
    assert claimed.data["waited_s"] == 30
    desk.say(agent, conversation_id, "Hello, let me look.")
    assert desk.context.write(queue.claim, agent, entry_id) == conversation_id
    assert desk.facts(conversation_id).count(Fact.CLAIMED) == 1


def test_agent_who_is_away_or_full_cannot_claim(desk: Desk) -> None:
    away = desk.agent(state=PresenceState.AWAY)
    full = desk.agent(capacity=1)
    desk.claimed(desk.student(), full)
    entry_id = desk.entry(desk.queued(desk.student())).public_id
    for agent, key in ((away, "error.not_online"), (full, "error.at_capacity")):
        with pytest.raises(ConflictError) as refusal:
            desk.context.write(queue.claim, agent, entry_id)
        assert refusal.value.key == key


def test_silent_student_frees_the_slot(desk: Desk) -> None:
    agent = desk.agent(capacity=1)
    first = desk.claimed(desk.student(), agent)
    desk.say(agent, first, "Does it work now?")
    entry_id = desk.entry(desk.queued(desk.student())).public_id
    desk.clock.advance(601)
    desk.context.write(queue.claim, agent, entry_id)
    assert len(desk.context.read(queue.my_chats, agent)) == 2


def test_students_cannot_claim(desk: Desk) -> None:
    entry_id = desk.entry(desk.queued(desk.student())).public_id
    with pytest.raises(NotAllowedError):
        desk.context.write(queue.claim, desk.student(), entry_id)


@pytest.mark.parametrize("round_", range(5))
def test_r09_accept_against_cancel_leaves_one_truth(desk: Desk, round_: int) -> None:
    student, agent = desk.student(), desk.agent()
    conversation_id = desk.queued(student)
    entry_id = desk.entry(conversation_id).public_id
    works = [
        lambda: desk.context.write(queue.claim, agent, entry_id),
        lambda: desk.context.write(queue.leave, student, conversation_id),
    ]
    results = together(*works[:: -1 if round_ % 2 else 1])
    assert sum(isinstance(result, ConflictError) for result in results) == 1
    check_legal(desk, conversation_id)


@pytest.mark.parametrize("round_", range(5))
def test_r09_accept_against_the_offers_timeout(desk: Desk, round_: int) -> None:
    agent = desk.agent()
    conversation_id = desk.queued(desk.student())
    entry = desk.entry(conversation_id)
    assert entry.offered_to_id == agent.user_id
    desk.clock.advance(45)
    desk.context.write(presence.heartbeat, agent)
    works = [
        lambda: desk.context.write(queue.claim, agent, entry.public_id),
        lambda: desk.context.write(offers.expire, entry.public_id),
    ]
    together(*works[:: -1 if round_ % 2 else 1])
    assert desk.row(conversation_id).status is Status.ACTIVE
    check_legal(desk, conversation_id)


def test_r09_accept_against_transfer(desk: Desk) -> None:
    first, second, third = desk.agent(), desk.agent(), desk.agent()
    conversation_id = desk.claimed(desk.student(), first)
    entry_id = desk.entry(conversation_id).public_id
    together(
        lambda: desk.context.write(queue.transfer, first, conversation_id, second.user_id),
        lambda: desk.context.write(queue.claim, third, entry_id),
        lambda: desk.context.write(queue.claim, second, entry_id),
    )
    check_legal(desk, conversation_id)


@pytest.mark.parametrize("round_", range(4))
def test_r09_accept_against_a_ticket_filed_instead(desk: Desk, round_: int) -> None:
    student, agent = desk.student(), desk.agent()
    conversation_id = desk.queued(student)
    entry_id = desk.entry(conversation_id).public_id
    works = [
        lambda: desk.context.write(queue.claim, agent, entry_id),
        lambda: desk.context.write(tickets.file, student, conversation_id, "No sound", ""),
    ]
    together(*works[:: -1 if round_ % 2 else 1])
    # The student's wish holds either way; an agent who was faster stays with the ticket.
    assert desk.row(conversation_id).status is Status.TICKETED
    check_legal(desk, conversation_id)
