"""Where a dialogue stands; stored after every turn, so plain data only."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any, Final

from livechat.bot.device import Device
from livechat.bot.events import StepOutcome
from livechat.bot.replies import Tried

VERSION: Final = 1
# Before the slugs of a further problem that could be any of them.
UNCLEAR: Final = "?"


class Phase(StrEnum):
    """What the bot is waiting for."""

    NEW = "new"
    LISTENING = "listening"
    DETAIL = "detail"
    CHOOSING = "choosing"
    STEPPING = "stepping"
    SWITCHING = "switching"  # another article was offered in the middle of steps
    CONFIRMING = "confirming"
    CONTINUING = "continuing"  # “anything else?”
    OFFERING = "offering"  # a person was offered, and there is nothing else to try
    HANDED_OVER = "handed_over"
    SILENT = "silent"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class DialogueState:
    """Everything that the bot remembers of one conversation."""

    version: int = VERSION
    phase: Phase = Phase.NEW
    name: str = ""
    device: Device = field(default_factory=Device)
    issue: str = ""
    error: str = ""
    minutes_left: int | None = None
    article: str = ""
    plan: tuple[str, ...] = ()  # keys of the steps, in the order of trying
    position: int = 0
    tried: tuple[Tried, ...] = ()
    failed: tuple[str, ...] = ()  # articles that did not help
    failed_steps: int = 0
    solved: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    candidate: str = ""  # the article of a switch or of a question for detail
    need: str = ""
    asked: tuple[str, ...] = ()
    # Further problems of the same message; each the article, or those that it could be.
    pending: tuple[str, ...] = ()
    misses: int = 0
    clarified: int = 0
    frustration: int = 0
    attachments: int = 0
    is_person_offered: bool = False
    is_warned: bool = False
    is_in_danger: bool = False
    said: Mapping[str, int] = field(default_factory=dict)  # how often each sentence was said

    @property
    def is_silent(self) -> bool:
        """True while the conversation belongs to a person."""
        return self.phase in (Phase.HANDED_OVER, Phase.SILENT)


def to_json(state: DialogueState) -> dict[str, Any]:
    """The state as a value that JSON can hold."""
    data = asdict(state)
    data["phase"] = state.phase.value
    data["tried"] = [
        [tried.article, tried.step, tried.title, tried.outcome.value] for tried in state.tried
    ]
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in data.items()
    }


def from_json(data: Mapping[str, Any]) -> DialogueState:
    """The state stored by `to_json`; a version that is not understood starts afresh."""
    if data.get("version") != VERSION:
        return DialogueState()
    known = {item.name for item in fields(DialogueState)}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in data.items()
        if name in known
    }
    values["phase"] = Phase(values["phase"])
    values["device"] = Device(**values["device"])
    values["tried"] = tuple(
        Tried(article, step, title, StepOutcome(outcome))
        for article, step, title, outcome in values["tried"]
    )
    return DialogueState(**values)
