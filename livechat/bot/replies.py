"""What the bot answers, as values; the words come from the catalogue and the articles."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from livechat.bot.events import StepOutcome


class Reason(StrEnum):
    """Why a person is offered or called."""

    ASKED = "asked"
    DANGER = "danger"
    ABUSE = "abuse"
    MISSES = "misses"
    FAILED_FIXES = "failed_fixes"
    FRUSTRATION = "frustration"
    URGENT = "urgent"
    WAITED = "waited"
    NO_MORE_FIXES = "no_more_fixes"
    KNOWN_PROBLEM = "known_problem"


@dataclass(frozen=True, slots=True)
class Tried:
    """A step that the student answered."""

    article: str
    step: str
    title: str
    outcome: StepOutcome


@dataclass(frozen=True, slots=True)
class HandoffCard:
    """What the agent sees and the student may correct before it goes."""

    issue: str
    article: str
    title: str
    category: str
    group: str
    device: str
    system: str
    browser: str
    error: str
    tried: tuple[Tried, ...]
    attachments: int
    minutes_left: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """An article to tap."""

    article: str
    title: str


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence of the catalogue."""

    key: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Topics:
    """The day's commonest articles to begin with."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """“Did you mean” with at most three articles; “none of these” always goes with it."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class StepCard:
    """One step to try, answered by worked, didn't help, can't do this or skip."""

    article: str
    step: str
    number: int
    total: int
    title: str
    body: str
    done_when: str
    minutes: int
    picture: str = ""


@dataclass(frozen=True, slots=True)
class AskDetail:
    """A question for the device, the browser or the error; options to tap, or free text."""

    need: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfferPerson:
    """A plainly visible offer of a person; the student may go on with the bot."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class ConfirmSolved:
    """Asks whether it is solved: yes, partly or no."""

    article: str


@dataclass(frozen=True, slots=True)
class Solved:
    """The student confirmed that the article solved it; time to ask for a rating."""

    article: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """The student goes to a person with this card."""

    card: HandoffCard
    reason: Reason


@dataclass(frozen=True, slots=True)
class KnownProblem:
    """What is known of a problem that others have now, too; the words are the institution's."""

    article: str


@dataclass(frozen=True, slots=True)
class HelpLines:
    """The institution's help lines, in the institution's words."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Nothing is shown: the message found no article and belongs on the list of gaps."""

    text: str


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing is shown: the student said goodbye to the bot."""


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing is shown: a person has the conversation."""


Reply = (
    Say
    | Topics
    | Choices
    | StepCard
    | AskDetail
    | OfferPerson
    | ConfirmSolved
    | Solved
    | HandOver
    | KnownProblem
    | HelpLines
    | Gap
    | Ended
    | Silent
)
