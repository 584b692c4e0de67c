"""The life of a queue entry: offered, claimed once at a time, given back, or gone."""

from enum import StrEnum

from livechat.domain.errors import ConflictError
from livechat.domain.state_table import StateTable
from livechat.domain.vocabulary import QueueState


class QueueMove(StrEnum):
    """What can happen to a queue entry."""

    OFFER = "offer"
    CLAIM = "claim"
    DECLINE = "decline"
    EXPIRE = "expire"
    REQUEUE = "requeue"
    LEAVE = "leave"
    DIVERT = "divert"


TABLE = StateTable[QueueState, QueueMove](
    moves={
        QueueState.WAITING: {
            QueueMove.OFFER: QueueState.OFFERED,
            QueueMove.CLAIM: QueueState.CLAIMED,
            QueueMove.LEAVE: QueueState.LEFT,
            QueueMove.DIVERT: QueueState.DIVERTED,
        },
        QueueState.OFFERED: {
            QueueMove.CLAIM: QueueState.CLAIMED,
            QueueMove.DECLINE: QueueState.WAITING,
            QueueMove.EXPIRE: QueueState.WAITING,
            QueueMove.REQUEUE: QueueState.WAITING,
            QueueMove.LEAVE: QueueState.LEFT,
            QueueMove.DIVERT: QueueState.DIVERTED,
        },
        QueueState.CLAIMED: {QueueMove.REQUEUE: QueueState.WAITING},
    },
    refusal="error.gone_from_queue",
    labels="rules.queue_",
)

# These count in positions.
IN_LINE = frozenset({QueueState.WAITING, QueueState.OFFERED})


def move(state: QueueState, event: QueueMove, claimed_by: str = "") -> QueueState:
    """Where `event` leads; ConflictError names the winner when somebody else has claimed it."""
    if state is QueueState.CLAIMED and event is QueueMove.CLAIM and claimed_by:
        raise ConflictError("error.already_claimed", name=claimed_by)
    return TABLE.move(state, event)
