"""The words of the domain as enumerations: one word, one meaning (DESIGN, Words)."""

from enum import StrEnum


class Role(StrEnum):
    STUDENT = "student"
    AGENT = "agent"
    SPECIALIST = "specialist"
    ADMIN = "admin"

    @property
    def is_staff(self) -> bool:
        """Whether the role works on the desk's side of a conversation."""
        return self is not Role.STUDENT


class Status(StrEnum):
    """Where a conversation stands; legal moves are in `lifecycle`."""

    BOT = "bot"
    QUEUED = "queued"
    ACTIVE = "active"
    WRAP_UP = "wrap_up"
    TICKETED = "ticketed"
    CALLBACK = "callback"
    CLOSED = "closed"


class CloseReason(StrEnum):
    BOT_CONFIRMED = "bot_confirmed"
    AGENT_RESOLVED = "agent_resolved"
    LEFT_QUEUE = "left_queue"
    LEFT_BOT = "left_bot"
    IDLE = "idle"
    TICKETED = "ticketed"
    CALLBACK = "callback"
    SPAM = "spam"
    ERASED = "erased"


class SenderKind(StrEnum):
    STUDENT = "student"
    AGENT = "agent"
    SPECIALIST = "specialist"
    BOT = "bot"
    SYSTEM = "system"


class Visibility(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"


class MessageKind(StrEnum):
    """How a message is drawn; the data for everything but TEXT is in `Message.data`."""

    TEXT = "text"
    STEP = "step"
    CHOICES = "choices"
    HANDOFF = "handoff"
    EVENT = "event"


class StepResult(StrEnum):
    WORKED = "worked"
    DIDNT_HELP = "didnt_help"
    CANT_DO = "cant_do"
    SKIPPED = "skipped"


class PresenceState(StrEnum):
    ONLINE = "online"
    AWAY = "away"
    OFFLINE = "offline"


class QueueState(StrEnum):
    WAITING = "waiting"
    OFFERED = "offered"
    CLAIMED = "claimed"
    LEFT = "left"
    DIVERTED = "diverted"


class Priority(StrEnum):
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"
    DANGER = "danger"  # somebody may be in danger: before everybody else


class TicketStatus(StrEnum):
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    WAITING_FOR_STUDENT = "waiting_for_student"
    RESOLVED = "resolved"
    CLOSED = "closed"


class CallbackState(StrEnum):
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    CALLING = "calling"
    DONE = "done"
    MISSED = "missed"
    CANCELLED = "cancelled"


class RatingKind(StrEnum):
    BOT = "bot"
    HUMAN = "human"


class Solved(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Outcome(StrEnum):
    """How a person's help ended, chosen in the wrap-up."""

    SOLVED = "solved"
    PARTLY_SOLVED = "partly_solved"
    NOT_SOLVED = "not_solved"
    NOT_TECHNICAL = "not_technical"
    NO_ANSWER = "no_answer"
    SPAM = "spam"


class Fact(StrEnum):
    """Past-tense facts of the append-only event log; every metric derives from these."""

    CONVERSATION_STARTED = "conversation_started"
    BOT_MATCHED = "bot_matched"
    BOT_ASKED = "bot_asked"
    BOT_MISSED = "bot_missed"
    STEP_ANSWERED = "step_answered"
    BOT_RESOLUTION_CONFIRMED = "bot_resolution_confirmed"
    HANDOFF_OFFERED = "handoff_offered"
    QUEUED = "queued"
    OFFERED = "offered"
    OFFER_MISSED = "offer_missed"
    OFFER_DECLINED = "offer_declined"
    CLAIMED = "claimed"
    REQUEUED = "requeued"
    JOINED = "joined"
    TAKEN_OVER = "taken_over"
    GIVEN_BACK = "given_back"
    TRANSFERRED = "transferred"
    LEFT_QUEUE = "left_queue"
    FIRST_HUMAN_REPLY = "first_human_reply"
    SOLUTION_OFFERED = "solution_offered"
    RESOLUTION_CONFIRMED = "resolution_confirmed"
    RESOLUTION_DENIED = "resolution_denied"
    ESCALATED = "escalated"
    TICKET_CREATED = "ticket_created"
    TICKET_STATUS_CHANGED = "ticket_status_changed"
    FOLLOW_UP_SCHEDULED = "follow_up_scheduled"
    FOLLOW_UP_DONE = "follow_up_done"
    CALLBACK_REQUESTED = "callback_requested"
    CALLBACK_CONFIRMED = "callback_confirmed"
    CALLBACK_MOVED = "callback_moved"
    CALLBACK_CANCELLED = "callback_cancelled"
    CALLBACK_DONE = "callback_done"
    IDLE_WARNED = "idle_warned"
    CLOSED = "closed"
    REOPENED = "reopened"
    CONTINUED = "continued"
    RATED = "rated"
    RATING_SKIPPED = "rating_skipped"
    TRANSCRIPT_DOWNLOADED = "transcript_downloaded"
