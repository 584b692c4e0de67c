"""A promised date is kept, or the student hears in time why not and what holds instead."""

from datetime import date, datetime, time, timedelta

from sqlmodel import col, select

from livechat.domain import ticket_lifecycle
from livechat.domain.actor import Actor
from livechat.domain.errors import InvalidError
from livechat.domain.limits import clean
from livechat.domain.mask import masked
from livechat.domain.text import t
from livechat.domain.vocabulary import Role, Status
from livechat.domain.wall_time import instant_of
from livechat.domain.wording import iso
from livechat.services import conversations, desk_hours, lines, ticket_rights, ticket_steps
from livechat.store.tables.desk import Ticket, TicketEvent
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

_REASON_LENGTH = 500
_MOST_DAYS = 60


def alert_overdue(uow: UnitOfWork) -> int:
    """Tickets past due, each once for each promise: the responsible are told, and the student,
    who gets a new date if there was no answer at all. Returns how many."""
    late = uow.session.exec(
        select(Ticket)
        .where(col(Ticket.status).in_(list(ticket_lifecycle.RUNNING)))
        .where(col(Ticket.due_at) < uow.now)
        .where(
            col(Ticket.overdue_alerted_at).is_(None)
            | (col(Ticket.overdue_alerted_at) < col(Ticket.due_at))
        )
    ).all()
    for ticket in late:
        _alert(uow, ticket)
    return len(late)


def postpone(uow: UnitOfWork, actor: Actor, number: int, on: str, reason: str) -> None:
    """Promise another date (YYYY-MM-DD) than the one that cannot be kept, and say why."""
    ticket = ticket_rights.workable(uow, actor, number)
    if ticket.status in ticket_lifecycle.FINISHED:
        raise InvalidError("tickets.not_running")
    why = masked(clean(reason, _REASON_LENGTH))
    was = ticket.due_at
    ticket.due_at, ticket.overdue_alerted_at = _end_of_service(uow, on), None
    ticket_steps.add_event(uow, ticket, actor, "postponed", why)
    _tell(uow, ticket, "tickets.postponed", was, name=actor.name, reason=why)
    ticket_steps.mail(uow, ticket, "ticket_postponed", was=was, agent=actor.name, reason=why)


def _alert(uow: UnitOfWork, ticket: Ticket) -> None:
    is_again = ticket.overdue_alerted_at is not None
    for user_id in _responsible(uow, ticket, with_admins=is_again):
        ticket_steps.mail(uow, ticket, "ticket_overdue", to=user_id)
    was, ticket.overdue_alerted_at = ticket.due_at, uow.now
    if _was_answered(uow, ticket):
        ticket_steps.add_event(uow, ticket, None, "overdue", is_public=False)
        return
    again = timedelta(hours=uow.settings.ticket_due_hours)
    ticket.due_at = desk_hours.schedule(uow).add_service_time(uow.now, again)
    ticket_steps.add_event(uow, ticket, None, "late", iso(ticket.due_at))
    _tell(uow, ticket, "tickets.late", was)
    ticket_steps.mail(uow, ticket, "ticket_late", was=was)


def _tell(
    uow: UnitOfWork, ticket: Ticket, key: str, was: datetime, *, name: str = "", reason: str = ""
) -> None:
    conversation = ticket_steps.home(uow, ticket)
    conversations.tell_state(uow, conversation)
    if conversation.status is not Status.CLOSED:
        lines.tell(
            uow,
            conversation,
            key,
            moments={"was": was, "due": ticket.due_at},
            number=ticket.number,
            name=name,
            reason=reason,
        )


def _was_answered(uow: UnitOfWork, ticket: Ticket) -> bool:
    query = (
        select(TicketEvent.id)
        .where(col(TicketEvent.ticket_id) == ticket.id)
        .where(col(TicketEvent.kind) == "answered")
    )
    return uow.session.exec(query.limit(1)).first() is not None


def _responsible(uow: UnitOfWork, ticket: Ticket, *, with_admins: bool) -> list[int]:
    """From the second broken promise on, the admins hear of it as well."""
    found = ticket_steps.responsible(uow, ticket)
    if with_admins:
        admins = select(User.id).where(col(User.is_active)).where(col(User.role) == Role.ADMIN)
        found = [*found, *(user_id for user_id in uow.session.exec(admins) if user_id)]
    return list(dict.fromkeys(found))


def _end_of_service(uow: UnitOfWork, on: str) -> datetime:
    """When service ends on the day, or 17:00 where there is none."""
    plan = desk_hours.schedule(uow)
    try:
        day = date.fromisoformat(on.strip())
    except ValueError:
        raise InvalidError("error.bad_value", field=t("tickets.field_date")) from None
    today = uow.now.astimezone(plan.tz).date()
    if day > today + timedelta(days=_MOST_DAYS):
        raise InvalidError("tickets.far_date", days=_MOST_DAYS)
    spans = plan.preview(day, 1)[0].spans
    due = spans[-1].end if spans else instant_of(day, time(17), plan.tz)
    if due <= uow.now:
        raise InvalidError("tickets.past_date")
    return due
