"""Gaps are grouped by likeness and become articles; the lab tells what the bot would do."""

from datetime import UTC, datetime

import pytest

from livechat.bot.dialogue import Bot
from livechat.bot.entries import load_entries
from livechat.bot.index import build_index
from livechat.bot.markdown_folder import parse_article
from livechat.bot.rules import load_rules
from livechat.domain.errors import InvalidError, NotAllowedError
from livechat.services import articles, bot_lab, conversations, dialogue, gaps, rehearsal
from livechat.services.article_draft import draft_of
from livechat.services.context import Context
from tests.factories.desk import Desk

READER = (
    "badge reader at the robotics lab ignores me",
    "robotics lab badge reader ignores me again",
    "badge reader at the robotics lab ignores me",
)
OTHER = "my parking permit barcode is rejected"


def ask(bot: Context, desk: Desk, *texts: str) -> None:
    for text in texts:
        student = desk.student()
        home = bot.write(conversations.open_bot, student, {})
        dialogue.open_(bot, student, home)
        desk.say(student, home, text)
        dialogue.hear(bot, student, home)


def test_alike_questions_are_one_gap_and_small_talk_is_none(bot: Context, desk: Desk) -> None:
    ask(bot, desk, *READER, OTHER, "hello", "thanks")
    found = gaps.rows(bot, desk.admin(), 7)
    assert [(gap.text, gap.times) for gap in found] == [(READER[0], 3), (OTHER, 1)]
    assert READER[1] in found[0].also
    assert found[0].texts == [READER[0], READER[1]]
    assert {gap.status for gap in found} == {"new"}
    with pytest.raises(NotAllowedError):
        gaps.rows(bot, desk.agent(), 7)


def test_none_of_these_is_a_gap(bot: Context, desk: Desk) -> None:
    student = desk.student()
    home = bot.write(conversations.open_bot, student, {})
    dialogue.open_(bot, student, home)
    desk.say(student, home, "My screen went funny")
    dialogue.hear(bot, student, home)
    admin = desk.admin()
    assert gaps.rows(bot, admin, 7) == []
    dialogue.choose(bot, student, home, "none:")
    assert [gap.text for gap in gaps.rows(bot, admin, 7)] == ["My screen went funny"]


def test_gap_becomes_a_draft_and_then_is_answered(bot: Context, desk: Desk) -> None:
    ask(bot, desk, *READER)
    admin = desk.admin()
    gap = gaps.rows(bot, admin, 7)[0]
    review = datetime(2027, 5, 1, tzinfo=UTC).date()
    markdown = draft_of(gap.text, review, gap.texts)
    assert parse_article(markdown, source="draft").phrasings == tuple(gap.texts)
    view = bot.write(articles.save, admin, "", markdown, is_published=False)
    assert gaps.rows(bot, admin, 7)[0].status == "draft"
    with pytest.raises(InvalidError, match="empty form"):
        bot.write(articles.save, admin, view.row.slug, markdown, is_published=True)
    markdown = finished(markdown)
    bot.write(articles.save, admin, view.row.slug, markdown, is_published=True)
    known = (*bot.bot.current.index.articles.values(), parse_article(markdown, source="draft"))
    index = build_index(known, entries=load_entries("en"))
    bot.bot.swap(Bot(index, load_rules("en")))
    assert gaps.rows(bot, admin, 7) == []


def finished(markdown: str) -> str:
    """The skeleton with words in place of its own."""
    for form, words in (
        ("One sentence on what goes wrong and what usually fixes it.", "It needs its cable."),
        ("Say what to do first", "Plug it in"),
        ("One to four short sentences, with the names of buttons in **bold**.", "Use the cable."),
        ("what the student then sees", "the light is on"),
    ):
        assert form in markdown
        markdown = markdown.replace(form, words)
    return markdown


def test_a_draft_is_tried_before_it_is_published(bot: Context, desk: Desk) -> None:
    admin = desk.admin()
    review = datetime(2027, 5, 1, tzinfo=UTC).date()
    draft = finished(draft_of(READER[0], review, ["vid keeps buffering", *READER[1:]]))
    before = bot_lab.try_out(bot, admin, READER[0])
    found = rehearsal.rehearse(bot, admin, draft, READER[0])
    slug = parse_article(draft, source="draft").slug
    assert before.candidates[0].slug != slug
    assert found.lab.candidates[0].slug == slug
    # The phrasing of another article makes the two compete, and the admin hears of it.
    assert any("buffering" in line for line in found.warnings)
    assert slug not in bot.bot.current.index.articles
    with pytest.raises(NotAllowedError):
        rehearsal.rehearse(bot, desk.agent(), draft, READER[0])


def test_remarks_tell_at_once_what_to_mend(bot: Context, desk: Desk) -> None:
    draft = draft_of("my video keeps buffering", datetime(2026, 1, 1, tzinfo=UTC).date())
    remarks = bot.read(articles.check, desk.admin(), "", draft).remarks
    for part in ("empty form", "only 1 phrasings", "due for a review"):
        assert any(part in line for line in remarks), part


def test_lab_tells_the_decision_with_its_reasons(bot: Context, desk: Desk) -> None:
    admin = desk.admin()
    tried = bot_lab.try_out(bot, admin, "vid keeps buferring n i have quiz in 20min!!")
    assert tried.verdict == "answer"
    assert tried.candidates[0].slug == "video-keeps-buffering"
    assert tried.candidates[0].figure.endswith("%")
    assert tried.voices[0].slug == "video-keeps-buffering"
    assert "buffering" in tried.understood_as
    assert "20" in tried.urgency
    assert "rule" in bot_lab.try_out(bot, admin, "thanks").said
    with pytest.raises(NotAllowedError):
        bot_lab.try_out(bot, desk.student(), "no sound")


def test_thin_articles_and_due_reviews_are_told(bot: Context, desk: Desk) -> None:
    admin = desk.admin()
    review = datetime(2026, 1, 1, tzinfo=UTC).date()
    bot.write(articles.save, admin, "", finished(draft_of(READER[0], review)))
    thin = parse_article(draft_of(READER[0], review), source="draft")
    known = (*bot.bot.current.index.articles.values(), thin)
    bot.bot.swap(Bot(build_index(known), load_rules("en")))
    told = bot_lab.warnings(bot, admin)
    assert any(thin.title in text and "phrasings" in text for text in told)
    assert any(thin.title in text and "review" in text for text in told)
