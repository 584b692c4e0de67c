"""The desk's service hours: read by everything with a time, edited by admins."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from livechat.domain import hours
from livechat.domain.actor import Actor
from livechat.domain.errors import InvalidError, NotFoundError
from livechat.domain.hours_minutes import DAY_MIN, exceptions_of, week_of
from livechat.domain.hours_views import HoursExceptionRow, HoursRow
from livechat.domain.limits import clean_optional
from livechat.domain.text import t
from livechat.domain.wording import clock_time, date_with_weekday, day_name, weekday, zone_or
from livechat.services import access, audit
from livechat.store.tables.desk import DeskSwitch, HoursException, SeasonRow, ServiceHours
from livechat.store.unit_of_work import UnitOfWork

_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
_LONGEST_PAUSE_MIN = 7 * DAY_MIN
# A Monday, to name weekdays by.
_MONDAY = date(2024, 1, 1)


@dataclass
class OpenStatus:
    """Whether the desk is open, and a line that says until or from when."""

    is_open: bool
    text: str
    is_accepting: bool = False
    is_paused: bool = False
    reason: str = ""


def schedule(uow: UnitOfWork) -> hours.Schedule:
    """The hours as they hold now, with the pause switch."""
    switch = uow.session.get(DeskSwitch, 1)
    by_season: dict[int, list[ServiceHours]] = {}
    for row in _all_rows(uow):
        by_season.setdefault(row.season_id or 0, []).append(row)
    return hours.Schedule(
        zone=uow.settings.timezone,
        weekly=_week(by_season.get(0, [])),
        seasons=tuple(
            hours.Season(
                season.first_day,
                season.last_day,
                _week(by_season.get(season.id or 0, [])),
                season.label,
            )
            for season in season_rows(uow)
        ),
        exceptions=exceptions_of(
            (row.on_date, row.opens_min, row.closes_min, row.label) for row in _exceptions(uow)
        ),
        paused=switch is not None and switch.is_paused,
        paused_until=switch.paused_until if switch is not None else None,
        last_entry=timedelta(minutes=uow.settings.last_entry_min),
    )


def status(uow: UnitOfWork, zone: str = "") -> OpenStatus:
    """Open now until when, or the next opening, in the reader's own zone."""
    plan = schedule(uow)
    in_zone = zone_or(zone, uow.settings.timezone)
    switch = uow.session.get(DeskSwitch, 1)
    is_paused = plan.is_paused(uow.now)
    return OpenStatus(
        is_open=plan.is_open(uow.now),
        text=open_text(plan, uow.now, in_zone),
        is_accepting=plan.accepts_new(uow.now),
        is_paused=is_paused,
        reason=switch.reason if switch and is_paused else "",
    )


def open_text(plan: hours.Schedule, now: datetime, zone: ZoneInfo) -> str:
    """Open until, paused, or closed until, for people."""
    if plan.is_open(now):
        closes = plan.closes_at(now)
        if closes is None:
            return t("queue.open")
        return t("queue.open_until", time=clock_time(closes, zone))
    return next_opening_text(plan, now, zone)


def next_opening_text(plan: hours.Schedule, now: datetime, zone: ZoneInfo) -> str:
    """Such as "Opens tomorrow at 08:00"; "" while it is open."""
    if plan.is_open(now):
        return ""
    opens = plan.next_opening(now)
    if opens is None:
        return t("queue.paused") if plan.is_paused(now) else t("queue.no_opening")
    day = day_name(opens, now, zone)
    if day == t("time.today"):
        return t("queue.opens_today", time=clock_time(opens, zone))
    if day == t("time.tomorrow"):
        return t("queue.opens_tomorrow", time=clock_time(opens, zone))
    return t("queue.opens", day=day, time=clock_time(opens, zone))


def rows(uow: UnitOfWork, actor: Actor, season_id: int = 0) -> list[HoursRow]:
    """The weekly hours, in order; those of every week or those of a season."""
    access.require_staff(actor)
    return [
        HoursRow(
            id=row.id or 0,
            weekday=row.weekday,
            weekday_label=weekday(_MONDAY + timedelta(days=row.weekday)),
            opens=_clock(row.opens_min),
            closes=_closing(row.closes_min),
        )
        for row in _all_rows(uow)
        if (row.season_id or 0) == season_id
    ]


def exceptions(uow: UnitOfWork, actor: Actor) -> list[HoursExceptionRow]:
    """Dated exceptions from today on."""
    access.require_staff(actor)
    today = uow.now.astimezone(zone_or(uow.settings.timezone, "UTC")).date()
    return [
        HoursExceptionRow(
            id=row.id or 0,
            date=row.on_date.isoformat(),
            label=row.label,
            text=_exception_text(row),
        )
        for row in _exceptions(uow)
        if row.on_date >= today
    ]


def preview(uow: UnitOfWork, actor: Actor, days: int = 14) -> list[HoursExceptionRow]:
    """What each of the coming dates brings, as one line for each."""
    access.require_staff(actor)
    plan = schedule(uow)
    first = uow.now.astimezone(plan.tz).date()
    return [
        HoursExceptionRow(
            id=0,
            date=date_with_weekday(day.day),
            label=day.label,
            text=", ".join(
                f"{clock_time(span.start, plan.tz)}–{_end_of(span.end, plan.tz)}"  # a range
                for span in day.spans
            )
            or t("queue.closed"),
        )
        for day in plan.preview(first, max(1, min(days, 60)))
    ]


def save(
    uow: UnitOfWork,
    actor: Actor,
    weekday: int,
    opens: str,
    closes: str,
    row_id: int = 0,
    season_id: int = 0,
) -> int:
    """Add or change an interval of a weekday; an end at or before the start is the next day's.

    A new one belongs to the season, or to every week.
    """
    access.require_admin(actor)
    if weekday not in range(7):
        raise InvalidError("error.bad_value", field=t("queue.field_weekday"))
    start, end = _minutes(opens, closes)
    row = uow.session.get(ServiceHours, row_id) if row_id else None
    if row_id and row is None:
        raise NotFoundError
    if season_id and uow.session.get(SeasonRow, season_id) is None:
        raise NotFoundError
    row = row or ServiceHours(
        weekday=weekday, opens_min=start, closes_min=end, season_id=season_id or None
    )
    row.weekday, row.opens_min, row.closes_min = weekday, start, end
    uow.session.add(row)
    uow.session.flush()
    schedule(uow).validate()
    told(uow, actor, "hours.saved", f"{weekday} {opens}-{closes}")
    return row.id or 0


def save_days(
    uow: UnitOfWork, actor: Actor, days: str, opens: str, closes: str, season_id: int = 0
) -> None:
    """Add an interval to a weekday ("2") or to all from one to another ("0-4")."""
    found = re.fullmatch(r"([0-6])(?:-([0-6]))?", days)
    if found is None:
        raise InvalidError("error.bad_value", field=t("queue.field_weekday"))
    for day in range(int(found[1]), int(found[2] or found[1]) + 1):
        save(uow, actor, day, opens, closes, 0, season_id)


def delete(uow: UnitOfWork, actor: Actor, row_id: int) -> None:
    """Take away an interval."""
    access.require_admin(actor)
    row = uow.session.get(ServiceHours, row_id)
    if row is None:
        raise NotFoundError
    uow.session.delete(row)
    told(uow, actor, "hours.deleted", str(row_id))


def save_exception(
    uow: UnitOfWork, actor: Actor, on_date: str, opens: str = "", closes: str = "", label: str = ""
) -> int:
    """A date with hours of its own; without times the desk is closed all day."""
    access.require_admin(actor)
    try:
        day = date.fromisoformat(on_date.strip())
    except ValueError:
        raise InvalidError("error.bad_value", field=t("queue.field_date")) from None
    start, end = _minutes(opens, closes) if opens.strip() or closes.strip() else (None, None)
    row = HoursException(
        on_date=day, opens_min=start, closes_min=end, label=clean_optional(label, 120)
    )
    uow.session.add(row)
    uow.session.flush()
    schedule(uow).validate()
    told(uow, actor, "hours.exception_saved", on_date)
    return row.id or 0


def delete_exception(uow: UnitOfWork, actor: Actor, row_id: int) -> None:
    """The date follows the week again."""
    access.require_admin(actor)
    row = uow.session.get(HoursException, row_id)
    if row is None:
        raise NotFoundError
    uow.session.delete(row)
    told(uow, actor, "hours.exception_deleted", row.on_date.isoformat())


def pause(
    uow: UnitOfWork, actor: Actor, is_paused: bool, reason: str = "", minutes: int = 0
) -> None:
    """Stop or resume taking new chats, whatever the hours say; after `minutes` by itself."""
    access.require_admin(actor)
    switch = uow.session.get(DeskSwitch, 1) or DeskSwitch(id=1)
    switch.is_paused = is_paused
    switch.reason = clean_optional(reason, 200) if is_paused else ""
    ends = minutes if is_paused else 0
    if not 0 <= minutes <= _LONGEST_PAUSE_MIN:
        raise InvalidError("error.bad_value", field=t("queue.field_minutes"))
    switch.paused_until = uow.now + timedelta(minutes=ends) if ends else None
    uow.session.add(switch)
    told(uow, actor, "desk.paused" if is_paused else "desk.resumed", switch.reason)


def is_paused(uow: UnitOfWork, actor: Actor) -> bool:
    """Whether the pause holds now."""
    access.require_staff(actor)
    return schedule(uow).is_paused(uow.now)


def told(uow: UnitOfWork, actor: Actor | None, action: str, target: str) -> None:
    """The hours have changed: kept for the audit, and everybody looks again."""
    uow.session.flush()
    audit.record(uow, actor, action, target=target)
    uow.emit("desk")
    uow.emit("queue")


def season_rows(uow: UnitOfWork) -> list[SeasonRow]:
    """Seasons, the latest first: so where two overlap, the one that begins later holds."""
    query = select(SeasonRow).order_by(col(SeasonRow.first_day).desc(), col(SeasonRow.id).desc())
    return list(uow.session.exec(query).all())


def _week(rows: list[ServiceHours]) -> hours.Week:
    return week_of((row.weekday, row.opens_min, row.closes_min) for row in rows)


def _all_rows(uow: UnitOfWork) -> list[ServiceHours]:
    query = select(ServiceHours).order_by(col(ServiceHours.weekday), col(ServiceHours.opens_min))
    return list(uow.session.exec(query).all())


def _exceptions(uow: UnitOfWork) -> list[HoursException]:
    query = select(HoursException).order_by(
        col(HoursException.on_date), col(HoursException.opens_min)
    )
    return list(uow.session.exec(query).all())


def _time(minutes: int) -> time:
    hour, minute = divmod(minutes % DAY_MIN, 60)
    return time(hour, minute)


def _clock(minutes: int) -> str:
    return f"{_time(minutes):%H:%M}"


def _closing(minutes: int) -> str:
    """Midnight as the end of a day, not as the beginning of the next."""
    return "24:00" if minutes % DAY_MIN == 0 else _clock(minutes)


def _end_of(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return _closing(local.hour * 60 + local.minute)


def _minutes(opens: str, closes: str) -> tuple[int, int]:
    start, end = _parsed(opens, "opens"), _parsed(closes, "closes")
    start %= DAY_MIN
    return start, end if end > start else end + DAY_MIN


def _parsed(text: str, field: str) -> int:
    found = _CLOCK.fullmatch(text.strip())
    minutes = int(found[1]) * 60 + int(found[2]) if found else DAY_MIN + 1
    if minutes > DAY_MIN:
        raise InvalidError("error.bad_value", field=t(f"queue.field_{field}"))
    return minutes


def _exception_text(row: HoursException) -> str:
    if row.opens_min is None or row.closes_min is None:
        return t("queue.closed")
    return f"{_clock(row.opens_min)}–{_closing(row.closes_min)}"
