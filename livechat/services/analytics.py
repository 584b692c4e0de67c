"""What broke, and whether it got fixed: read models over the event log, for admins."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Subquery, and_, case, func, or_, select
from sqlmodel import col
from sqlmodel import select as sql_select

from livechat.domain.actor import Actor
from livechat.domain.figure_views import AnalyticsView, DayBar, IssueBar, ReviewRow
from livechat.domain.text import t
from livechat.domain.vocabulary import Fact
from livechat.domain.wording import short_date, zone_or
from livechat.services import access, analytics_tiles, desk_hours
from livechat.store.core import EVENT
from livechat.store.journeys import journeys
from livechat.store.tables.conversations import Conversation, Rating
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

MOST_DAYS = 400
_ISSUES_SHOWN = 8
_POOR = 2


def overview(
    uow: UnitOfWork, actor: Actor, days: int = 28, *, in_service_hours: bool = False
) -> AnalyticsView:
    """The page's figures for the last `days` days, today included; times by the clock, or only
    what of them lies in service hours."""
    access.require_admin(actor)
    since, until = period(uow, days)
    journey = journeys(since, until)
    bars = _days(uow, journey, since, until)
    issues = _issues(uow, journey)
    zone = zone_or("", uow.settings.timezone)
    return AnalyticsView(
        period_text=t(
            "analytics.period",
            first=short_date(since, zone),
            last=short_date(uow.now, zone),
        ),
        tiles=analytics_tiles.tiles(
            uow,
            journey,
            since,
            until,
            reopened=reopened_within(uow, since),
            plan=desk_hours.schedule(uow) if in_service_hours else None,
        ),
        days=bars,
        issues=issues,
        max_day=max((bar.total for bar in bars), default=0),
        max_issue=max((bar.total for bar in issues), default=0),
    )


def period(uow: UnitOfWork, days: int) -> tuple[datetime, datetime]:
    """From midnight (of the desk's zone) `days` - 1 days ago until now."""
    zone = zone_or("", uow.settings.timezone)
    span = max(1, min(days, MOST_DAYS))
    midnight = uow.now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=span - 1), uow.now + timedelta(seconds=1)


def csv_of_days(uow: UnitOfWork, actor: Actor, days: int = 28) -> str:
    """The conversations of each day by outcome, for a spreadsheet; numbers and dates alone."""
    access.require_admin(actor)
    since, until = period(uow, days)
    bars = _days(uow, journeys(since, until), since, until, with_empty=True)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([t(f"analytics.csv_{name}") for name in _CSV_COLUMNS])
    writer.writerows([getattr(bar, name) for name in _CSV_COLUMNS] for bar in bars)
    return text.getvalue()


_CSV_COLUMNS = ("day", "bot", "person", "other", "left", "total")


def review_list(uow: UnitOfWork, actor: Actor) -> list[ReviewRow]:
    """Ratings of 2 or lower that nobody has looked at yet, newest first."""
    access.require_admin(actor)
    rows = uow.session.exec(
        sql_select(Rating, Conversation, User)
        .join(Conversation, col(Conversation.id) == col(Rating.conversation_id))
        .join(User, col(User.id) == col(Rating.student_id))
        .where(col(Rating.stars) <= _POOR)
        .where(col(Rating.is_reviewed).is_(False))
        .order_by(col(Rating.created_at).desc())
        .limit(50)
    ).all()
    zone = zone_or("", uow.settings.timezone)
    return [
        ReviewRow(
            conversation_id=conversation.public_id,
            student_name=student.name,
            kind_label=t(f"analytics.rating_{rating.kind}"),
            stars=rating.stars,
            comment=rating.comment,
            date=short_date(rating.created_at, zone),
            kind=rating.kind,
        )
        for rating, conversation, student in rows
    ]


def outcome_of(journey: Subquery) -> Any:
    """bot, person, other (ticket or callback) or left, in this order of precedence."""
    by_person = and_(
        journey.c.replied_at.is_not(None),
        or_(journey.c.confirmed_at.is_not(None), journey.c.closed_at.is_not(None)),
        journey.c.ticket_at.is_(None),
    )
    return case(
        (or_(journey.c.ticket_at.is_not(None), journey.c.callback_at.is_not(None)), "other"),
        (by_person, "person"),
        (journey.c.bot_confirmed_at.is_not(None), "bot"),
        else_="left",
    )


def _days(
    uow: UnitOfWork,
    journey: Subquery,
    since: datetime,
    until: datetime,
    *,
    with_empty: bool = True,
) -> list[DayBar]:
    rows = uow.connection.execute(
        select(journey.c.started_at, outcome_of(journey).label("outcome"))
    ).all()
    zone = zone_or("", uow.settings.timezone)
    bars: dict[str, DayBar] = {}
    day = since
    while with_empty and day < until:
        name = day.astimezone(zone).strftime("%Y-%m-%d")
        bars[name] = DayBar(name, 0, 0, 0, 0, 0)
        day += timedelta(days=1)
    for started_at, outcome in rows:
        name = started_at.astimezone(zone).strftime("%Y-%m-%d")
        bar = bars.setdefault(name, DayBar(name, 0, 0, 0, 0, 0))
        setattr(bar, outcome, getattr(bar, outcome) + 1)
        bar.total += 1
    return [bars[name] for name in sorted(bars)]


def _issues(uow: UnitOfWork, journey: Subquery) -> list[IssueBar]:
    outcome = outcome_of(journey)
    label = case((journey.c.article_slug == "", ""), else_=journey.c.topic).label("issue")
    rows = uow.connection.execute(
        select(
            label,
            func.count().label("total"),
            func.sum(case((outcome == "bot", 1), else_=0)).label("bot"),
            func.sum(case((outcome == "person", 1), else_=0)).label("person"),
        )
        .group_by(label)
        .order_by(func.count().desc())
    ).all()
    total = sum(row.total for row in rows)
    named = [row for row in rows if row.issue][:_ISSUES_SHOWN]
    bars = [_issue(row.issue, row.total, row.bot, row.person, total) for row in named]
    rest = [row for row in rows if row.issue][_ISSUES_SHOWN:]
    if rest:
        bars.append(
            _issue(
                t("analytics.other_issues", count=len(rest)),
                sum(row.total for row in rest),
                sum(row.bot for row in rest),
                sum(row.person for row in rest),
                total,
            )
        )
    unnamed = [row for row in rows if not row.issue]
    bars += [
        _issue(t("analytics.no_issue"), row.total, row.bot, row.person, total) for row in unnamed
    ]
    return bars


def _issue(label: str, count: int, bot: int, person: int, total: int) -> IssueBar:
    share = f"{100 * count / total:.0f} %" if total else ""
    return IssueBar(label, count, share, bot, person, count - bot - person)


def reopened_within(uow: UnitOfWork, since: datetime, days: int = 7) -> tuple[int, int]:
    """(conversations reopened within `days` of closing, conversations closed) since then."""
    closed = (
        select(EVENT.c.conversation_id, func.min(EVENT.c.at).label("at"))
        .where(EVENT.c.fact == Fact.CLOSED, EVENT.c.at >= since)
        .group_by(EVENT.c.conversation_id)
        .subquery()
    )
    rows = uow.connection.execute(
        select(closed.c.at, func.min(EVENT.c.at))
        .join(
            EVENT,
            and_(
                EVENT.c.conversation_id == closed.c.conversation_id,
                EVENT.c.fact == Fact.REOPENED,
                EVENT.c.at > closed.c.at,
            ),
        )
        .group_by(closed.c.conversation_id, closed.c.at)
    ).all()
    total = uow.connection.execute(select(func.count()).select_from(closed)).scalar_one()
    return sum(1 for at, again in rows if again - at <= timedelta(days=days)), total
