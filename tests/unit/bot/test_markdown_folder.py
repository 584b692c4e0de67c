"""Articles as Markdown files."""

from datetime import date
from pathlib import Path

import pytest

from livechat.bot.device import Device
from livechat.bot.knowledge import Article, Conditions, Step
from livechat.bot.markdown_folder import (
    KnowledgeError,
    format_article,
    parse_article,
    read_folder,
)

TEXT = """---
slug: video-stops
title: Video stops
category: video
language: en
summary: The video stops.
keywords: [buffering]
error_codes: [PB-204, 404]
group: media
review: 2027-05-01
alternatives: [wifi-slow]
needs: [device]
phrasings:
  - vid stops
  - "it says: stop"
---
## Reload the page
Press **Reload**.

Wait a bit.
> done when: the video plays
> minutes: 1

## Use mobile data
Turn Wi-Fi off.
> only: device=phone, device=tablet, os=ios
> done when: it plays
> minutes: 2
"""


def test_article_is_read_in_full() -> None:
    article = parse_article(TEXT, source="a.md")
    assert article.error_codes == ("PB-204", "404")
    assert article.review == date(2027, 5, 1)
    assert article.steps[0].body == "Press **Reload**.\n\nWait a bit."
    assert article.steps[0].key == "reload-the-page"
    assert article.steps[1].only == Conditions(
        devices=frozenset({"phone", "tablet"}), systems=frozenset({"ios"})
    )


def test_writing_and_reading_gives_the_same_article(tmp_path: Path) -> None:
    article = parse_article(TEXT, source="a.md")
    (tmp_path / "article.md").write_text(format_article(article), encoding="utf-8")
    assert read_folder(tmp_path) == (article,)
    assert parse_article(format_article(article), source="again") == article


def test_awkward_texts_survive_the_round_trip() -> None:
    step = Step("k", "K", "Body: with “quotes” # and\n- a list", "done: yes", 3)
    article = Article(
        slug="odd",
        title="Yes: no #1",
        category="quiz",
        summary="'quoted' & more",
        phrasings=("no", "1234", "año ñandú 日本"),
        group="platform",
        steps=(step,),
    )
    assert parse_article(format_article(article), source="odd.md") == article


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("category: video", "category: videos", "category"),
        ("slug: video-stops", "slug: Video Stops", "slug"),
        ("title: Video stops\n", "", "title"),
        ("group: media", "group: film", "group"),
        ("review: 2027-05-01", "review: soon", "review"),
        ("needs: [device]", "needs: [shoe]", "needs"),
        ("  - vid stops", "  - no", "phrasings"),
        ("> minutes: 2", "> minutes: two", "minutes"),
        ("> done when: it plays\n", "", "done when"),
        ("device=phone", "device=toaster", "only"),
        ("## Use mobile data", "## Reload the page", "steps"),
        ("keywords:", "keyword:", "keyword"),
        ("slug: video-stops", "slug: [", "front matter"),
        ("review: 2027-05-01", "review: 2027-13-45", "front matter"),
        ("slug: video-stops", "404: yes", "front matter"),
    ],
)
def test_mistake_is_named_with_file_and_field(old: str, new: str, field: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        parse_article(TEXT.replace(old, new), source="folder/a.md")
    assert "folder/a.md" in str(caught.value)
    assert field in caught.value.field


def test_two_files_with_one_slug_are_refused(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"b\.md: slug"):
        read_folder(tmp_path)


def test_condition_rules_out_only_what_is_known() -> None:
    only = Conditions(devices=frozenset({"phone"}), browsers=frozenset({"safari"}))
    assert only.is_met_by(Device())
    assert only.is_met_by(Device(kind="phone"))
    assert not only.is_met_by(Device(kind="computer"))
    assert not only.is_met_by(Device(kind="phone", browser="chrome"))
