"""What a transcript holds, whatever it is rendered as; built only from what the student may see."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from livechat.domain.vocabulary import SenderKind, StepResult

# Category Cc but for newline and tab.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class EntryKind(StrEnum):
    MESSAGE = "message"
    EVENT = "event"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class TranscriptImage:
    """A picture by its storage key (for the PDF best the thumbnail's); `alt` is never empty."""

    key: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who wrote or joined."""

    name: str
    role: SenderKind


@dataclass(frozen=True, slots=True)
class TranscriptEntry:
    """One message, event in plain words ("Waited 4 min"), or step with the answer to it."""

    kind: EntryKind
    at: datetime
    who: str = ""
    role: SenderKind = SenderKind.SYSTEM
    text: str = ""
    images: tuple[TranscriptImage, ...] = ()
    result: StepResult | None = None


@dataclass(frozen=True, slots=True)
class StepTried:
    """A troubleshooting step and what came of it (None: not answered)."""

    article: str
    text: str
    result: StepResult | None


@dataclass(frozen=True, slots=True)
class TranscriptView:
    """A whole conversation; times are aware, `zone` is the student's IANA zone.

    Empty strings mean "none": no ticket, no outcome yet, no wait. `language` is a BCP 47 tag.
    """

    institution: str
    reference: str
    topic: str
    student: str
    participants: tuple[Participant, ...]
    opened_at: datetime
    closed_at: datetime | None
    made_at: datetime
    zone: str
    entries: tuple[TranscriptEntry, ...]
    steps: tuple[StepTried, ...] = ()
    status: str = ""
    outcome: str = ""
    ticket: str = ""
    wait: str = ""
    language: str = "en"
    logo: TranscriptImage | None = None
    # The setting of the institution's colour.
    accent: str = ""


@dataclass(frozen=True, slots=True)
class TranscriptDay:
    """Entries of one local day with one offset from UTC; a change of clocks begins a new one."""

    day: date
    offset: timedelta
    entries: tuple[TranscriptEntry, ...]


def days(view: TranscriptView, entries: tuple[TranscriptEntry, ...]) -> Iterator[TranscriptDay]:
    """Group `entries`, in their order, by the day in the student's zone."""
    zone = ZoneInfo(view.zone)
    group: list[TranscriptEntry] = []
    current: tuple[date, timedelta] | None = None
    for entry in entries:
        local = entry.at.astimezone(zone)
        key = (local.date(), local.utcoffset() or timedelta())
        if current is not None and key != current:
            yield TranscriptDay(*current, tuple(group))
            group = []
        current = key
        group.append(entry)
    if current is not None:
        yield TranscriptDay(*current, tuple(group))


def direction(text: str) -> str:
    """`rtl` or `ltr` by the first strong character, as `dir=auto` decides it."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def printable(text: str) -> str:
    """Any string as text that every format can hold.

    Line ends become newlines, other control characters are dropped, and a lone surrogate
    becomes U+FFFD. Nothing that a reader could see is lost.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    whole = unified.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _CONTROLS.sub("", whole)
