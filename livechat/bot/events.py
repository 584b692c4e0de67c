"""What can happen to the dialogue."""

from dataclasses import dataclass, field
from enum import StrEnum

from livechat.bot.device import Device


class StepOutcome(StrEnum):
    """How a step went, as the student answered."""

    WORKED = "worked"
    DIDNT_HELP = "didnt_help"
    CANT_DO = "cant_do"
    SKIP = "skip"


class Answer(StrEnum):
    """The answer to “is it solved?”."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Opened:
    """The student opened a new conversation; `topics` are the day's commonest articles."""

    name: str = ""
    device: Device = field(default_factory=Device)
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resumed:
    """The student came back to the conversation, perhaps on another device."""

    device: Device = field(default_factory=Device)


@dataclass(frozen=True, slots=True)
class Said:
    """The student wrote a message."""

    text: str


@dataclass(frozen=True, slots=True)
class Chose:
    """The student tapped a topic or a choice; an empty slug is “none of these”."""

    article: str


@dataclass(frozen=True, slots=True)
class StepAnswered:
    """The student answered the step in hand."""

    outcome: StepOutcome


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The student answered whether it is solved."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class DetailGiven:
    """The student told the device, the browser or the error that was asked for."""

    value: str


@dataclass(frozen=True, slots=True)
class AskedPerson:
    """The student tapped “Talk to a person”."""


@dataclass(frozen=True, slots=True)
class Declined:
    """The student turned the person down, or came back from the queue, to go on with the bot."""


@dataclass(frozen=True, slots=True)
class Waited:
    """The student has been with the bot for three minutes without a result."""


@dataclass(frozen=True, slots=True)
class AttachmentReceived:
    """A screenshot came; `with_text` when a message came with it."""

    with_text: bool = False


@dataclass(frozen=True, slots=True)
class AgentJoined:
    """A person took over; the bot is silent from here."""


@dataclass(frozen=True, slots=True)
class Reopened:
    """A closed conversation goes on with the bot."""


Event = (
    Opened
    | Resumed
    | Said
    | Chose
    | StepAnswered
    | Confirmed
    | DetailGiven
    | AskedPerson
    | Declined
    | Waited
    | AttachmentReceived
    | AgentJoined
    | Reopened
)
