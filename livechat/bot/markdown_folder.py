"""Articles as a folder of Markdown files with front matter, read and written."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import frontmatter
import yaml

from livechat.bot.device import BROWSERS, KINDS, SYSTEMS
from livechat.bot.knowledge import CATEGORIES, GROUPS, NEEDS, Article, Conditions, Step
from livechat.bot.normalise import fold

_CONDITION_VALUES = {"device": KINDS, "os": SYSTEMS, "browser": BROWSERS}
_FIELDS = {
    *("slug", "title", "category", "language", "summary", "keywords", "error_codes", "group"),
    *("review", "alternatives", "needs", "phrasings"),
}
_NOTES = frozenset({"done when", "minutes", "only", "picture"})
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class KnowledgeError(ValueError):
    """A file that cannot be read as an article; names the file and the field."""

    def __init__(self, source: str, field: str, problem: str) -> None:
        super().__init__(f"{source}: {field}: {problem}")
        self.source = source
        self.field = field
        self.problem = problem


def read_folder(folder: Path) -> tuple[Article, ...]:
    """Every `*.md` below a folder as articles, sorted by slug; slugs must be unique."""
    articles: dict[str, Article] = {}
    for path in sorted(folder.rglob("*.md")):
        article = parse_article(path.read_text(encoding="utf-8"), source=str(path))
        if article.slug in articles:
            raise KnowledgeError(str(path), "slug", f"“{article.slug}” is taken by another file")
        articles[article.slug] = article
    return tuple(articles[slug] for slug in sorted(articles))


def parse_article(text: str, *, source: str) -> Article:
    """One article from its Markdown; `source` names it in errors."""
    try:
        post = frontmatter.loads(text)
    except (yaml.YAMLError, ValueError, TypeError) as error:
        # YAML itself refuses 2026-13-45, and frontmatter a field that is no text.
        problem = " ".join(str(error).split())
        raise KnowledgeError(source, "front matter", problem) from error
    meta: Mapping[str, Any] = post.metadata
    if not meta:
        raise KnowledgeError(source, "front matter", "is missing")
    for name in meta:
        if name not in _FIELDS:
            raise KnowledgeError(source, str(name), "is no field of an article")
    slug = _text(meta, "slug", source)
    if not _SLUG.fullmatch(slug):
        raise KnowledgeError(source, "slug", "needs lower-case letters, digits and single hyphens")
    needs = _texts(meta, "needs", source)
    for need in needs:
        _one_of(need, NEEDS, "needs", source)
    return Article(
        slug=slug,
        title=_text(meta, "title", source),
        category=_one_of(_text(meta, "category", source), CATEGORIES, "category", source),
        language=_text(meta, "language", source),
        summary=_text(meta, "summary", source),
        phrasings=_texts(meta, "phrasings", source),
        keywords=_texts(meta, "keywords", source),
        error_codes=_texts(meta, "error_codes", source),
        steps=_steps(post.content, source),
        alternatives=_texts(meta, "alternatives", source),
        group=_one_of(_text(meta, "group", source), GROUPS, "group", source),
        review=_date(meta, "review", source),
        needs=needs,
    )


def format_article(article: Article) -> str:
    """The Markdown that `parse_article` reads back to the same article."""
    meta: dict[str, Any] = {
        "slug": article.slug,
        "title": article.title,
        "category": article.category,
        "language": article.language,
        "summary": article.summary,
        "keywords": list(article.keywords),
        "error_codes": list(article.error_codes),
        "group": article.group,
    }
    if article.review:
        meta["review"] = article.review
    meta |= {
        "alternatives": list(article.alternatives),
        "needs": list(article.needs),
        "phrasings": list(article.phrasings),
    }
    head = yaml.safe_dump(meta, sort_keys=False, allow_unicode=True, width=10_000)
    return f"---\n{head}---\n" + "\n".join(_format_step(step) for step in article.steps)


def _format_step(step: Step) -> str:
    notes = []
    groups = zip(
        _CONDITION_VALUES, (step.only.devices, step.only.systems, step.only.browsers), strict=True
    )
    only = ", ".join(f"{name}={value}" for name, values in groups for value in sorted(values))
    if only:
        notes.append(f"> only: {only}")
    if step.picture:
        notes.append(f"> picture: {step.picture}")
    notes += [f"> done when: {step.done_when}", f"> minutes: {step.minutes}"]
    return f"## {step.title}\n{step.body}\n\n" + "\n".join(notes) + "\n"


def _steps(body: str, source: str) -> tuple[Step, ...]:
    before, *sections = re.split(r"(?m)^##[ \t]+", body)
    if before.strip():
        raise KnowledgeError(source, "steps", "text stands before the first “##” heading")
    if not sections:
        raise KnowledgeError(source, "steps", "there are none; each begins with “## Title”")
    steps = tuple(_step(section, source) for section in sections)
    keys = [step.key for step in steps]
    if len(set(keys)) < len(keys):
        raise KnowledgeError(source, "steps", "two have the same title")
    return steps


def _step(section: str, source: str) -> Step:
    title, _, rest = section.partition("\n")
    title = title.strip()
    where = f"step “{title}”"
    lines: list[str] = []
    notes: dict[str, str] = {}
    for line in rest.splitlines():
        note = re.match(r">\s*([a-z ]+?)\s*:\s*(.*)$", line)
        if note is None:
            lines.append(line)
            continue
        name, value = note.groups()
        if name not in _NOTES:
            raise KnowledgeError(source, f"{where}, {name}", "is no line of a step")
        notes[name] = value.strip()
    content = "\n".join(lines).strip()
    if not title or not content:
        raise KnowledgeError(source, where, "needs a title and a text")
    if not notes.get("done when"):
        raise KnowledgeError(source, f"{where}, done when", "is missing")
    minutes = notes.get("minutes", "")
    if not minutes.isdecimal() or int(minutes) < 1:
        raise KnowledgeError(source, f"{where}, minutes", "needs a whole number, at least 1")
    return Step(
        key="-".join(fold(title).split()),
        title=title,
        body=content,
        done_when=notes["done when"],
        minutes=int(minutes),
        only=_conditions(notes.get("only", ""), source, f"{where}, only"),
        picture=notes.get("picture", ""),
    )


def _conditions(text: str, source: str, where: str) -> Conditions:
    found: dict[str, set[str]] = {name: set() for name in _CONDITION_VALUES}
    name = ""
    for part in filter(None, (piece.strip() for piece in re.split(r"[,|]| or ", text))):
        before, equals, value = part.rpartition("=")
        # “device=phone, tablet” carries the name on.
        name = before.strip() if equals else name
        if name not in found:
            raise KnowledgeError(source, where, f"“{part}” is none of device=, os=, browser=")
        found[name].add(_one_of(value.strip(), _CONDITION_VALUES[name], where, source))
    return Conditions(
        devices=frozenset(found["device"]),
        systems=frozenset(found["os"]),
        browsers=frozenset(found["browser"]),
    )


def _text(meta: Mapping[str, Any], name: str, source: str) -> str:
    value = meta.get(name)
    if not isinstance(value, str) or not value.strip():
        raise KnowledgeError(source, name, "needs a text")
    return value.strip()


def _texts(meta: Mapping[str, Any], name: str, source: str) -> tuple[str, ...]:
    values = meta.get(name) or []
    if not isinstance(values, list):
        raise KnowledgeError(source, name, "needs a list")
    texts = []
    for value in values:
        # YAML reads bare 404 as a number and bare “no” as false.
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise KnowledgeError(source, name, f"“{value}” is no text; put it in quotes")
        texts.append(str(value).strip())
    return tuple(texts)


def _one_of(value: str, allowed: Iterable[str], field: str, source: str) -> str:
    if value not in allowed:
        raise KnowledgeError(source, field, f"“{value}” is none of {', '.join(allowed)}")
    return value


def _date(meta: Mapping[str, Any], name: str, source: str) -> date | None:
    value = meta.get(name)
    if value is None or type(value) is date:
        return value
    raise KnowledgeError(source, name, f"“{value}” is no date like 2027-05-01")
