"""Silence is warned about at 8 minutes and ends a chat at 12, never while the student waits."""

from datetime import UTC, datetime, timedelta

import pytest

from livechat.domain.idle import IdleStep, idle_step
from livechat.domain.vocabulary import Status

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("turn", "warned", "step"),
    [
        (7.9, None, IdleStep.NOTHING),
        (8, None, IdleStep.WARN),
        (11.9, 3.9, IdleStep.NOTHING),
        (12, 4, IdleStep.CLOSE),
        (60, None, IdleStep.WARN),
        (60, 0, IdleStep.NOTHING),
        (2, 5, IdleStep.NOTHING),
        (8, 20, IdleStep.WARN),
    ],
)
def test_step_by_minutes_of_silence(turn: float, warned: float | None, step: IdleStep) -> None:
    warned_at = None if warned is None else ago(warned)
    assert idle_step(Status.ACTIVE, ago(turn), warned_at, NOW) is step


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.BOT, Status.ACTIVE}))
def test_nobody_is_idle_while_waiting_for_us(status: Status) -> None:
    assert idle_step(status, ago(90), ago(60), NOW) is IdleStep.NOTHING
    assert idle_step(Status.ACTIVE, None, ago(60), NOW) is IdleStep.NOTHING
