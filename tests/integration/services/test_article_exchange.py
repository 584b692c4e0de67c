"""The knowledge base goes out as Markdown files and comes back; one bad file changes nothing."""

from pathlib import Path

import pytest

from livechat.bot.markdown_folder import read_folder
from livechat.domain.errors import InvalidError
from livechat.services import article_exchange, article_versions, articles
from livechat.store.unit_of_work import BusEvent
from tests.factories.desk import Desk

NAMES = ("app-update", "app-reinstall")


@pytest.fixture
def folder(desk: Desk, tmp_path: Path) -> Path:
    """The starter articles, taken in and written out again."""
    starter = Path(articles.__file__).parents[1] / "content" / "articles" / "en"
    desk.context.write(articles.seed_from_folder, starter)
    for name, text in desk.context.read(article_exchange.exported).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert {article.slug: article for article in read_folder(tmp_path)} == {
        article.slug: article for article in read_folder(starter)
    }
    return tmp_path


def test_what_went_out_comes_back_as_it_was(desk: Desk, folder: Path, told: list[BusEvent]) -> None:
    told.clear()
    done = desk.context.write(article_exchange.imported, folder)
    assert (done.added, done.changed) == ([], [])
    assert len(done.same) == len(list(folder.glob("*.md")))
    assert told == []


def test_changed_and_new_files_are_taken_over_and_the_old_text_is_kept(
    desk: Desk, folder: Path, told: list[BusEvent]
) -> None:
    file = folder / "app-update.md"
    before = file.read_text(encoding="utf-8")
    changed = before.replace("title: App asks", "title: The app asks")
    file.write_text(changed, encoding="utf-8")
    new = before.replace("slug: app-update", "slug: app-update-twice")
    (folder / "app-update-twice.md").write_text(new, encoding="utf-8")
    told.clear()
    done = desk.context.write(article_exchange.imported, folder)
    assert (done.added, done.changed) == (["app-update-twice"], ["app-update"])
    assert [event.topic for event in told] == ["knowledge"]
    admin = desk.admin()
    assert desk.context.read(articles.markdown, admin, "app-update") == changed
    assert desk.context.read(article_versions.markdown, admin, "app-update", 1) == before
    assert desk.context.read(articles.view, "app-update-twice").row.is_published


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("category: mobile", "category: no-such-one", "zz.md"),
        ("- app-reinstall", "- nobody", "nobody"),
    ],
)
def test_one_bad_file_changes_nothing_and_is_named(
    desk: Desk, folder: Path, right: str, wrong: str, said: str
) -> None:
    admin = desk.admin()
    good = folder / "app-update.md"
    before = good.read_text(encoding="utf-8")
    good.write_text(before.replace("title: App", "title: An app"), encoding="utf-8")
    assert right in before
    bad = before.replace("slug: app-update", "slug: zz").replace(right, wrong)
    (folder / "zz.md").write_text(bad, encoding="utf-8")
    with pytest.raises(InvalidError, match=said):
        desk.context.write(article_exchange.imported, folder)
    assert desk.context.read(articles.markdown, admin, "app-update") == before
