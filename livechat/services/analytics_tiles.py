"""The headline figures: a value, how many stand behind it, and how it is counted."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil

from sqlalchemy import ColumnElement, Subquery, case, func, select
from sqlmodel import col

from livechat.domain.figure_views import TileView
from livechat.domain.hours import Schedule
from livechat.domain.text import t
from livechat.domain.vocabulary import Fact
from livechat.store.core import EVENT
from livechat.store.tables.desk import WaitPrediction
from livechat.store.unit_of_work import UnitOfWork

# Below this a share says more about chance than about the desk.
FEW = 20


def tiles(
    uow: UnitOfWork,
    journey: Subquery,
    since: datetime,
    until: datetime,
    *,
    reopened: tuple[int, int],
    plan: Schedule | None,
) -> list[TileView]:
    """Every tile of the page, in its order; times in the hours of `plan`, or by the clock."""
    at = journey.c
    resolved_at = case((at.replied_at.is_not(None), func.coalesce(at.confirmed_at, at.closed_at)))
    return [
        _conversations(uow, journey),
        *_bot(uow, journey),
        _people(uow, journey),
        _share("reopened", *reopened),
        _times(uow, "queue_time", at.queued_at, at.claimed_at, plan),
        _times(uow, "first_reply", at.queued_at, at.replied_at, plan),
        _times(uow, "resolution", at.queued_at, resolved_at, plan),
        _abandonment(uow, journey),
        _promises(uow, since),
        _rating(uow, "human", since, until),
        _rating(uow, "bot", since, until),
    ]


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile: a value that really occurred."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, ceil(share * len(ordered)) - 1))]


def minutes(seconds: float) -> str:
    """Such as 4:10, in minutes and seconds; never less than nothing, should clocks differ."""
    whole = max(0, int(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def _tile(
    key: str, value: str, n: int, *, n_text: str = "", note: str = "", tone: str = ""
) -> TileView:
    return TileView(
        key=key,
        label=t(f"analytics.{key}"),
        value=value,
        n_text=n_text or t("analytics.n", n=n),
        definition=t(f"analytics.{key}_definition"),
        note=note or (t("analytics.few") if 0 < n < FEW else ""),
        tone=tone,
    )


def _share(key: str, part: int, whole: int) -> TileView:
    return _tile(key, f"{100 * part / whole:.0f} %" if whole else "–", whole)


def _count(uow: UnitOfWork, journey: Subquery, *conditions: object) -> int:
    query = select(func.count()).select_from(journey).where(*conditions)  # type: ignore[arg-type]  # conditions on a subquery's columns
    return int(uow.connection.execute(query).scalar_one())


def _conversations(uow: UnitOfWork, journey: Subquery) -> TileView:
    total = _count(uow, journey)
    return _tile("conversations", str(total), total)


def _bot(uow: UnitOfWork, journey: Subquery) -> list[TileView]:
    had_bot = journey.c.bot_turns > 0
    total = _count(uow, journey, had_bot)
    confirmed = _count(uow, journey, had_bot, journey.c.bot_confirmed_at.is_not(None))
    alone = (
        had_bot,
        journey.c.bot_confirmed_at.is_(None),
        journey.c.queued_at.is_(None),
        journey.c.ticket_at.is_(None),
        journey.c.callback_at.is_(None),
    )
    assumed = _count(uow, journey, *alone, journey.c.answers > 0)
    abandoned = _count(uow, journey, *alone, journey.c.answers == 0)
    return [
        _share("bot_confirmed", confirmed, total),
        _share("bot_assumed", assumed, total),
        _share("bot_abandoned", abandoned, total),
    ]


def _people(uow: UnitOfWork, journey: Subquery) -> TileView:
    helped = journey.c.replied_at.is_not(None)
    total = _count(uow, journey, helped)
    confirmed = _count(uow, journey, helped, journey.c.confirmed_at.is_not(None))
    return _share("people_solved", confirmed, total)


def _times(
    uow: UnitOfWork,
    key: str,
    first: ColumnElement[datetime],
    last: ColumnElement[datetime],
    plan: Schedule | None,
) -> TileView:
    rows = uow.connection.execute(
        select(first, last).where(first.is_not(None), last.is_not(None))
    ).all()
    spans = [
        (plan.service_time_between(since, until) if plan else until - since).total_seconds()
        for since, until in rows
    ]
    n_text = t("analytics.n_hours" if plan else "analytics.n_clock", n=len(spans))
    if not spans:
        return _tile(key, "–", 0, n_text=n_text)
    middle, most = percentile(spans, 0.5), percentile(spans, 0.9)
    value = f"{minutes(middle)} · {minutes(most)}"
    return _tile(key, value, len(spans), n_text=n_text)


def _abandonment(uow: UnitOfWork, journey: Subquery) -> TileView:
    queued = _count(uow, journey, journey.c.queued_at.is_not(None))
    left = _count(uow, journey, journey.c.left_at.is_not(None), journey.c.claimed_at.is_(None))
    return _share("abandonment", left, queued)


def _promises(uow: UnitOfWork, since: datetime) -> TileView:
    known = select(func.count()).where(
        col(WaitPrediction.is_first),
        col(WaitPrediction.actual_s).is_not(None),
        col(WaitPrediction.shown_at) >= since,
    )
    total = int(uow.connection.execute(known).scalar_one())
    kept = int(
        uow.connection.execute(
            known.where(col(WaitPrediction.actual_s) <= col(WaitPrediction.high_s))
        ).scalar_one()
    )
    return _share("promises", kept, total)


def _rating(uow: UnitOfWork, kind: str, since: datetime, until: datetime) -> TileView:
    """The last rating of each conversation counts; how many could have rated stands beside it."""
    rows = uow.connection.execute(
        select(EVENT.c.conversation_id, EVENT.c.data)
        .where(EVENT.c.fact == Fact.RATED, EVENT.c.at >= since, EVENT.c.at < until)
        .order_by(EVENT.c.id)
    ).all()
    last = {row.conversation_id: int(row.data["stars"]) for row in rows if row.data["kind"] == kind}
    asked_by = Fact.BOT_RESOLUTION_CONFIRMED if kind == "bot" else Fact.FIRST_HUMAN_REPLY
    asked = int(
        uow.connection.execute(
            select(func.count(EVENT.c.conversation_id.distinct())).where(
                EVENT.c.fact == asked_by, EVENT.c.at >= since, EVENT.c.at < until
            )
        ).scalar_one()
    )
    if not last:
        return _tile(f"rating_{kind}", "–", 0)
    mean = sum(last.values()) / len(last)
    answered = min(100, round(100 * len(last) / asked)) if asked else 100
    note = t("analytics.answered", share=answered)
    if len(last) < FEW:
        note = f"{note} {t('analytics.few')}"
    return _tile(f"rating_{kind}", f"{mean:.1f}", len(last), note=note)
