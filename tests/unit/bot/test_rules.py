"""Short turns: the tables against labelled messages and against ordinary problems."""

import json
from collections import Counter
from pathlib import Path

import pytest

from livechat.bot.knowledge import Article
from livechat.bot.markdown_folder import read_folder
from livechat.bot.rules import Intent, load_rules

ROOT = Path(__file__).parents[3]
RULES = load_rules("en")


def _turns() -> list[tuple[str, str]]:
    files = sorted((ROOT / "tests" / "data").glob("turns*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    return [(row["text"], row["intent"]) for row in rows]


@pytest.fixture(scope="module")
def first_read() -> "Counter[tuple[str, str]]":
    """How often a turn labelled so was read so, its first intent counting."""
    return Counter((label, (RULES.read(text) or ("none",))[0]) for text, label in _turns())


@pytest.fixture(scope="module")
def starter() -> tuple[Article, ...]:
    return read_folder(ROOT / "livechat" / "content" / "articles" / "en")


def test_there_are_enough_labelled_turns() -> None:
    assert len(_turns()) >= 400


@pytest.mark.parametrize("intent", [*Intent])
def test_each_class_is_found_and_not_seen_elsewhere(
    intent: Intent, first_read: "Counter[tuple[str, str]]"
) -> None:
    counts = first_read
    hits = counts[(intent.value, intent)]
    precision = hits / max(1, sum(n for (_, got), n in counts.items() if got == intent))
    recall = hits / max(1, sum(n for (label, _), n in counts.items() if label == intent))
    # The matcher finds the rest of the requests for a person.
    assert precision >= 0.9
    assert recall >= 0.85


@pytest.mark.thorough
def test_ordinary_problems_are_no_short_turns(starter: tuple[Article, ...]) -> None:
    texts = [text for article in starter for text in article.phrasings]
    read = [intents for text in texts if (intents := RULES.read(text))]
    assert len(read) < 0.01 * len(texts)
    urgent = {Intent.DANGER, Intent.PERSON, Intent.ABUSE}
    assert not [intents for intents in read if urgent & set(intents)]


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("thanks, but it is still not working", {Intent.THANKS}),
        ("not working", {Intent.WORKED}),
        ("no sound in zoom", {Intent.NO}),
        ("i dont want to talk to a human", {Intent.PERSON}),
        ("my lecture on suicide has no captions", {Intent.DANGER}),
        ("this stupid page crashes", {Intent.ABUSE}),
    ],
)
def test_negation_and_subject_are_heeded(text: str, intents: set[Intent]) -> None:
    assert not intents & set(RULES.read(text))


@pytest.mark.parametrize(
    ("text", "place"), [("the second one", 1), ("2", 1), ("first pls", 0), ("two factor", None)]
)
def test_place_in_a_list_is_read(text: str, place: int | None) -> None:
    assert RULES.ordinal(text) == place


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("vid keeps buferring n i have quiz in 20min!!", 20),
        ("exam starts in half an hour", 30),
        ("2 hours left to submit", 120),
        ("i have 15 mins until my presentation", 15),
        ("my exam is in an hour", 60),
        ("the exam already started", 10),
        ("urgent please", 60),
        ("essay due tonight", 360),
        ("video stops every 20 min", None),
        ("been waiting 20 minutes", None),
        ("30 minute quiz shows nothing", None),
        ("no sound", None),
    ],
)
def test_urgency_is_read(text: str, minutes: int | None) -> None:
    urgency = RULES.urgency(text)
    assert (urgency.minutes if urgency else None) == minutes


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        ("no sound", 0),
        ("NOTHING WORKS HERE", 2),
        ("wtf", 1),
        ("THIS IS FUCKING RIDICULOUS", 3),
        ("OK", 0),
    ],
)
def test_frustration_is_counted(text: str, signals: int) -> None:
    assert RULES.frustration(text) == signals


def test_unknown_language_falls_back_to_english() -> None:
    assert load_rules("xx").read("yes") == (Intent.YES,)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("vid keeps buferring n i have quiz in 20min!!", "vid keeps buferring"),
        ("my exam starts in 30 mins and i cant log in", "cant log in"),
        ("15 minutes left and the upload fails", "upload fails"),
    ],
)
def test_clause_of_urgency_is_left_aside(text: str, rest: str) -> None:
    urgency = RULES.urgency(text)
    assert urgency is not None
    assert urgency.rest == rest
