"""The life of a conversation: legal moves, legal close reasons, and how long it can reopen."""

from datetime import datetime, timedelta
from enum import StrEnum

from livechat.domain.errors import ConflictError
from livechat.domain.state_table import StateTable
from livechat.domain.vocabulary import CloseReason, Status


class Move(StrEnum):
    """What can happen to a conversation."""

    HAND_OFF = "hand_off"
    BACK_TO_BOT = "back_to_bot"
    CLAIM = "claim"
    REQUEUE = "requeue"
    TRANSFER = "transfer"
    END = "end"
    RESUME = "resume"
    FILE_TICKET = "file_ticket"
    BOOK_CALLBACK = "book_callback"
    REENGAGE = "reengage"
    CLOSE = "close"
    REOPEN_BOT = "reopen_bot"
    REOPEN_QUEUED = "reopen_queued"
    REOPEN_ACTIVE = "reopen_active"


TABLE = StateTable[Status, Move](
    moves={
        Status.BOT: {
            Move.HAND_OFF: Status.QUEUED,
            Move.FILE_TICKET: Status.TICKETED,
            Move.BOOK_CALLBACK: Status.CALLBACK,
            Move.CLOSE: Status.CLOSED,
        },
        Status.QUEUED: {
            Move.CLAIM: Status.ACTIVE,
            Move.BACK_TO_BOT: Status.BOT,
            Move.FILE_TICKET: Status.TICKETED,
            Move.BOOK_CALLBACK: Status.CALLBACK,
            Move.CLOSE: Status.CLOSED,
        },
        Status.ACTIVE: {
            Move.REQUEUE: Status.QUEUED,
            Move.TRANSFER: Status.QUEUED,
            Move.END: Status.WRAP_UP,
            Move.FILE_TICKET: Status.TICKETED,
            Move.BOOK_CALLBACK: Status.CALLBACK,
            Move.CLOSE: Status.CLOSED,
        },
        Status.WRAP_UP: {
            Move.RESUME: Status.ACTIVE,
            Move.REQUEUE: Status.QUEUED,
            Move.FILE_TICKET: Status.TICKETED,
            Move.BOOK_CALLBACK: Status.CALLBACK,
            Move.CLOSE: Status.CLOSED,
        },
        Status.TICKETED: {
            Move.HAND_OFF: Status.QUEUED,
            Move.REENGAGE: Status.ACTIVE,
            Move.BOOK_CALLBACK: Status.CALLBACK,
            Move.CLOSE: Status.CLOSED,
        },
        Status.CALLBACK: {
            Move.BACK_TO_BOT: Status.BOT,
            Move.HAND_OFF: Status.QUEUED,
            Move.REENGAGE: Status.ACTIVE,
            Move.FILE_TICKET: Status.TICKETED,
            Move.CLOSE: Status.CLOSED,
        },
        Status.CLOSED: {
            Move.REOPEN_BOT: Status.BOT,
            Move.REOPEN_QUEUED: Status.QUEUED,
            Move.REOPEN_ACTIVE: Status.ACTIVE,
        },
    },
    refusal="error.illegal_move",
    labels="rules.status_",
)

# Idle closes only where it can be the student's turn: never while the student waits (PRODUCT 14).
# Whoever asks to be forgotten waits for nobody, wherever the conversation stands.
_FOR_ANY = frozenset({CloseReason.SPAM, CloseReason.ERASED})
CLOSE_REASONS: dict[Status, frozenset[CloseReason]] = {
    Status.BOT: _FOR_ANY | {CloseReason.BOT_CONFIRMED, CloseReason.LEFT_BOT, CloseReason.IDLE},
    Status.QUEUED: _FOR_ANY | {CloseReason.LEFT_QUEUE},
    Status.ACTIVE: _FOR_ANY | {CloseReason.IDLE},
    Status.WRAP_UP: _FOR_ANY | {CloseReason.AGENT_RESOLVED, CloseReason.IDLE},
    Status.TICKETED: _FOR_ANY | {CloseReason.TICKETED},
    Status.CALLBACK: _FOR_ANY | {CloseReason.CALLBACK},
    Status.CLOSED: frozenset(),
}

# A person of the desk has it and talks, or is done talking and may yet go on.
RUNNING = frozenset({Status.ACTIVE, Status.WRAP_UP})
# The student has somebody or something to talk to; elsewhere a message waits for a reader.
LIVE = RUNNING | {Status.BOT, Status.QUEUED}


def move(status: Status, event: Move) -> Status:
    """Where `event` leads; ConflictError("error.illegal_move") when it is not possible."""
    return TABLE.move(status, event)


def can_move(status: Status, event: Move) -> bool:
    """Whether `event` is possible now; for buttons, while `move` decides."""
    return TABLE.can_move(status, event)


def close(status: Status, reason: CloseReason) -> Status:
    """CLOSED when `reason` makes sense for a conversation in `status`, else ConflictError."""
    if reason not in CLOSE_REASONS[status]:
        raise TABLE.illegal(status)
    return TABLE.move(status, Move.CLOSE)


def can_reopen(closed_at: datetime, now: datetime, hours: int = 72) -> bool:
    """Whether Continue goes on in the same thread; later it starts a new, linked one."""
    return now - closed_at <= timedelta(hours=hours)


def reopen(event: Move, closed_at: datetime, now: datetime, hours: int = 72) -> Status:
    """Where reopening leads; ConflictError("error.closed") once the time for it is over."""
    if not can_reopen(closed_at, now, hours):
        raise ConflictError("error.closed")
    return TABLE.move(Status.CLOSED, event)
