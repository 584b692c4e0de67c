"""Explanations."""

import pytest

from livechat.bot.decide import Verdict
from livechat.bot.explain import explain
from livechat.bot.index import Index
from livechat.bot.rules import Intent, load_rules

RULES = load_rules("en")


def test_voices_add_up_to_the_score(index: Index) -> None:
    text = "vid keeps freezing on me"
    candidate = next(c for c in index.match(text).candidates if c.slug == "video-stops")
    total = sum(share for _, _, share in index.voices(text, "video-stops"))
    assert total + 1 / len(index.entries) == pytest.approx(candidate.score, abs=1e-4)


def test_the_nearest_phrasing_is_named_first(index: Index) -> None:
    found = explain(index, RULES, "vid keeps freezin")
    assert found.verdict is Verdict.ANSWER
    assert found.voices[0].phrasing == "vid keeps freezing"
    assert found.understood_as == "vid keeps freezing"


def test_rules_and_unknown_messages_are_explained_too(index: Index) -> None:
    assert explain(index, RULES, "thanks").intents == (Intent.THANKS,)
    assert explain(index, RULES, "!!!").voices == ()
    assert explain(index, RULES, "no sound", slug="gone").voices == ()
