"""The life of a callback: booked, moved, called once or twice, done or missed."""

from enum import StrEnum

from livechat.domain.state_table import StateTable
from livechat.domain.vocabulary import CallbackState


class CallbackMove(StrEnum):
    """What can happen to a callback."""

    CONFIRM = "confirm"
    RESCHEDULE = "reschedule"
    CALL = "call"
    ANSWERED = "answered"
    RETRY = "retry"
    GIVE_UP = "give_up"
    CANCEL = "cancel"


TABLE = StateTable[CallbackState, CallbackMove](
    moves={
        CallbackState.REQUESTED: {
            CallbackMove.CONFIRM: CallbackState.CONFIRMED,
            CallbackMove.RESCHEDULE: CallbackState.REQUESTED,
            CallbackMove.GIVE_UP: CallbackState.MISSED,
            CallbackMove.CANCEL: CallbackState.CANCELLED,
        },
        CallbackState.CONFIRMED: {
            CallbackMove.RESCHEDULE: CallbackState.CONFIRMED,
            CallbackMove.CALL: CallbackState.CALLING,
            CallbackMove.GIVE_UP: CallbackState.MISSED,
            CallbackMove.CANCEL: CallbackState.CANCELLED,
        },
        CallbackState.CALLING: {
            CallbackMove.ANSWERED: CallbackState.DONE,
            CallbackMove.RETRY: CallbackState.CONFIRMED,
            CallbackMove.GIVE_UP: CallbackState.MISSED,
        },
    },
    refusal="rules.illegal_callback_move",
    labels="rules.callback_",
)

# These hold a place in their slot.
PENDING = frozenset({CallbackState.REQUESTED, CallbackState.CONFIRMED, CallbackState.CALLING})


def move(state: CallbackState, event: CallbackMove) -> CallbackState:
    """Where `event` leads, or ConflictError."""
    return TABLE.move(state, event)


def after_no_answer(attempts: int, allowed: int = 2) -> CallbackMove:
    """RETRY while attempts are left, else GIVE_UP, after which a ticket takes over."""
    return CallbackMove.RETRY if attempts < allowed else CallbackMove.GIVE_UP
