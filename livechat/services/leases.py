"""One leader over all processes, and timers that strike once: rows won by conditional updates."""

from datetime import timedelta

from sqlalchemy import ColumnElement, or_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from livechat.store.tables.desk import Lease
from livechat.store.unit_of_work import UnitOfWork


def take(uow: UnitOfWork, name: str, holder: str, hold_for: timedelta) -> bool:
    """Become or stay the leader for `hold_for`; False while another process leads."""
    is_free = or_(col(Lease.holder) == holder, col(Lease.expires_at) <= uow.now)
    return _win(uow, name, holder, hold_for, is_free)


def is_held(uow: UnitOfWork, name: str, holder: str, at_least: timedelta) -> bool:
    """Whether the lead is this holder's for `at_least` longer, so that nothing need be written."""
    lease = uow.session.get(Lease, name)
    return lease is not None and lease.holder == holder and lease.expires_at - uow.now >= at_least


def strike(uow: UnitOfWork, name: str, every: timedelta) -> bool:
    """Whether the timer is due; then it is set again in the same transaction."""
    return _win(uow, f"timer:{name}", "", every, col(Lease.expires_at) <= uow.now)


def _win(
    uow: UnitOfWork, name: str, holder: str, hold_for: timedelta, is_free: ColumnElement[bool]
) -> bool:
    until = uow.now + hold_for
    won = uow.connection.execute(
        update(Lease)
        .where(col(Lease.name) == name, is_free)
        .values(holder=holder, expires_at=until)
    ).rowcount
    if won:
        return True
    if uow.session.get(Lease, name) is not None:
        return False
    try:
        with uow.session.begin_nested():
            uow.session.add(Lease(name=name, holder=holder, expires_at=until))
    except IntegrityError:
        return False
    return True
