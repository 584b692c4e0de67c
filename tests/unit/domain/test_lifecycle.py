"""A conversation moves only along the table, whatever is tried on it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from livechat.domain import lifecycle
from livechat.domain.errors import ConflictError
from livechat.domain.lifecycle import CLOSE_REASONS, TABLE, Move
from livechat.domain.vocabulary import CloseReason, Status

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


class ConversationLife(RuleBasedStateMachine):
    """Random moves and closings, checked against a second, independently kept account."""

    def __init__(self) -> None:
        super().__init__()
        self.status = Status.BOT
        self.reason: CloseReason | None = None
        self.closed_at: datetime | None = None
        self.now = NOW

    @rule(event=st.sampled_from([m for m in Move if m is not Move.CLOSE]))
    def anything_happens(self, event: Move) -> None:
        before = self.status
        try:
            self.status = lifecycle.move(self.status, event)
        except ConflictError:
            assert not lifecycle.can_move(before, event)
            assert self.status is before
            return
        if before is Status.CLOSED:
            assert event.value.startswith("reopen_")
            self.reason = self.closed_at = None

    @rule(reason=st.sampled_from(CloseReason))
    def somebody_closes(self, reason: CloseReason) -> None:
        try:
            self.status = lifecycle.close(self.status, reason)
        except ConflictError:
            return
        assert self.reason is None, "a closed conversation was closed again"
        self.reason, self.closed_at = reason, self.now

    @rule(hours=st.integers(0, 100))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(event=st.sampled_from([Move.REOPEN_BOT, Move.REOPEN_QUEUED, Move.REOPEN_ACTIVE]))
    def student_continues(self, event: Move) -> None:
        if self.closed_at is None:
            return
        late = self.now - self.closed_at > timedelta(hours=72)
        try:
            self.status = lifecycle.reopen(event, self.closed_at, self.now)
        except ConflictError as refusal:
            told = refusal.key
            assert (late, told) == (True, "error.closed")
            return
        assert not late
        self.reason = self.closed_at = None

    @invariant()
    def closed_exactly_with_a_reason(self) -> None:
        assert (self.status is Status.CLOSED) == (self.reason is not None)

    @invariant()
    def always_a_way_on(self) -> None:
        assert TABLE.targets(self.status)


TestConversationLife = ConversationLife.TestCase


def test_every_status_is_in_the_table_and_reachable() -> None:
    assert set(TABLE.moves) == set(Status) == set(CLOSE_REASONS)
    seen, frontier = {Status.BOT}, [Status.BOT]
    while frontier:
        for target in TABLE.targets(frontier.pop()) - seen:
            seen.add(target)
            frontier.append(target)
    assert seen == set(Status)


def test_every_close_reason_has_an_origin() -> None:
    assert frozenset().union(*CLOSE_REASONS.values()) == set(CloseReason)


def test_agent_loss_returns_the_student_to_the_queue() -> None:
    assert lifecycle.move(Status.ACTIVE, Move.REQUEUE) is Status.QUEUED


def test_nobody_is_closed_as_idle_while_waiting() -> None:
    for status in (Status.QUEUED, Status.TICKETED, Status.CALLBACK):
        with pytest.raises(ConflictError):
            lifecycle.close(status, CloseReason.IDLE)


def test_bot_cannot_resolve_what_a_person_handles() -> None:
    for status in set(Status) - {Status.BOT}:
        with pytest.raises(ConflictError):
            lifecycle.close(status, CloseReason.BOT_CONFIRMED)


def test_illegal_move_says_where_the_conversation_is() -> None:
    with pytest.raises(ConflictError) as refusal:
        lifecycle.move(Status.CLOSED, Move.CLAIM)
    assert refusal.value.key == "error.illegal_move"
    assert "ended" in str(refusal.value)


def test_every_illegal_pair_is_refused_with_a_text() -> None:
    for status in Status:
        for event in set(Move) - set(TABLE.moves[status]):
            with pytest.raises(ConflictError, match="This conversation is"):
                lifecycle.move(status, event)


@given(minutes=st.integers(0, 200 * 60))
def test_reopening_ends_after_72_hours(minutes: int) -> None:
    possible = lifecycle.can_reopen(NOW, NOW + timedelta(minutes=minutes))
    assert possible == (minutes <= 72 * 60)
