"""Made-up conversations for the transcript's tests."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from livechat.domain.transcript import (
    EntryKind,
    Participant,
    StepTried,
    TranscriptEntry,
    TranscriptImage,
    TranscriptView,
)
from livechat.domain.vocabulary import SenderKind, StepResult

OPENED = datetime(2026, 5, 14, 12, 3, tzinfo=UTC)
_WORDS = str.split(
    "the exam page does not load after I sign in with my student number and it shows an error "
    "about cookies please help before the deadline tonight thank you"
)


def message(
    text: str,
    *,
    minute: float = 0,
    role: SenderKind = SenderKind.STUDENT,
    who: str = "Amina Yusuf",
    images: tuple[TranscriptImage, ...] = (),
) -> TranscriptEntry:
    """A message some minutes after the start."""
    at = OPENED + timedelta(minutes=minute)
    return TranscriptEntry(EntryKind.MESSAGE, at, who, role, text, images)


def event(text: str, *, minute: float = 0) -> TranscriptEntry:
    """An event in plain words."""
    return TranscriptEntry(EntryKind.EVENT, OPENED + timedelta(minutes=minute), text=text)


def transcript(*entries: TranscriptEntry, **changes: Any) -> TranscriptView:
    """A conversation with everything in it, around the given entries."""
    values: dict[str, Any] = {
        "institution": "Fernmoor Learning",
        "reference": "LC-7Q2K-9FXW",
        "topic": "Exam page does not load",
        "student": "Amina Yusuf",
        "participants": (
            Participant("Amina Yusuf", SenderKind.STUDENT),
            Participant("Support bot", SenderKind.BOT),
            Participant("Jonas Weber", SenderKind.AGENT),
        ),
        "opened_at": OPENED,
        "closed_at": OPENED + timedelta(minutes=31),
        "made_at": OPENED + timedelta(hours=2),
        "zone": "Europe/Berlin",
        "entries": entries,
        "steps": (
            StepTried("Page stays empty", "Reload the page with Ctrl+F5.", StepResult.DIDNT_HELP),
            StepTried("Page stays empty", "Allow cookies for this site.", StepResult.WORKED),
            StepTried("", "Try another browser.", None),
        ),
        "wait": "4 min in the queue",
        "outcome": "Solved by Jonas Weber",
        "ticket": "T-2041",
    }
    return TranscriptView(**(values | changes))


def long_transcript(count: int) -> TranscriptView:
    """`count` messages between two people, 4 to 30 words each, over several days."""
    dice = random.Random(7)
    entries = []
    for index in range(count):
        text = " ".join(dice.choice(_WORDS) for _ in range(dice.randint(4, 30)))
        asks = index % 3 != 1
        role, who = (SenderKind.STUDENT, "Amina Yusuf") if asks else (SenderKind.AGENT, "Jonas W.")
        entries.append(message(f"#{index} {text}", minute=index * 1.5, role=role, who=who))
    return transcript(*entries)
