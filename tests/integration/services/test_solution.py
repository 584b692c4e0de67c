"""A person's help ends in two clicks, and the student's word stands."""

import pytest

from livechat.domain.errors import ConflictError, InvalidError
from livechat.domain.vocabulary import CloseReason, Fact, Outcome, QueueState, Status
from livechat.services import conversations, queue, solution
from tests.factories.desk import Desk


def test_offered_confirmed_and_closed_with_category_and_outcome(desk: Desk) -> None:
    student, agent = desk.student("Ana Lopez"), desk.agent("Jonas Weber")
    conversation_id = desk.claimed(student, agent)
    desk.say(agent, conversation_id, "Try another browser.")
    desk.context.write(solution.offer, agent, conversation_id)
    desk.context.write(solution.offer, agent, conversation_id)
    assert desk.row(conversation_id).is_solution_offered
    assert desk.facts(conversation_id).count(Fact.SOLUTION_OFFERED) == 1
    desk.context.write(conversations.confirm_solved, student, conversation_id)
    assert desk.row(conversation_id).status is Status.WRAP_UP
    category = solution.categories()[0].value
    desk.context.write(solution.close, agent, conversation_id, category, "solved")
    row = desk.row(conversation_id)
    assert (row.status, row.close_reason) == (Status.CLOSED, CloseReason.AGENT_RESOLVED)
    assert (row.category, row.outcome) == (category, Outcome.SOLVED)
    closed = desk.events(conversation_id)[-1]
    assert closed.data == {
        "reason": "agent_resolved",
        "category": category,
        "outcome": "solved",
    }


def test_asking_whether_it_is_solved_counts_as_the_first_reply(desk: Desk) -> None:
    agent = desk.agent()
    conversation_id = desk.claimed(desk.student(), agent)
    desk.context.write(solution.offer, agent, conversation_id)
    desk.say(agent, conversation_id, "Write if not.")
    assert desk.facts(conversation_id).count(Fact.FIRST_HUMAN_REPLY) == 1


def test_denied_solution_goes_on(desk: Desk) -> None:
    student, agent = desk.student(), desk.agent()
    conversation_id = desk.claimed(student, agent)
    desk.context.write(solution.wrap_up, agent, conversation_id)
    desk.context.write(solution.wrap_up, agent, conversation_id)
    desk.context.write(conversations.deny_solved, student, conversation_id)
    assert desk.row(conversation_id).status is Status.ACTIVE


def test_closing_frees_the_slot_for_the_next_in_line(desk: Desk) -> None:
    agent = desk.agent(capacity=1)
    conversation_id = desk.claimed(desk.student(), agent)
    next_one = desk.queued(desk.student())
    assert desk.entry(next_one).state is QueueState.WAITING
    desk.context.write(solution.close, agent, conversation_id, "other", Outcome.SOLVED)
    assert desk.entry(next_one).offered_to_id == agent.user_id


def test_no_answer_is_idle_and_never_rated(desk: Desk) -> None:
    student, agent = desk.student(), desk.agent()
    conversation_id = desk.claimed(student, agent)
    desk.say(agent, conversation_id, "Hello?")
    desk.context.write(solution.close, agent, conversation_id, "other", "no_answer")
    assert desk.row(conversation_id).close_reason is CloseReason.IDLE
    assert not desk.context.read(conversations.view, student, conversation_id).can_rate_human


def test_only_the_helper_closes_and_only_with_known_words(desk: Desk) -> None:
    agent = desk.agent()
    conversation_id = desk.claimed(desk.student(), agent)
    with pytest.raises(ConflictError):
        desk.context.write(solution.close, desk.agent(), conversation_id, "other", "solved")
    for category, outcome in (("nonsense", "solved"), ("other", "nonsense")):
        with pytest.raises(InvalidError):
            desk.context.write(solution.close, agent, conversation_id, category, outcome)
    assert desk.row(conversation_id).status is Status.ACTIVE


def test_specialist_closes_what_was_passed_on(desk: Desk) -> None:
    agent, specialist = desk.agent(), desk.specialist(group="network")
    conversation_id = desk.claimed(desk.student(), agent)
    desk.context.write(queue.transfer, agent, conversation_id, group="network")
    entry_id = desk.entry(conversation_id).public_id
    desk.context.write(queue.claim, specialist, entry_id)
    desk.context.write(solution.close, specialist, conversation_id, "other", "partly_solved")
    assert desk.row(conversation_id).outcome is Outcome.PARTLY_SOLVED


def test_every_category_and_outcome_has_words() -> None:
    choices = [*solution.categories(), *solution.outcomes()]
    assert all(choice.label and choice.label != choice.value for choice in choices)
