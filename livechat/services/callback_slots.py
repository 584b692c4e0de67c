"""Times at which a call can be booked.

The rule of staffing: a slot takes as many calls as a third of the active agents, at least one,
so that most of the desk goes on chatting.
"""

from datetime import datetime, timedelta

from sqlmodel import col, func, select

from livechat.domain import hours
from livechat.domain.callback_lifecycle import PENDING
from livechat.domain.vocabulary import Role
from livechat.services import desk_hours
from livechat.store.tables.desk import CallbackRequest
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

_LEAD = timedelta(minutes=15)
_DAYS_SHOWN = 3
_LOOK_AHEAD_DAYS = 21
_AGENTS_PER_CALL = 3


def bookable(uow: UnitOfWork) -> list[tuple[datetime, bool]]:
    """Slots of the next days of service with whether they are free, in order."""
    plan = desk_hours.schedule(uow)
    today = uow.now.astimezone(plan.tz).date()
    length = timedelta(minutes=uow.settings.callback_slot_min)
    found = plan.slots(
        today, today + timedelta(days=_LOOK_AHEAD_DAYS), length, after=uow.now + _LEAD
    )
    days = sorted({slot.start.astimezone(plan.tz).date() for slot in found})[:_DAYS_SHOWN]
    shown = tuple(slot for slot in found if slot.start.astimezone(plan.tz).date() in days)
    free = {slot.start for slot in hours.free_slots(shown, _booked(uow), places(uow))}
    return [(slot.start, slot.start in free) for slot in shown]


def places(uow: UnitOfWork) -> int:
    """How many calls fit in one slot."""
    agents = uow.session.exec(
        select(func.count(col(User.id)))
        .where(col(User.role) == Role.AGENT)
        .where(col(User.is_active))
    ).one()
    return max(1, agents // _AGENTS_PER_CALL)


def _booked(uow: UnitOfWork) -> dict[datetime, int]:
    rows = uow.session.exec(
        select(CallbackRequest.slot_at, func.count(col(CallbackRequest.id)))
        .where(col(CallbackRequest.state).in_(list(PENDING)))
        .where(col(CallbackRequest.slot_at) > uow.now)
        .group_by(col(CallbackRequest.slot_at))
    ).all()
    return dict(rows)
