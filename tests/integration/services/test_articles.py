"""The knowledge base is seeded once, found by meaning and title, edited with its history kept."""

from datetime import date
from importlib import resources
from pathlib import Path

import pytest
from sqlmodel import select

from livechat.domain.errors import InvalidError, NotAllowedError, NotFoundError
from livechat.domain.vocabulary import Fact, StepResult
from livechat.services import article_versions, articles, popular
from livechat.services.article_draft import draft_of
from livechat.store.tables.knowledge import ArticleVersion, StepOutcome
from livechat.store.unit_of_work import BusEvent, UnitOfWork
from tests.factories.desk import Desk

ARTICLES = Path(str(resources.files("livechat.content"))) / "articles"


@pytest.fixture
def seeded(desk: Desk) -> Desk:
    desk.context.write(articles.seed_from_folder, ARTICLES / "en")
    return desk


def test_seeding_twice_adds_nothing_and_tells_nobody(desk: Desk, told: list[BusEvent]) -> None:
    added = desk.context.write(articles.seed_from_folder, ARTICLES / "en")
    assert added == len(list((ARTICLES / "en").glob("*.md"))) >= 40
    assert [event.topic for event in told].count("knowledge") == 1
    assert desk.context.write(articles.seed_from_folder, ARTICLES / "en") == 0
    assert [event.topic for event in told].count("knowledge") == 1


def test_what_is_stored_is_what_the_file_says(seeded: Desk) -> None:
    admin = seeded.admin()
    text = seeded.context.read(articles.markdown, admin, "app-update")
    stored = articles.parse_article(text, source="stored")
    written = articles.parse_article(
        (ARTICLES / "en" / "app-update.md").read_text(encoding="utf-8"), source="file"
    )
    assert stored == written


def test_help_page_lists_categories_with_their_articles(seeded: Desk) -> None:
    found = seeded.context.read(articles.categories)
    assert sum(category.count for category in found) == len(list((ARTICLES / "en").glob("*.md")))
    for category in found:
        rows = seeded.context.read(articles.in_category, category.key)
        assert len(rows) == category.count
        assert all(row.category_label == category.label for row in rows)


def test_bot_is_loaded_and_search_finds_by_meaning_and_by_title(seeded: Desk) -> None:
    bot = seeded.context.read(articles.load_bot)
    assert "app-update" in bot.index.articles
    by_title = articles.search(seeded.context, "App asks for an update")
    assert [row.slug for row in by_title] == ["app-update"]
    seeded.context.bot.swap(bot)
    found = articles.search(seeded.context, "the sound is gone in my lecture video")
    assert "video-no-sound" in [row.slug for row in found][:3]
    assert articles.search(seeded.context, "   ") == []
    wild = articles.search(seeded.context, "100%_\\' OR 1=1 --")
    assert all("%" in row.title or row.slug in bot.index.articles for row in wild)


def test_outcomes_reach_the_bot_under_the_steps_own_keys(seeded: Desk) -> None:
    student = seeded.student()
    seeded.conversation(student)
    step = seeded.context.read(articles.view, "app-update").steps[0]

    def work(uow: UnitOfWork) -> None:
        for result in (StepResult.WORKED, StepResult.WORKED, StepResult.DIDNT_HELP):
            uow.session.add(
                StepOutcome(
                    conversation_id=1,
                    article_slug="app-update",
                    step_title=step.title,
                    position=1,
                    result=result,
                    device="phone",
                    at=uow.now,
                )
            )

    seeded.context.write(work)
    bot = seeded.context.read(articles.load_bot)
    key = bot.index.articles["app-update"].steps[0].key
    tally = bot.outcomes["app-update", "phone", key]
    assert (tally.worked, tally.failed) == (2, 1)


def test_article_that_helps_few_says_that_it_takes_a_person(seeded: Desk) -> None:
    for _ in range(6):
        seeded.conversation(seeded.student())

    def tried(worked_for: int) -> None:
        def work(uow: UnitOfWork) -> None:
            for conversation_id in range(1, 7):
                did_work = conversation_id <= worked_for
                uow.session.add(
                    StepOutcome(
                        conversation_id=conversation_id,
                        article_slug="app-update",
                        step_title="Update",
                        position=1,
                        result=StepResult.WORKED if did_work else StepResult.DIDNT_HELP,
                        device="phone",
                        at=uow.now,
                    )
                )

        seeded.context.write(work)

    def shown() -> tuple[str, bool]:
        rows = [
            row
            for category in seeded.context.read(articles.categories)
            for row in seeded.context.read(articles.in_category, category.key)
        ]
        [row] = [row for row in rows if row.slug == "app-update"]
        return row.fixed_text, row.needs_person

    assert shown() == ("", False)
    tried(1)
    assert shown() == ("Fixed it for 17 % of 6", True)
    tried(6)
    assert shown() == ("Fixed it for 100 % of 6", False)


def test_topics_are_starters_first_then_what_is_asked(seeded: Desk) -> None:
    before = seeded.context.read(popular.topics)
    assert before == [slug for slug in popular.STARTERS if slug in before]
    assert len(before) == 5
    for _ in range(2):
        seeded.conversation(seeded.student())

    def ask(uow: UnitOfWork) -> None:
        for conversation_id in (1, 2):
            uow.record(Fact.BOT_MATCHED, conversation_id, article="files-printing")
        uow.record(Fact.BOT_MATCHED, 1, article="quiz-locked-out")
        uow.record(Fact.BOT_MATCHED, 1, article="gone-for-good")

    seeded.context.write(ask)
    assert seeded.context.read(popular.topics) == ["files-printing", *before[:4]]
    seeded.clock.advance(8 * 86400)
    assert seeded.context.read(popular.topics) == before


def test_saving_keeps_the_old_version_and_tells_the_bot(seeded: Desk, told: list[BusEvent]) -> None:
    admin = seeded.admin()
    told.clear()
    text = seeded.context.read(articles.markdown, admin, "app-update")
    changed = text.replace("title: App asks", "title: The app asks")
    view = seeded.context.write(articles.save, admin, "app-update", changed)
    assert view.row.title.startswith("The app asks")
    assert view.version == 2
    assert [event.topic for event in told] == ["knowledge"]
    kept = seeded.context.read(lambda uow: uow.session.exec(select(ArticleVersion)).all())
    assert [(one.version, one.markdown) for one in kept] == [(1, text)]


def test_an_earlier_version_is_read_and_taken_back(seeded: Desk) -> None:
    admin = seeded.admin()
    first = seeded.context.read(articles.markdown, admin, "app-update")
    second = first.replace("title: App asks", "title: The app asks")
    seeded.clock.advance(60)
    seeded.context.write(articles.save, admin, "app-update", second)
    [kept] = seeded.context.read(article_versions.rows, admin, "app-update")
    assert (kept.number, "starter content" in kept.text) == (1, True)
    old = seeded.context.read(article_versions.markdown, admin, "app-update", kept.number)
    seeded.context.write(articles.save, admin, "app-update", old)
    assert seeded.context.read(articles.markdown, admin, "app-update") == first
    rows = seeded.context.read(article_versions.rows, admin, "app-update")
    assert [row.number for row in rows] == [2, 1]
    assert admin.name in rows[0].text
    with pytest.raises(NotFoundError):
        seeded.context.read(article_versions.markdown, admin, "app-update", 7)
    with pytest.raises(NotAllowedError):
        seeded.context.read(article_versions.rows, seeded.agent(), "app-update")


def test_editor_refuses_what_is_no_article_and_says_what_is_wrong(seeded: Desk) -> None:
    admin = seeded.admin()
    text = seeded.context.read(articles.markdown, admin, "app-update")
    for broken, said in (
        ("no front matter", "front matter"),
        (text.replace("- app-reinstall", "- no-such-article"), "no-such-article"),
        (text.replace("slug: app-update", "slug: other-name"), "app-update"),
    ):
        with pytest.raises(InvalidError, match=said):
            seeded.context.write(articles.save, admin, "app-update", broken)
    with pytest.raises(NotAllowedError):
        seeded.context.write(articles.save, seeded.agent(), "app-update", text)


def test_deleted_article_is_gone_everywhere(seeded: Desk) -> None:
    admin = seeded.admin()
    seeded.context.write(articles.delete, admin, "app-reinstall")
    with pytest.raises(NotFoundError):
        seeded.context.read(articles.view, "app-reinstall")
    view = seeded.context.read(articles.view, "app-update")
    assert "app-reinstall" not in view.alternatives


def test_unpublished_article_is_for_admins_only(seeded: Desk) -> None:
    admin = seeded.admin()
    text = seeded.context.read(articles.markdown, admin, "app-update")
    seeded.context.write(articles.save, admin, "app-update", text, is_published=False)
    with pytest.raises(NotFoundError):
        seeded.context.read(articles.view, "app-update")
    assert "app-update" in [row.slug for row in seeded.context.read(articles.rows, admin)]
    assert all(row.slug != "app-update" for row in articles.search(seeded.context, "App asks"))


def test_the_editor_says_what_is_wrong_before_anything_is_saved(seeded: Desk) -> None:
    admin = seeded.admin()
    text = seeded.context.read(articles.markdown, admin, "app-update")

    def problem(slug: str, markdown: str) -> str:
        return seeded.context.read(articles.check, admin, slug, markdown).problem

    draft = seeded.context.read(articles.check, admin, "app-update", text)
    assert draft.problem == ""
    assert len(draft.steps) >= 3
    assert draft.counts_text.startswith(f"{len(draft.steps)} steps")
    assert "minutes" in problem("app-update", text.replace("> minutes: ", "> minutes: x", 1))
    assert "already" in problem("", text)
    assert "“app-update”" in problem("app-update", text.replace("app-update", "app-other", 1))
    renamed = text.replace("alternatives:\n", "alternatives:\n- no-such-article\n", 1)
    refused = seeded.context.read(articles.check, admin, "app-update", renamed)
    assert "no-such-article" in refused.problem
    assert refused.steps == draft.steps
    assert "front matter" in problem("app-update", "")
    with pytest.raises(NotAllowedError):
        seeded.context.read(articles.check, seeded.agent(), "app-update", text)


def test_a_new_article_begins_with_a_draft_that_can_be_read(seeded: Desk) -> None:
    admin = seeded.admin()
    for question in ("", 'it says: "error" # 5 { [ - \\', "الفيديو لا يعمل", "no", "a\nb\tc: d"):
        markdown = draft_of(question, date(2027, 5, 1))
        draft = seeded.context.read(articles.check, admin, "", markdown)
        assert draft.problem == "", (question, draft.problem)
