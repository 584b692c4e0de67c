"""Entries of the index that are no articles: a wish for a person, questions for someone else."""

from importlib import resources
from typing import Any

import yaml

from livechat.bot.knowledge import Article, Kind


def load_entries(language: str) -> tuple[Article, ...]:
    """The entries shipped for a language; none where there is no file for it."""
    path = resources.files("livechat.content") / "entries" / f"{language.partition('-')[0]}.yml"
    if not path.is_file():
        return ()
    rows: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(
        Article(
            slug=row["slug"],
            title=row["title"],
            language=language,
            phrasings=tuple(str(text) for text in row["phrasings"]),
            kind=Kind(row["kind"]),
            answer=row.get("answer", ""),
        )
        for row in rows
    )
