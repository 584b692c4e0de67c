"""How well the production matcher does on a set of labelled messages."""

import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np

from livechat.bot.decide import Candidate, Decision, Verdict, decide
from livechat.bot.encoder import Encoder
from livechat.bot.index import Index, build_index
from livechat.bot.knowledge import Article
from livechat.bot.markdown_folder import read_folder
from livechat.bot.measures import auroc, matthews

SURE: Final = 0.5  # for the multi-class decision: the best article from here, none below
_NONE: Final = ""
_LETTERS_PER_TYPO: Final = 6
_BINS: Final = (0.0, 0.1, 0.2, 0.35, 0.5, 0.6, 0.75, 0.85, 0.95, 1.0)


class SetError(ValueError):
    """A file of an evaluation set that cannot be read."""


@dataclass(frozen=True, slots=True)
class Query:
    """A message and the article that is right for it; an empty one where nothing fits."""

    text: str
    article: str


@dataclass(frozen=True, slots=True)
class _Result:
    query: Query
    best: Candidate
    three: tuple[str, ...]
    decision: Decision
    milliseconds: float

    @property
    def is_right(self) -> bool:
        return self.best.slug == self.query.article


def read_knowledge(path: Path) -> tuple[Article, ...]:
    """Articles from `{"articles": [{"slug", "title", "phrases"}]}` or a Markdown folder."""
    if path.is_dir():
        return read_folder(path)
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["articles"]
        return tuple(
            Article(
                slug=str(row["slug"]),
                title=str(row.get("title", "")),
                phrasings=tuple(str(phrase) for phrase in row.get("phrases", ())),
            )
            for row in rows
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SetError(f"{path}: no knowledge base ({error})") from error


def read_queries(path: Path) -> list[Query]:
    """Queries from one `{"text", "article"}` a line; article null where nothing fits."""
    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        return [Query(str(row["text"]), str(row.get("article") or _NONE)) for row in rows]
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise SetError(f"{path}: no queries ({error})") from error


def evaluate(
    articles: Sequence[Article],
    queries: Sequence[Query],
    *,
    encoder: Encoder | None = None,
    typo_seed: int | None = None,
) -> dict[str, Any]:
    """The report, calibrated from the articles alone; with a seed the same again with typos."""
    start = time.perf_counter()
    index = build_index(articles, encoder=encoder)
    seconds = time.perf_counter() - start
    report: dict[str, Any] = {"articles": len(articles), "phrasings": len(index.phrasings)}
    report |= {"fit_seconds": round(seconds, 3), **measure(index, queries)}
    if typo_seed is not None:
        chance = random.Random(typo_seed)  # noqa: S311 - typos, not secrets
        mistyped = [Query(add_typos(q.text, chance), q.article) for q in queries]
        report["typos"] = {"seed": typo_seed, **measure(index, mistyped)}
    return report


def measure(index: Index, queries: Sequence[Query]) -> dict[str, Any]:
    """Every figure for these queries on this index."""
    results = [_run(index, query) for query in queries]
    inside = [result for result in results if result.query.article]
    outside = [result for result in results if not result.query.article]
    right = [result for result in inside if result.is_right]
    times = [result.milliseconds for result in results]
    predicted = [
        result.best.slug if result.best.probability >= SURE else _NONE for result in results
    ]
    return {
        "queries_in_scope": len(inside),
        "queries_out_of_scope": len(outside),
        "top1": _share(len(right), len(inside)),
        "top3": _share(sum(r.query.article in r.three for r in inside), len(inside)),
        "auroc": auroc([r.best.lead for r in right], [r.best.lead for r in outside]),
        "in_scope": _outcomes(inside),
        "out_of_scope": _outcomes(outside),
        **_rejection(predicted, [result.query.article for result in results]),
        "mcc": matthews([result.query.article for result in results], predicted),
        "calibration": _calibration(results),
        "ms_median": round(float(np.median(times)), 3) if times else None,
        "ms_p95": round(float(np.quantile(times, 0.95)), 3) if times else None,
    }


def add_typos(text: str, chance: random.Random) -> str:
    """One random edit per six letters: a letter swapped, dropped, doubled or replaced."""
    letters = list(text)
    for _ in range(sum(letter.isalpha() for letter in text) // _LETTERS_PER_TYPO):
        places = [place for place, letter in enumerate(letters) if letter.isalpha()]
        if not places:
            break
        place = chance.choice(places)
        edit = chance.randrange(4)
        if edit == 0 and place + 1 < len(letters):
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
        elif edit == 1:
            del letters[place]
        elif edit == 2:
            letters.insert(place, letters[place])
        else:
            letters[place] = chance.choice("abcdefghijklmnopqrstuvwxyz")
    return "".join(letters)


def _run(index: Index, query: Query) -> _Result:
    start = time.perf_counter()
    matches = index.match(query.text)
    decision = decide(matches)
    milliseconds = (time.perf_counter() - start) * 1000
    three = tuple(candidate.slug for candidate in matches.candidates[:3])
    return _Result(query, matches.candidates[0], three, decision, milliseconds)


def _outcomes(results: Sequence[_Result]) -> dict[str, float | None]:
    counts = dict.fromkeys(
        ("answered_right", "answered_wrong", "asked_with", "asked_without", "handed_over"), 0
    )
    for result in results:
        offered = [candidate.slug for candidate in result.decision.candidates]
        has_right = result.query.article in offered
        if result.decision.verdict is Verdict.ANSWER:
            counts["answered_right" if has_right else "answered_wrong"] += 1
        elif result.decision.verdict is Verdict.ASK:
            counts["asked_with" if has_right else "asked_without"] += 1
        else:
            counts["handed_over"] += 1
    return {name: _share(count, len(results)) for name, count in counts.items()}


def _rejection(predicted: Sequence[str], truth: Sequence[str]) -> dict[str, float | None]:
    """How well “none” is said: recall, precision and F1 of the multi-class decision."""
    said = sum(not guess for guess in predicted)
    due = sum(not right for right in truth)
    hits = sum(not guess and not right for guess, right in zip(predicted, truth, strict=True))
    recall, precision = _share(hits, due), _share(hits, said)
    f1 = _share(2 * hits, said + due)
    return {"oos_recall": recall, "oos_precision": precision, "oos_f1": f1}


def _calibration(results: Sequence[_Result]) -> list[dict[str, Any]]:
    table = []
    for low, high in pairwise(_BINS):
        rows = [
            r
            for r in results
            if low <= r.best.probability < high or r.best.probability == high == 1
        ]
        if rows:
            claimed = float(np.mean([row.best.probability for row in rows]))
            true = float(np.mean([row.is_right for row in rows]))
            table.append(
                {
                    "from": low,
                    "to": high,
                    "queries": len(rows),
                    "claimed": round(claimed, 3),
                    "true": round(true, 3),
                }
            )
    return table


def _share(count: int, total: int) -> float | None:
    return round(count / total, 4) if total else None
