"""The life of a ticket: legal moves between its statuses."""

from enum import StrEnum

from livechat.domain.state_table import StateTable
from livechat.domain.vocabulary import TicketStatus


class TicketMove(StrEnum):
    """What can happen to a ticket."""

    TAKE = "take"
    RELEASE = "release"
    ASK_STUDENT = "ask_student"
    STUDENT_ANSWERED = "student_answered"
    RESOLVE = "resolve"
    CLOSE = "close"
    REOPEN = "reopen"


TABLE = StateTable[TicketStatus, TicketMove](
    moves={
        TicketStatus.OPEN: {
            TicketMove.TAKE: TicketStatus.IN_PROGRESS,
            TicketMove.ASK_STUDENT: TicketStatus.WAITING_FOR_STUDENT,
            TicketMove.RESOLVE: TicketStatus.RESOLVED,
            TicketMove.CLOSE: TicketStatus.CLOSED,
        },
        TicketStatus.IN_PROGRESS: {
            TicketMove.RELEASE: TicketStatus.OPEN,
            TicketMove.ASK_STUDENT: TicketStatus.WAITING_FOR_STUDENT,
            TicketMove.RESOLVE: TicketStatus.RESOLVED,
            TicketMove.CLOSE: TicketStatus.CLOSED,
        },
        TicketStatus.WAITING_FOR_STUDENT: {
            TicketMove.STUDENT_ANSWERED: TicketStatus.IN_PROGRESS,
            TicketMove.TAKE: TicketStatus.IN_PROGRESS,
            TicketMove.RESOLVE: TicketStatus.RESOLVED,
            TicketMove.CLOSE: TicketStatus.CLOSED,
        },
        TicketStatus.RESOLVED: {
            TicketMove.STUDENT_ANSWERED: TicketStatus.IN_PROGRESS,
            TicketMove.REOPEN: TicketStatus.IN_PROGRESS,
            TicketMove.CLOSE: TicketStatus.CLOSED,
        },
        TicketStatus.CLOSED: {TicketMove.REOPEN: TicketStatus.IN_PROGRESS},
    },
    refusal="rules.illegal_ticket_move",
    labels="rules.ticket_",
)

# The promised date runs only while it is our turn.
RUNNING = frozenset({TicketStatus.OPEN, TicketStatus.IN_PROGRESS})
FINISHED = frozenset({TicketStatus.RESOLVED, TicketStatus.CLOSED})


def move(status: TicketStatus, event: TicketMove) -> TicketStatus:
    """Where `event` leads, or ConflictError."""
    return TABLE.move(status, event)


def change_to(status: TicketStatus, target: TicketStatus) -> TicketStatus:
    """`target` when a specialist may set it from `status`, else ConflictError."""
    return TABLE.change_to(status, target)


def targets(status: TicketStatus) -> tuple[TicketStatus, ...]:
    """The statuses that can be set from `status`, in the order of the enumeration."""
    reachable = TABLE.targets(status)
    return tuple(target for target in TicketStatus if target in reachable)
