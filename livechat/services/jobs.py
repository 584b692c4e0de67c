"""Everything with a time: run by one leader, each thing once, also after a downtime.

A job reads what is due and does each thing in a transaction of its own, which checks again
under lock: so two leaders by mistake (clocks apart) still do nothing twice.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import timedelta

from sqlmodel import col, select

from livechat.adapters.files import StorageError
from livechat.domain.errors import DomainError
from livechat.domain.vocabulary import QueueState
from livechat.services import (
    attachments,
    bot_rounds,
    callbacks,
    desk_staff,
    forgetting,
    idle,
    incidents,
    lapses,
    leases,
    offers,
    presence,
    ticket_promises,
    tickets,
    wait_outcomes,
    wait_views,
    waits,
)
from livechat.services.context import Context
from livechat.store.tables.desk import QueueEntry
from livechat.store.unit_of_work import UnitOfWork

Job = Callable[[Context], None]
log = logging.getLogger(__name__)
_HOLDER = secrets.token_hex(8)
# Longer than a round takes; a dead leader is replaced after this.
_LEASE = timedelta(seconds=20)


def keep_house(context: Context) -> None:
    """What talks to the storage of files, apart: one that is slow must not hold up the queue."""
    _run_all(context, HOUSEKEEPING)


def run_due(context: Context, holder: str = _HOLDER) -> bool:
    """One round of all jobs, if this process leads; False when another does."""
    is_mine = context.read(leases.is_held, "jobs", holder, _LEASE / 2)
    if not is_mine and not context.write(leases.take, "jobs", holder, _LEASE):
        return False
    _run_all(context, JOBS)
    return True


def _run_all(context: Context, due: tuple[Job, ...]) -> None:
    for job in due:
        try:
            job(context)
        except Exception as error:
            # One broken job must not hold up the others; the next round tries it again.
            told = {"job": job.__name__, "error": type(error).__name__}
            if isinstance(error, StorageError):
                told["reason"] = str(error)
            log.error("job failed", extra=told)


def offers_missed(context: Context) -> None:
    """Offers that nobody accepted in time."""
    for entry_id in context.read(_missed):
        _one(context, offers.expire, entry_id)


def agents_lost(context: Context) -> None:
    """Agents whose page is gone beyond the grace; their chats go back first in line."""
    for user_id in context.read(presence.gone):
        _one(context, presence.expire, user_id)


def students_dropped(context: Context) -> None:
    """Places of students who have been away for too long."""
    for entry_id in context.read(lapses.dropped):
        _one(context, lapses.drop, entry_id)


def desk_closed(context: Context) -> None:
    """People who wait at a desk that has closed."""
    for entry_id in context.read(lapses.left_at_closing):
        _one(context, lapses.send_back, entry_id)


def conversations_idle(context: Context) -> None:
    """Warnings and endings for silent students."""
    for key in context.read(idle.due):
        _one(context, idle.sweep, key)


def waits_recomputed(context: Context) -> None:
    """While somebody waits: offers for freed slots, and fresh waits for everybody."""
    if context.read(waits.waiting_count):
        context.write(_recompute)


def waits_settled(context: Context) -> None:
    """Every minute: the waits of those who left, and what all of them teach."""
    if context.write(leases.strike, "calibration", timedelta(minutes=1)):
        context.write(wait_outcomes.settle)
        context.write(wait_outcomes.learn)


def bot_speaks(context: Context) -> None:
    """What the bot says unasked, looked for every ten seconds."""
    if context.write(leases.strike, "bot", timedelta(seconds=10)):
        bot_rounds.speak(context)


def tickets_due(context: Context) -> None:
    """Overdue alerts and follow-ups, looked for every minute."""
    if context.write(leases.strike, "tickets", timedelta(minutes=1)):
        context.write(ticket_promises.alert_overdue)
        context.write(tickets.remind_follow_ups)


def calls_due(context: Context) -> None:
    """Calls whose time has come show up at the desk; forgotten ones become tickets."""
    every = timedelta(minutes=1)
    if context.write(leases.strike, "calls", every):
        context.write(callbacks.announce_due, context.clock.now() - 2 * every)
        context.write(callbacks.give_up_forgotten)


def incidents_seen(context: Context) -> None:
    """Every minute: problems that many have at once, and banners whose time is over."""
    if context.write(leases.strike, "incidents", timedelta(minutes=1)):
        context.write(incidents.end_due)
        context.write(incidents.look_for)


def files_swept(context: Context) -> None:
    """Every ten minutes: pictures that no message took, files that belong to nothing."""
    if context.write(leases.strike, "files", timedelta(minutes=10)):
        attachments.sweep(context)


def old_forgotten(context: Context) -> None:
    """Once an hour: what the settings no longer keep."""
    forgetting.apply_retention(context)


JOBS: tuple[Job, ...] = (
    offers_missed,
    agents_lost,
    students_dropped,
    desk_closed,
    conversations_idle,
    waits_recomputed,
    waits_settled,
    bot_speaks,
    tickets_due,
    calls_due,
    incidents_seen,
)
HOUSEKEEPING: tuple[Job, ...] = (files_swept, old_forgotten)


def _one(context: Context, work: Callable[..., object], key: object) -> None:
    """One thing of many: that it has just been settled otherwise is no fault."""
    try:
        context.write(work, key)
    except DomainError as settled:
        log.info("nothing to do any more", extra={"job": work.__name__, "reason": settled.key})


def _missed(uow: UnitOfWork) -> list[str]:
    before = uow.now - desk_staff.rules(uow.settings).offer_timeout
    return list(
        uow.session.exec(
            select(QueueEntry.public_id)
            .where(col(QueueEntry.state) == QueueState.OFFERED)
            .where(col(QueueEntry.offered_at) <= before)
        ).all()
    )


def _recompute(uow: UnitOfWork) -> None:
    if not leases.strike(uow, "waits", timedelta(seconds=uow.settings.wait_refresh_s)):
        return
    offers.forget_declines(uow)
    offers.make(uow)
    wait_views.note_shown(uow)
    uow.emit("queue")
