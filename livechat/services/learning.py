"""What the bot learns from use: which answers were right, and which fixes work where."""

from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import Any

from sqlalchemy import Row, func, select
from sqlmodel import col

from livechat.bot.calibrate import Outcome
from livechat.bot.ordering import Tally
from livechat.domain.vocabulary import StepResult
from livechat.services import article_store
from livechat.store.tables.knowledge import Article, BotTurn, StepOutcome
from livechat.store.unit_of_work import UnitOfWork

# The newest say most about the knowledge base as it is.
_TURNS = 2_000
_STEPS = 20_000
_TOLD = (StepResult.WORKED, StepResult.DIDNT_HELP)

Seen = tuple[int, ...]
Tallies = dict[tuple[str, str, str], Tally]


def seen(uow: UnitOfWork) -> Seen:
    """Differs whenever there is something new: answered steps, articles changed or gone."""
    told = select(func.count(col(StepOutcome.id))).where(col(StepOutcome.result).in_(_TOLD))
    known = select(
        func.count(col(Article.id)), func.max(col(Article.id)), func.sum(col(Article.version))
    )
    articles = uow.connection.execute(known).one()
    return uow.connection.execute(told).scalar_one(), *(int(value or 0) for value in articles)


def tallies(uow: UnitOfWork) -> Tallies:
    """How steps fared by article and device class, and alternatives after the article before.

    Skipped steps and those that could not be done say nothing.
    """
    found: Tallies = {}
    for _, steps in groupby(_steps(uow), key=lambda row: row.conversation_id):
        told = list(steps)
        for row in told:
            step = article_store.step_key(row.step_title)
            _add(found, (row.article_slug, row.device, step), row.result is StepResult.WORKED)
        for before, after, device, has_worked in _moves(told):
            _add(found, (before, device, after), has_worked)
    return found


def answers(uow: UnitOfWork) -> tuple[Outcome, ...]:
    """Leads of what was answered or asked first, and whether it was the right article.

    Right when one of the article's steps worked in that conversation, wrong when another
    article's did, or when its own did not help and none worked. A right article that cannot
    help counts as wrong, so what is learnt errs to the careful side.
    """
    newest = uow.connection.execute(
        select(BotTurn.conversation_id, BotTurn.id, BotTurn.candidates)  # type: ignore[call-overload]  # columns of a model
        .where(col(BotTurn.decision).in_(["answer", "ask"]))
        .order_by(col(BotTurn.id).desc())
        .limit(_TURNS)
    ).all()
    first: dict[tuple[int, str], float] = {}
    for row in reversed(newest):
        best = row.candidates[0] if row.candidates else None
        # Rows of older versions have no lead.
        if isinstance(best, dict) and "lead" in best:
            first.setdefault((row.conversation_id, best["slug"]), float(best["lead"]))
    worked, failed = _by_conversation(uow)
    found = []
    for (conversation_id, slug), lead in first.items():
        helped = worked.get(conversation_id, set())
        if helped or slug in failed.get(conversation_id, set()):
            found.append(Outcome(lead, right=slug in helped))
    return tuple(found)


def _by_conversation(uow: UnitOfWork) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    worked: dict[int, set[str]] = {}
    failed: dict[int, set[str]] = {}
    for row in _steps(uow):
        chosen = worked if row.result is StepResult.WORKED else failed
        chosen.setdefault(row.conversation_id, set()).add(row.article_slug)
    return worked, failed


def _steps(uow: UnitOfWork) -> list[Row[Any]]:
    """Steps with a result, in order within their conversation."""
    newest = (
        select(StepOutcome.__table__)  # type: ignore[attr-defined]  # SQLModel's table
        .where(col(StepOutcome.result).in_(_TOLD))
        .order_by(col(StepOutcome.id).desc())
        .limit(_STEPS)
    )
    rows = uow.connection.execute(newest).all()
    return sorted(rows, key=lambda row: (row.conversation_id, row.id))


def _moves(steps: list[Row[Any]]) -> Iterator[tuple[str, str, str, bool]]:
    """Article, the one tried after it, the device class, and whether that one worked."""
    tried = [
        (slug, list(rows)) for slug, rows in groupby(steps, key=lambda row: str(row.article_slug))
    ]
    for (before, _), (after, rows) in pairwise(tried):
        yield before, after, rows[0].device, any(row.result is StepResult.WORKED for row in rows)


def _add(found: Tallies, key: tuple[str, str, str], has_worked: bool) -> None:
    old = found.get(key, Tally())
    found[key] = Tally(old.worked + has_worked, old.failed + (not has_worked))
