"""Idle conversations: warned, then closed, only while it is the student's turn."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from livechat.domain.vocabulary import Status

# Elsewhere the student waits for us, and waiting is not idleness.
CAN_IDLE = frozenset({Status.BOT, Status.ACTIVE})


class IdleStep(StrEnum):
    """What to do about a silent student now."""

    NOTHING = "nothing"
    WARN = "warn"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class IdleRules:
    """After how much silence a student is warned, and the conversation closed."""

    warn_after: timedelta = timedelta(minutes=8)
    close_after: timedelta = timedelta(minutes=12)


DEFAULT_RULES = IdleRules()


def idle_step(
    status: Status,
    students_turn_since: datetime | None,
    warned_at: datetime | None,
    now: datetime,
    rules: IdleRules = DEFAULT_RULES,
) -> IdleStep:
    """The step that is due; a sweep that was down for an hour warns first all the same.

    `students_turn_since` is when the other side last wrote or the student last tapped to extend,
    None while the student waits for an answer. A warning from before then does not count.
    """
    if status not in CAN_IDLE or students_turn_since is None:
        return IdleStep.NOTHING
    if warned_at is None or warned_at < students_turn_since:
        due = now - students_turn_since >= rules.warn_after
        return IdleStep.WARN if due else IdleStep.NOTHING
    notice = rules.close_after - rules.warn_after
    return IdleStep.CLOSE if now - warned_at >= notice else IdleStep.NOTHING
