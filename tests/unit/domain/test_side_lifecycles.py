"""Tickets, callbacks and queue entries move only along their tables."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from livechat.domain import callback_lifecycle, queue_lifecycle, ticket_lifecycle
from livechat.domain.callback_lifecycle import CallbackMove
from livechat.domain.errors import ConflictError
from livechat.domain.queue_lifecycle import QueueMove
from livechat.domain.ticket_lifecycle import TicketMove
from livechat.domain.vocabulary import CallbackState, QueueState, TicketStatus


class TicketLife(RuleBasedStateMachine):
    """A ticket comes back to life only by a reopen or by the student's answer."""

    def __init__(self) -> None:
        super().__init__()
        self.status = TicketStatus.OPEN

    @rule(event=st.sampled_from(TicketMove))
    def anything_happens(self, event: TicketMove) -> None:
        before = self.status
        try:
            self.status = ticket_lifecycle.move(before, event)
        except ConflictError as refusal:
            told = str(refusal)
            assert "This ticket is" in told
            return
        if before in ticket_lifecycle.FINISHED and self.status in ticket_lifecycle.RUNNING:
            assert event in {TicketMove.REOPEN, TicketMove.STUDENT_ANSWERED}

    @invariant()
    def specialist_choices_are_legal(self) -> None:
        for target in TicketStatus:
            if target in ticket_lifecycle.targets(self.status):
                assert ticket_lifecycle.change_to(self.status, target) is target
            else:
                with pytest.raises(ConflictError):
                    ticket_lifecycle.change_to(self.status, target)


class CallbackLife(RuleBasedStateMachine):
    """At most two attempts, and an end that stays."""

    def __init__(self) -> None:
        super().__init__()
        self.state = CallbackState.REQUESTED
        self.attempts = 0

    @rule(event=st.sampled_from(sorted(set(CallbackMove) - {CallbackMove.RETRY})))
    def anything_happens(self, event: CallbackMove) -> None:
        ended = self.state not in callback_lifecycle.PENDING
        try:
            self.state = callback_lifecycle.move(self.state, event)
        except ConflictError as refusal:
            told = str(refusal)
            assert "This callback is" in told
            return
        assert not ended
        self.attempts += event is CallbackMove.CALL

    @precondition(lambda self: self.state is CallbackState.CALLING)
    @rule()
    def nobody_answers(self) -> None:
        event = callback_lifecycle.after_no_answer(self.attempts)
        self.state = callback_lifecycle.move(self.state, event)
        assert (self.state is CallbackState.MISSED) == (self.attempts == 2)

    @invariant()
    def no_third_attempt(self) -> None:
        assert self.attempts <= 2


class QueueLife(RuleBasedStateMachine):
    """R09: claim against leave, timeout and divert: one of them wins, the others are told."""

    def __init__(self) -> None:
        super().__init__()
        self.state = QueueState.WAITING
        self.owner = ""

    @rule(event=st.sampled_from(QueueMove), agent=st.sampled_from(["Ada", "Ben"]))
    def anything_happens(self, event: QueueMove, agent: str) -> None:
        before = self.state
        try:
            self.state = queue_lifecycle.move(before, event, claimed_by=self.owner)
        except ConflictError as refusal:
            told = str(refusal)
            if before is QueueState.CLAIMED and event is QueueMove.CLAIM:
                assert told == f"{self.owner} has taken this chat."
            return
        assert before not in {QueueState.LEFT, QueueState.DIVERTED}
        if event is QueueMove.CLAIM:
            assert not self.owner
            self.owner = agent
        elif event is QueueMove.REQUEUE:
            self.owner = ""

    @invariant()
    def claimed_exactly_with_an_owner(self) -> None:
        assert (self.state is QueueState.CLAIMED) == bool(self.owner)


TestTicketLife = TicketLife.TestCase
TestCallbackLife = CallbackLife.TestCase
TestQueueLife = QueueLife.TestCase


@pytest.mark.parametrize("first", [QueueMove.CLAIM, QueueMove.LEAVE, QueueMove.DIVERT])
@pytest.mark.parametrize("second", [QueueMove.CLAIM, QueueMove.LEAVE, QueueMove.EXPIRE])
def test_r09_after_one_move_wins_the_others_are_told(first: QueueMove, second: QueueMove) -> None:
    after = queue_lifecycle.move(QueueState.OFFERED, first)
    with pytest.raises(ConflictError) as refusal:
        queue_lifecycle.move(after, second, claimed_by="Ada")
    claims = first is second is QueueMove.CLAIM
    expected = "error.already_claimed" if claims else "error.gone_from_queue"
    assert refusal.value.key == expected


def test_only_calling_can_be_answered() -> None:
    with pytest.raises(ConflictError):
        callback_lifecycle.move(CallbackState.CONFIRMED, CallbackMove.ANSWERED)
