"""Service hours out to a calendar file and in from one: looked at first, applied, undone."""

from datetime import date, timedelta

from sqlalchemy import delete
from sqlmodel import col, select

from livechat.adapters import hours_calendar, hours_from_calendar
from livechat.adapters.tokens import public_id
from livechat.domain import hours_record
from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError, InvalidError, NotFoundError
from livechat.domain.hours import DayException, DayPlan, Schedule
from livechat.domain.hours_views import HoursDayView, HoursDraftView, HoursImportView
from livechat.domain.limits import clean_optional
from livechat.domain.text import t
from livechat.domain.wording import clock_time, date_and_time
from livechat.services import access, desk_hours, hours_rows
from livechat.store.tables.desk import HoursImport
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

_PREVIEW_DAYS = 14
_MOST_NAMED = 12
# An import can be taken back for as long as somebody may look at what it did.
_UNDO_FOR = timedelta(days=14)


def exported(uow: UnitOfWork, actor: Actor | None = None) -> str:
    """The hours as an iCalendar text; without an actor from the command line."""
    if actor is not None:
        access.require_staff(actor)
    return hours_calendar.write(desk_hours.schedule(uow), uow.now)


def imported(uow: UnitOfWork, actor: Actor | None, text: str) -> HoursImportView:
    """Take hours over from a calendar at once: all or nothing."""
    row = _read(uow, actor, "", text)
    _apply(uow, actor, row)
    found = _found(uow, row)
    return HoursImportView(
        intervals=sum(len(intervals) for intervals in found.weekly.values()),
        seasons=len(found.seasons),
        exceptions=len(_coming(uow, found)),
        skipped=list(row.skipped),
    )


def prepare(uow: UnitOfWork, actor: Actor, file_name: str, text: str) -> None:
    """Read a calendar file and keep what it says, to be looked at; nothing changes yet."""
    uow.session.execute(delete(HoursImport).where(col(HoursImport.applied_at).is_(None)))
    _read(uow, actor, file_name, text)


def draft(uow: UnitOfWork, actor: Actor) -> HoursDraftView:
    """What waits to be applied, with the coming two weeks as they would be; id "" for nothing."""
    access.require_admin(actor)
    row = _newest(uow, applied=False)
    if row is None:
        return HoursDraftView()
    found, plan = _found(uow, row), desk_hours.schedule(uow)
    today = uow.now.astimezone(plan.tz).date()
    coming = _coming(uow, found)
    return HoursDraftView(
        id=row.public_id,
        file_name=row.file_name,
        holds=_holds(found, len(coming)),
        named=[
            *(
                t(
                    "queue.import_season",
                    name=one.label or t("queue.season"),
                    first=_day(one.first),
                    last=_day(one.last),
                )
                for one in found.seasons
            ),
            *(f"{_day(one.day)}: {one.label or t('queue.import_date')}" for one in coming),
        ][:_MOST_NAMED],
        more=max(0, len(found.seasons) + len(coming) - _MOST_NAMED),
        skipped=list(row.skipped),
        days=_compared(plan, hours_record.merged(plan, found, today), today),
    )


def apply(uow: UnitOfWork, actor: Actor, import_id: str) -> None:
    """Make what has been looked at the desk's hours."""
    access.require_admin(actor)
    row = _newest(uow, applied=False)
    if row is None or row.public_id != import_id:
        raise NotFoundError
    _apply(uow, actor, row)


def discard(uow: UnitOfWork, actor: Actor) -> None:
    """Forget what waits to be applied."""
    access.require_admin(actor)
    uow.session.execute(delete(HoursImport).where(col(HoursImport.applied_at).is_(None)))


def undoable(uow: UnitOfWork, actor: Actor) -> str:
    """In words, the last import that can be taken back; "" when there is none."""
    access.require_admin(actor)
    row = _newest(uow, applied=True)
    if row is None or row.applied_at is None or not _can_undo(uow, row):
        return ""
    who = uow.session.get(User, row.made_by_id) if row.made_by_id else None
    return t(
        "queue.import_done",
        file=row.file_name or t("queue.import_file"),
        name=who.name if who else t("tickets.system"),
        time=date_and_time(row.applied_at, desk_hours.schedule(uow).tz),
    )


def undo(uow: UnitOfWork, actor: Actor) -> None:
    """Bring back the hours from before the last import; a later change by hand forbids it."""
    access.require_admin(actor)
    row = _newest(uow, applied=True)
    if row is None:
        raise NotFoundError
    if not _can_undo(uow, row):
        raise ConflictError("queue.import_changed")
    hours_rows.replace_all(uow, hours_record.restored(desk_hours.schedule(uow), row.before))
    row.undone_at = uow.now
    uow.session.add(row)
    desk_hours.told(uow, actor, "hours.import_undone", row.file_name)


def _read(uow: UnitOfWork, actor: Actor | None, file_name: str, text: str) -> HoursImport:
    if actor is not None:
        access.require_admin(actor)
    plan = desk_hours.schedule(uow)
    today = uow.now.astimezone(plan.tz).date()
    found = hours_from_calendar.read(text, plan.tz, today)
    record = hours_record.record_of(found.weekly, found.seasons, found.exceptions)
    row = HoursImport(
        public_id=public_id(),
        made_by_id=actor.user_id if actor else None,
        file_name=clean_optional(file_name, 400)[-120:],
        found=record,
        skipped=[name[:120] for name in found.skipped[:50]],
        created_at=uow.now,
    )
    says = hours_record.restored(plan, record)
    if not (found.weekly or found.seasons or _coming(uow, says)):
        raise InvalidError("queue.calendar_nothing")
    hours_record.merged(plan, says, today).validate()
    uow.session.add(row)
    uow.session.flush()
    return row


def _apply(uow: UnitOfWork, actor: Actor | None, row: HoursImport) -> None:
    plan, found = desk_hours.schedule(uow), _found(uow, row)
    row.before = hours_record.of_schedule(plan)
    today = uow.now.astimezone(plan.tz).date()
    hours_rows.replace_all(uow, hours_record.merged(plan, found, today))
    row.after = hours_record.of_schedule(desk_hours.schedule(uow))
    row.applied_at = uow.now
    uow.session.add(row)
    desk_hours.told(
        uow, actor, "hours.imported", f"{len(found.seasons)} {len(_coming(uow, found))}"
    )


def _found(uow: UnitOfWork, row: HoursImport) -> Schedule:
    """What the file says, as if the desk had no hours of its own."""
    return hours_record.restored(desk_hours.schedule(uow), row.found)


def _coming(uow: UnitOfWork, found: Schedule) -> list[DayException]:
    today = uow.now.astimezone(found.tz).date()
    return [one for one in found.exceptions if one.day >= today]


def _newest(uow: UnitOfWork, *, applied: bool) -> HoursImport | None:
    when = col(HoursImport.applied_at)
    query = select(HoursImport).where(when.is_not(None) if applied else when.is_(None))
    if applied:
        query = query.where(col(HoursImport.undone_at).is_(None))
    return uow.session.exec(query.order_by(col(HoursImport.id).desc()).limit(1)).first()


def _can_undo(uow: UnitOfWork, row: HoursImport) -> bool:
    is_fresh = row.applied_at is not None and uow.now - row.applied_at <= _UNDO_FOR
    return is_fresh and row.after == hours_record.of_schedule(desk_hours.schedule(uow))


def _holds(found: Schedule, dates: int) -> str:
    """Such as "10 weekly openings, 1 season, 3 dates"."""
    counts = {
        "openings": sum(len(intervals) for intervals in found.weekly.values()),
        "seasons": len(found.seasons),
        "dates": dates,
    }
    parts = [t(f"queue.import_{name}", n=count) for name, count in counts.items() if count]
    return ", ".join(parts)


def _compared(now: Schedule, then: Schedule, first: date) -> list[HoursDayView]:
    """Each coming day as it would be, and as it was where that differs."""
    found = []
    days = zip(now.preview(first, _PREVIEW_DAYS), then.preview(first, _PREVIEW_DAYS), strict=True)
    for before, after in days:
        is_same = before.spans == after.spans
        found.append(
            HoursDayView(
                date=f"{after.day:%a} {after.day.day} {after.day:%b}",
                text=_times(then, after),
                label=after.label,
                was="" if is_same else t("queue.import_was", times=_times(now, before)),
            )
        )
    return found


def _times(plan: Schedule, day: DayPlan) -> str:
    spans = [
        f"{clock_time(span.start, plan.tz)}–{clock_time(span.end, plan.tz)}"  # a range
        for span in day.spans
    ]
    return ", ".join(spans) or t("queue.closed")


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
