"""The starter articles as the bot reads them."""

from pathlib import Path

import pytest

from livechat.bot.decide import Verdict
from livechat.bot.entries import load_entries
from livechat.bot.index import Index, build_index
from livechat.bot.knowledge import CATEGORIES, Article, Kind
from livechat.bot.markdown_folder import read_folder
from livechat.bot.rules import load_rules
from livechat.bot.understand import understand

FOLDER = Path(__file__).parents[3] / "livechat" / "content" / "articles" / "en"
RULES = load_rules("en")


@pytest.fixture(scope="module")
def starter() -> tuple[Article, ...]:
    return read_folder(FOLDER)


@pytest.fixture(scope="module")
def index(starter: tuple[Article, ...]) -> Index:
    return build_index(starter, entries=load_entries("en"))


def test_every_article_is_whole(starter: tuple[Article, ...]) -> None:
    slugs = {article.slug for article in starter}
    for article in starter:
        assert len(set(article.phrasings)) >= 10, article.slug
        assert 3 <= len(article.steps) <= 7, article.slug
        assert 1 <= len(article.alternatives) <= 3, article.slug
        assert set(article.alternatives) <= slugs - {article.slug}, article.slug
        assert article.review is not None, article.slug


def test_all_categories_are_there_and_enough_articles(starter: tuple[Article, ...]) -> None:
    assert {article.category for article in starter} == set(CATEGORIES)
    assert len(starter) >= 80


def test_every_device_finds_steps_in_every_article(starter: tuple[Article, ...]) -> None:
    from livechat.bot.device import BROWSERS, KINDS, SYSTEMS, Device

    usual = {
        "phone": ("ios", "android"),
        "tablet": ("ios", "android"),
        "computer": ("windows", "macos", "linux", "chromeos"),
    }
    assert {system for systems in usual.values() for system in systems} == set(SYSTEMS)
    devices = [
        Device(kind, system, browser)
        for kind in KINDS
        for system in usual[kind]
        for browser in BROWSERS
        if browser != "safari" or system in ("ios", "macos")
    ]
    stuck = [
        (article.slug, device)
        for article in starter
        for device in devices
        if not any(step.only.is_met_by(device) for step in article.steps)
    ]
    assert not stuck


def test_entries_name_a_person_and_others_who_help() -> None:
    kinds = {entry.kind for entry in load_entries("en")}
    assert kinds == {Kind.PERSON, Kind.ELSEWHERE}
    assert all(e.answer for e in load_entries("en") if e.kind is Kind.ELSEWHERE)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("vid keeps buferring n i have quiz in 20min!!", "video-keeps-buffering"),
        ("i forgot my pasword", "sign-in-forgot-password"),
        ("my mic isnt working in class", "live-class-microphone"),
        ("can i get an extension", "elsewhere-extension"),
        ("Let me talk to someone", "talk-to-a-person"),
    ],
)
def test_messages_find_what_is_meant(index: Index, text: str, slug: str) -> None:
    decision, _ = understand(index, RULES, text)
    assert decision.candidates[0].slug == slug
    assert decision.verdict in (Verdict.ANSWER, Verdict.ELSEWHERE, Verdict.PERSON)


def test_vague_message_gets_three_choices(index: Index) -> None:
    decision, _ = understand(index, RULES, "My screen went funny")
    assert decision.verdict is Verdict.ASK
    assert len(decision.candidates) == 3


@pytest.mark.parametrize("text", ["i cant log in", "quiz", "app"])
def test_broad_message_gets_choices(index: Index, text: str) -> None:
    decision, _ = understand(index, RULES, text)
    assert decision.verdict is Verdict.ASK


def test_most_messages_are_found_by_the_others(index: Index) -> None:
    left = index.left_out
    assert (left.known.argmax(axis=1) == left.known_owners).mean() > 0.65
