"""Writes a whole set of hours: weekly hours, seasons and exceptions, in place of all there were."""

from sqlalchemy import delete

from livechat.domain.hours import Schedule, Week
from livechat.domain.hours_minutes import minutes_of
from livechat.store.tables.desk import HoursException, SeasonRow, ServiceHours
from livechat.store.unit_of_work import UnitOfWork


def replace_all(uow: UnitOfWork, plan: Schedule) -> None:
    """InvalidError, and nothing is kept, where the hours of the plan overlap."""
    plan.validate()
    for table in (ServiceHours, SeasonRow, HoursException):
        uow.session.execute(delete(table))
    _add_week(uow, plan.weekly, None)
    # Read back the latest first, and of those that begin together the one written last.
    for season in reversed(plan.seasons):
        row = SeasonRow(first_day=season.first, last_day=season.last, label=season.label)
        uow.session.add(row)
        uow.session.flush()
        _add_week(uow, season.weekly, row.id)
    for one in plan.exceptions:
        spans: list[tuple[int | None, int | None]] = [minutes_of(span) for span in one.intervals]
        for opens, closes in spans or [(None, None)]:
            uow.session.add(
                HoursException(on_date=one.day, opens_min=opens, closes_min=closes, label=one.label)
            )
    uow.session.flush()


def _add_week(uow: UnitOfWork, week: Week, season_id: int | None) -> None:
    for weekday, intervals in sorted(week.items()):
        for opens, closes in map(minutes_of, intervals):
            uow.session.add(
                ServiceHours(
                    weekday=weekday, opens_min=opens, closes_min=closes, season_id=season_id
                )
            )
