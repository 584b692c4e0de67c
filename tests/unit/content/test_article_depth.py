"""No filler: phrasings as students write them, steps that say something, each said once."""

import re
from collections import Counter
from pathlib import Path

import pytest

from livechat.bot.knowledge import Article
from livechat.bot.markdown_folder import read_folder
from livechat.bot.normalise import fold
from livechat.bot.repair import Speller

ARTICLES = Path(__file__).parents[3] / "livechat" / "content" / "articles"
STARTER = read_folder(ARTICLES / "en")
EACH = pytest.mark.parametrize("article", STARTER, ids=lambda article: article.slug)
_BLAME = re.compile(r"\b(simply|obviously|you forgot|your mistake|as usual)\b|!", re.I)
# What people type on phones, in a hurry, or in a second language.
_CHAT = re.compile(
    r"\b(u|ur|plz|pls|wont|cant|dont|doesnt|didnt|isnt|im|ive|its|wats|thx|bc|rn|n|2|ppl|idk|"
    r"omg|wtf|ffs|ugh|wth|asap|gonna|wanna|lol)\b|[?!]{2,}|[A-Z]{4,}",
)


@EACH
def test_phrasings_are_short_and_long_plain_and_in_the_words_of_chats(article: Article) -> None:
    lengths = [len(text.split()) for text in article.phrasings]
    assert min(lengths) <= 4
    assert max(lengths) >= 8
    assert sum(bool(_CHAT.search(text)) for text in article.phrasings) >= 1
    # Not one sentence with its words moved about.
    assert len({frozenset(fold(text).split()) for text in article.phrasings}) >= 10
    openings = Counter(tuple(fold(text).split()[:2]) for text in article.phrasings)
    assert openings.most_common(1)[0][1] <= len(article.phrasings) / 3


@EACH
def test_steps_tell_what_to_do_and_how_it_shows_that_it_worked(article: Article) -> None:
    for step in article.steps:
        assert 60 <= len(step.body) <= 600, step.title
        assert 2 <= len(step.title.split()) <= 12, step.title
        assert len(step.done_when.split()) >= 2, step.title
        assert step.minutes <= 30, step.title
        assert not _BLAME.search(f"{step.title} {step.body} {step.done_when}"), step.title
    assert not _BLAME.search(f"{article.title} {article.summary}")
    assert len(article.summary.split()) >= 8


@EACH
def test_alternatives_are_other_ideas(article: Article) -> None:
    others = {other.slug: other for other in STARTER}
    own = {fold(step.title) for step in article.steps}
    for slug in article.alternatives:
        theirs = {fold(step.title) for step in others[slug].steps}
        assert len(own & theirs) <= len(theirs) / 3, slug


def test_no_step_is_a_copy_of_another_articles() -> None:
    # Within an article two browsers may take the same words.
    bodies = Counter(
        body for article in STARTER for body in {fold(step.body) for step in article.steps}
    )
    assert [body for body, count in bodies.items() if count > 1] == []


def test_most_articles_know_misspelt_messages() -> None:
    """A word that the titles, summaries and steps of all articles lack is mostly a typo."""
    written = Speller(
        [
            f"{article.title} {article.summary} {' '.join(step.body for step in article.steps)}"
            for article in STARTER
        ]
    )
    misspelt = [
        article.slug
        for article in STARTER
        if any(written.repair(fold(text)) != fold(text) for text in article.phrasings)
    ]
    assert len(misspelt) >= 0.9 * len(STARTER)
