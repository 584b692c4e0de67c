"""Danger and the wish for a person in words that no table has."""

import pytest

from livechat.bot.recognise import Recogniser, load_recogniser, spread
from livechat.bot.rules import Intent, load_rules

RULES = load_rules("en")


def test_a_line_stands_for_its_combinations() -> None:
    assert set(spread("(a|b) x (c|d|)")) == {"a x c", "a x d", "a x", "b x c", "b x d", "b x"}


def test_a_long_line_gives_a_few_messages_and_uses_every_choice() -> None:
    made = spread("(a|b|c) (d|e|f|g) (h|i)")
    assert len(made) == 8
    assert {word for text in made for word in text.split()} == set("abcdefghi")


def test_likeness_to_what_is_written_decides() -> None:
    recogniser = Recogniser(
        {
            "danger": ["i want to (die|be dead|end my life) (today|now)"],
            "neither": ["the page (dies|hangs|freezes) (today|now|again)", "my battery is dead"],
        }
    )
    assert recogniser.probabilities("i really want to die")["danger"] > 0.5
    assert recogniser.probabilities("the page hangs and is dead")["danger"] < 0.2


@pytest.mark.parametrize(
    "text",
    [
        "i keep imagining what it is like to be dead",
        "my stepbrother chokes me when he is drunk",
        "after my game i am going to kill myself",
        "my cousin says she will end her life",
    ],
)
def test_danger_is_heard(text: str) -> None:
    assert RULES.read(text)[0] is Intent.DANGER


@pytest.mark.parametrize(
    "text",
    [
        "this exam is killing me",
        "my laptop died",
        "kill the process",
        "my life would be easier with dark mode",
        "the suicide lecture has no captions",
        "can someone see what i type before i send",
        "the operator field is required",
        "how do i talk during a webinar",
    ],
)
def test_what_only_sounds_like_it_is_ordinary(text: str) -> None:
    assert not {Intent.DANGER, Intent.PERSON} & set(RULES.read(text))


def test_a_language_without_written_messages_has_no_recogniser() -> None:
    assert load_recogniser("xx") is None
