"""Terms, exam weeks and breaks: weeks with hours of their own, edited by admins."""

from datetime import date

from livechat.domain.actor import Actor
from livechat.domain.errors import InvalidError, NotFoundError
from livechat.domain.hours_views import SeasonView
from livechat.domain.limits import clean_optional
from livechat.domain.text import t
from livechat.domain.wording import date_with_year
from livechat.services import access, desk_hours
from livechat.store.tables.desk import SeasonRow
from livechat.store.unit_of_work import UnitOfWork

_MOST_DAYS = 400


def rows(uow: UnitOfWork, actor: Actor) -> list[SeasonView]:
    """Seasons in order, each with its hours."""
    access.require_staff(actor)
    return [
        SeasonView(
            id=row.id or 0,
            label=row.label,
            first=row.first_day.isoformat(),
            last=row.last_day.isoformat(),
            text=t(
                "queue.season_days",
                first=date_with_year(row.first_day),
                last=date_with_year(row.last_day),
            ),
            hours=desk_hours.rows(uow, actor, row.id or 0),
        )
        for row in reversed(desk_hours.season_rows(uow))
    ]


def save(
    uow: UnitOfWork, actor: Actor, first: str, last: str, label: str, season_id: int = 0
) -> int:
    """Add or change a season (ISO dates, both included); its hours are saved by `desk_hours`."""
    access.require_admin(actor)
    begins, ends = _date(first), _date(last)
    if not 0 <= (ends - begins).days <= _MOST_DAYS:
        raise InvalidError("error.bad_value", field=t("queue.field_season"))
    row = uow.session.get(SeasonRow, season_id) if season_id else None
    if season_id and row is None:
        raise NotFoundError
    row = row or SeasonRow(first_day=begins, last_day=ends)
    row.first_day, row.last_day, row.label = begins, ends, clean_optional(label, 120)
    uow.session.add(row)
    uow.session.flush()
    desk_hours.told(uow, actor, "hours.season_saved", f"{first} {last}")
    return row.id or 0


def delete(uow: UnitOfWork, actor: Actor, season_id: int) -> None:
    """Its days follow the ordinary week again; its hours go with it."""
    access.require_admin(actor)
    row = uow.session.get(SeasonRow, season_id)
    if row is None:
        raise NotFoundError
    uow.session.delete(row)
    desk_hours.told(uow, actor, "hours.season_deleted", str(season_id))


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidError("error.bad_value", field=t("queue.field_season")) from None
