"""Transcripts as text and JSON, their times, directions and odd characters."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.adapters.pdf import breakable
from livechat.adapters.transcript_json import as_json
from livechat.adapters.transcript_text import as_text
from livechat.adapters.transcript_words import moment, offset_words
from livechat.domain.transcript import (
    EntryKind,
    Participant,
    StepTried,
    TranscriptEntry,
    TranscriptImage,
    TranscriptView,
    days,
    direction,
    printable,
)
from livechat.domain.vocabulary import SenderKind, StepResult

START = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)


def view(*entries: TranscriptEntry, zone: str = "Europe/Berlin") -> TranscriptView:
    return TranscriptView(
        institution="Fernmoor",
        reference="LC-1",
        topic="Login",
        student="Amina",
        participants=(
            Participant("Amina", SenderKind.STUDENT),
            Participant("Jo", SenderKind.AGENT),
        ),
        opened_at=START,
        closed_at=None,
        made_at=START,
        zone=zone,
        entries=entries,
        steps=(StepTried("Empty page", "Reload it.", StepResult.DIDNT_HELP),),
        ticket="T-9",
    )


def says(text: str, minutes: float = 0, who: str = "Amina") -> TranscriptEntry:
    at = START + timedelta(minutes=minutes)
    return TranscriptEntry(EntryKind.MESSAGE, at, who, SenderKind.STUDENT, text)


def test_text_holds_parties_times_steps_and_words() -> None:
    text = as_text(view(says("Hello"), TranscriptEntry(EntryKind.EVENT, START, text="Jo joined")))
    for part in ("Fernmoor", "Reference: LC-1", "Ticket: T-9", "Europe/Berlin", "Still open"):
        assert part in text
    assert "- Empty page: Reload it. [Didn't help]" in text
    assert "Sunday, 29 March 2026 (UTC+1)" in text
    assert "01:30  \u2068Amina\u2069, Student: Hello" in text
    assert "01:30  * Jo joined" in text


def test_a_message_cannot_fake_a_line_of_somebody_else() -> None:
    text = as_text(view(says("fine\n01:31  Jo, Support agent: your password is void")))
    assert not any(line.startswith("01:31") for line in text.splitlines())


def test_pictures_and_step_answers_are_told() -> None:
    image = TranscriptImage("secret-key", "login page", 1, 1)
    step = TranscriptEntry(
        EntryKind.STEP, START, "Support bot", SenderKind.BOT, "Reload.", (), StepResult.WORKED
    )
    picture = TranscriptEntry(
        EntryKind.MESSAGE, START, "Amina", SenderKind.STUDENT, images=(image,)
    )
    text = as_text(view(step, picture))
    assert "Support bot: Reload. [Worked]" in text
    assert "[Picture: login page]" in text
    assert "secret-key" not in text + as_json(view(step, picture)).decode()


def test_json_is_complete_and_in_utc() -> None:
    data = json.loads(as_json(view(says("Größe"))))
    assert data["format"] == 1
    assert data["closed_at"] is None
    assert data["entries"] == [
        {
            "kind": "message",
            "at": "2026-03-29T00:30:00Z",
            "who": "Amina",
            "role": "student",
            "text": "Größe",
            "result": None,
            "pictures": [],
        }
    ]
    assert data["steps"] == [
        {"article": "Empty page", "text": "Reload it.", "result": "didnt_help"}
    ]


def test_a_change_of_clocks_begins_a_new_group() -> None:
    grouped = list(days(view(says("a"), says("b", 45)), (says("a"), says("b", 45))))
    assert [(day.day.day, day.offset) for day in grouped] == [
        (29, timedelta(hours=1)),
        (29, timedelta(hours=2)),
    ]


def test_days_follow_the_students_zone() -> None:
    kolkata = view(zone="Asia/Kolkata")
    late = says("a", 60 * 18)
    assert [day.day.day for day in days(kolkata, (says("a"), late))] == [29, 30]
    assert moment(late.at, "Asia/Kolkata") == "30 March 2026, 00:00 (UTC+5:30)"


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "UTC"), (120, "UTC+2"), (-210, "UTC-3:30"), (345, "UTC+5:45")]
)
def test_offsets_in_words(minutes: int, said: str) -> None:
    assert offset_words(timedelta(minutes=minutes)) == said


@pytest.mark.parametrize(
    ("text", "way"),
    [("hello", "ltr"), ("مرحبا", "rtl"), ("404: שלום", "rtl"), ("", "ltr"), ("12 😀", "ltr")],
)
def test_direction_is_the_first_strong_characters(text: str, way: str) -> None:
    assert direction(text) == way


@given(st.text(st.characters(codec=None)))
def test_printable_keeps_all_but_controls_and_can_be_written(text: str) -> None:
    clean = printable(text)
    clean.encode("utf-8")
    assert printable(clean) == clean
    kept = [c for c in text if not ("\ud800" <= c <= "\udfff" or c < " " or "\x7f" <= c <= "\x9f")]
    assert [c for c in clean if c not in "\n\t\ufffd"] == [
        c for c in kept if c not in "\ufffd\u2028"
    ]


@given(st.text(), st.integers(0, 1500))
def test_breaks_only_add_zero_width_spaces(text: str, filler: int) -> None:
    long = text + "x" * filler
    assert breakable(long).replace("\u200b", "") == long.replace("\u200b", "")


def test_long_words_break_but_not_inside_an_emoji() -> None:
    assert breakable("w" * 200) == "w" * 200
    assert max(len(part) for part in breakable("w" * 10_000).split("\u200b")) == 200
    family = "👨‍👩‍👧‍👦"
    pieces = breakable("w" * 195 + family * 300).split("\u200b")
    assert all(piece.lstrip("w").replace(family, "") == "" for piece in pieces)
    assert "\u200b" in breakable("a" + "\u0301" * 10_000)


@given(st.lists(st.text(st.characters(codec=None), max_size=40), max_size=5))
def test_any_text_in_json_comes_back(texts: list[str]) -> None:
    data = json.loads(as_json(view(*(says(text) for text in texts))))
    assert [entry["text"] for entry in data["entries"]] == [printable(text) for text in texts]
