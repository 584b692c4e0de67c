"""The starter articles on disk keep the format that the importer reads."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import frontmatter
import pytest

ARTICLES = Path(__file__).parents[3] / "livechat" / "content" / "articles"
FILES = sorted(ARTICLES.glob("*/*.md"))
FIELDS = {
    "slug": str,
    "title": str,
    "category": str,
    "language": str,
    "summary": str,
    "keywords": list,
    "error_codes": list,
    "group": str,
    "review": date,
    "alternatives": list,
    "needs": list,
    "phrasings": list,
}
CATEGORIES = {
    "sign-in",
    "account",
    "video",
    "live-class",
    "assignment",
    "quiz",
    "browser",
    "mobile",
    "network",
    "notifications",
    "files",
    "grades",
}
GROUPS = {"identity", "media", "assessment", "platform", "network"}
CONDITIONS = {
    "device": {"phone", "tablet", "computer"},
    "os": {"ios", "android", "windows", "macos", "linux", "chromeos"},
    "browser": {"chrome", "safari", "firefox", "edge"},
}


def load(path: Path) -> tuple[dict[str, Any], str]:
    """Return the front matter and the body of one article file."""
    post = frontmatter.load(str(path))
    return post.metadata, post.content


def name(path: Path) -> str:
    """Name a file in test output by language and slug."""
    return f"{path.parent.name}/{path.stem}"


def steps_of(body: str) -> list[dict[str, str]]:
    """Return the `> key: value` lines of every step."""
    sections = re.split(r"^## ", body, flags=re.MULTILINE)[1:]
    return [dict(re.findall(r"^> ([a-z ]+): (.+)$", part, re.MULTILINE)) for part in sections]


def test_every_category_has_articles_in_english() -> None:
    assert {load(path)[0]["category"] for path in FILES if path.parent.name == "en"} == CATEGORIES


@pytest.mark.parametrize("path", FILES, ids=name)
def test_front_matter_is_complete_and_named_after_the_file(path: Path) -> None:
    fields, _ = load(path)
    assert set(fields) == set(FIELDS)
    assert [key for key, kind in FIELDS.items() if not isinstance(fields[key], kind)] == []
    assert (fields["slug"], fields["language"]) == (path.stem, path.parent.name)
    assert fields["category"] in CATEGORIES
    assert fields["group"] in GROUPS
    assert set(fields["needs"]) <= {"device", "browser", "error"}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_phrasings_are_many_distinct_texts_and_no_copy_of_the_title(path: Path) -> None:
    fields, _ = load(path)
    assert all(isinstance(text, str) for text in fields["phrasings"])
    lowered = [text.lower() for text in fields["phrasings"]]
    assert len(lowered) == len(set(lowered)) >= 10
    assert fields["title"].lower() not in lowered


@pytest.mark.parametrize("path", FILES, ids=name)
def test_alternatives_name_other_articles_of_the_same_language(path: Path) -> None:
    fields, _ = load(path)
    known = {other.stem for other in path.parent.glob("*.md")} - {path.stem}
    assert 1 <= len(fields["alternatives"]) <= 3
    assert set(fields["alternatives"]) <= known


@pytest.mark.parametrize("path", FILES, ids=name)
def test_steps_say_when_they_are_done_and_ask_only_known_conditions(path: Path) -> None:
    fields, body = load(path)
    steps = steps_of(body)
    assert 3 <= len(steps) <= 7
    for step in steps:
        assert step["done when"]
        assert int(step["minutes"]) > 0
        assert set(step) <= {"done when", "minutes", "only"}
        for condition in filter(None, step.get("only", "").split(",")):
            key, value = condition.strip().split("=")
            assert value in CONDITIONS[key]
            assert ("browser" if key == "browser" else "device") in fields["needs"]


@pytest.mark.parametrize("language", sorted({path.parent.name for path in FILES}))
def test_no_phrasing_belongs_to_two_articles(language: str) -> None:
    owners: dict[str, list[str]] = {}
    for path in FILES:
        if path.parent.name == language:
            for text in load(path)[0]["phrasings"]:
                owners.setdefault(text.lower(), []).append(path.stem)
    assert {text: slugs for text, slugs in owners.items() if len(slugs) > 1} == {}
