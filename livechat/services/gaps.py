"""What students asked and the bot had no answer for, grouped by likeness."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from livechat.bot.decide import Verdict
from livechat.bot.dialogue import Bot
from livechat.bot.normalise import fold
from livechat.bot.rank import Kernel
from livechat.bot.understand import understand
from livechat.domain.actor import Actor
from livechat.domain.figure_views import GapRow
from livechat.domain.text import t
from livechat.domain.wording import short_date, zone_or
from livechat.services import access
from livechat.services.context import Context
from livechat.store.tables.knowledge import Article, ArticlePhrase, BotTurn
from livechat.store.unit_of_work import UnitOfWork

_SHOWN = 20
_LOOKED_AT = 60
_TURNS = 2_000
# The likeness of a group holds a square of its texts in memory.
_TEXTS = 500
_PHRASES = 8
# Likeness is squared: a little under two thirds of spelling and words in common.
_ALIKE = 0.16


@dataclass(slots=True)
class Asked:
    """A wording, how often it came, and when last."""

    body: str
    times: int
    last: datetime


def rows(context: Context, actor: Actor, days: int) -> list[GapRow]:
    """Groups that the bot still has no answer for, most asked first; new, or in draft."""
    access.require_admin(actor)
    asked = context.read(_asked, days)
    drafts = context.read(_drafts)
    bot = context.bot.current if context.bot.is_ready else None
    zone = zone_or("", context.settings.timezone)
    found: list[GapRow] = []
    for group in grouped(asked)[:_LOOKED_AT]:
        status = _status(group, drafts, bot)
        if status == "done" or len(found) == _SHOWN:
            continue
        others = [one.body[:80] for one in group[1:3]]
        found.append(
            GapRow(
                text=group[0].body[:200],
                also=t("gaps.also", texts=" · ".join(others)) if others else "",
                times=sum(one.times for one in group),
                last=short_date(max(one.last for one in group), zone),
                status=status,
                status_label=t(f"gaps.{status}"),
                texts=[one.body[:200] for one in group[:_PHRASES]],
            )
        )
    return found


def grouped(asked: Sequence[Asked]) -> list[list[Asked]]:
    """Wordings that are much alike together, each group and all groups by how often."""
    ordered = sorted(asked, key=lambda one: (-one.times, one.body))[:_TEXTS]
    if not ordered:
        return []
    texts = [fold(one.body) for one in ordered]
    like = Kernel(texts, range(len(texts))).matrix(texts)
    leaders: dict[int, list[Asked]] = {}
    for place, one in enumerate(ordered):
        leader = next((first for first in leaders if like[place, first] >= _ALIKE), place)
        leaders.setdefault(leader, []).append(one)
    return sorted(leaders.values(), key=lambda group: -sum(one.times for one in group))


def _status(group: Sequence[Asked], drafts: set[str], bot: Bot | None) -> str:
    if any(fold(one.body) in drafts for one in group):
        return "draft"
    if bot is None:
        return "new"
    verdicts = {
        understand(bot.index, bot.rules, one.body, thresholds=bot.thresholds)[0].verdict
        for one in group[:_PHRASES]
    }
    return "done" if verdicts <= {Verdict.ANSWER, Verdict.ELSEWHERE} else "new"


def _asked(uow: UnitOfWork, days: int) -> list[Asked]:
    turns = uow.session.exec(
        select(BotTurn.body, BotTurn.at)
        .where(col(BotTurn.decision) == Verdict.NONE.value)
        .where(col(BotTurn.at) >= uow.now - timedelta(days=days))
        .order_by(col(BotTurn.id).desc())
        .limit(_TURNS)
    ).all()
    found: dict[str, Asked] = {}
    for body, at in turns:
        key = fold(body)
        if key in found:
            found[key].times += 1
        elif key:
            found[key] = Asked(" ".join(body.split()), 1, at)
    return list(found.values())


def _drafts(uow: UnitOfWork) -> set[str]:
    """Folded phrasings of articles that are not published yet."""
    bodies = uow.session.exec(
        select(ArticlePhrase.body)
        .join(Article, col(Article.id) == col(ArticlePhrase.article_id))
        .where(col(Article.is_published).is_(False))
    ).all()
    return {fold(body) for body in bodies}
