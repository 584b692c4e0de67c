"""Service hours out to a calendar file and in from one."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import delete
from sqlmodel import col

from livechat.adapters import hours_calendar, hours_from_calendar
from livechat.domain.actor import Actor
from livechat.domain.errors import InvalidError
from livechat.domain.hours import Interval
from livechat.domain.hours_minutes import minutes_of
from livechat.domain.text import t
from livechat.domain.views import HoursImportView
from livechat.services import access, desk_hours
from livechat.store.tables.desk import HoursException, SeasonRow, ServiceHours
from livechat.store.unit_of_work import UnitOfWork


def exported(uow: UnitOfWork, actor: Actor | None = None) -> str:
    """The hours as an iCalendar text; without an actor from the command line."""
    if actor is not None:
        access.require_staff(actor)
    return hours_calendar.write(desk_hours.schedule(uow), uow.now)


def imported(uow: UnitOfWork, actor: Actor | None, text: str) -> HoursImportView:
    """Take hours over from a calendar: all or nothing.

    Weekly hours and seasons replace what there was when the calendar has any; exceptions replace
    those of the same dates, so that a holiday calendar can be added to the hours there are.
    """
    if actor is not None:
        access.require_admin(actor)
    zone = desk_hours.schedule(uow).tz
    today = uow.now.astimezone(zone).date()
    found = hours_from_calendar.read(text, zone, today)
    if found.weekly:
        uow.session.execute(delete(ServiceHours).where(col(ServiceHours.season_id).is_(None)))
        _add_week(uow, found.weekly, None)
    if found.seasons:
        uow.session.execute(delete(ServiceHours).where(col(ServiceHours.season_id).is_not(None)))
        uow.session.execute(delete(SeasonRow))
        for season in found.seasons:
            row = SeasonRow(first_day=season.first, last_day=season.last, label=season.label)
            uow.session.add(row)
            uow.session.flush()
            _add_week(uow, season.weekly, row.id)
    coming = [one for one in found.exceptions if one.day >= today]
    _replace_dates(uow, [one.day for one in coming])
    for one in coming:
        spans: list[tuple[int | None, int | None]] = [minutes_of(span) for span in one.intervals]
        for opens, closes in spans or [(None, None)]:
            uow.session.add(
                HoursException(on_date=one.day, opens_min=opens, closes_min=closes, label=one.label)
            )
    uow.session.flush()
    if not (found.weekly or found.seasons or coming):
        raise InvalidError("error.bad_value", field=t("queue.field_calendar"))
    desk_hours.schedule(uow).validate()
    desk_hours.told(uow, actor, "hours.imported", f"{len(found.seasons)} {len(coming)}")
    return HoursImportView(
        intervals=sum(len(intervals) for intervals in found.weekly.values()),
        seasons=len(found.seasons),
        exceptions=len(coming),
        skipped=found.skipped,
    )


def _add_week(
    uow: UnitOfWork, week: Mapping[int, tuple[Interval, ...]], season_id: int | None
) -> None:
    for weekday, intervals in sorted(week.items()):
        for opens, closes in map(minutes_of, intervals):
            uow.session.add(
                ServiceHours(
                    weekday=weekday, opens_min=opens, closes_min=closes, season_id=season_id
                )
            )


def _replace_dates(uow: UnitOfWork, days: list[date]) -> None:
    uow.session.execute(delete(HoursException).where(col(HoursException.on_date).in_(days)))
