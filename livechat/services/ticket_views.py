"""Makes the rows and the view of tickets for one viewer."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from livechat.domain import ticket_lifecycle
from livechat.domain.actor import Actor
from livechat.domain.text import t
from livechat.domain.views import ChoiceView, TicketEventView, TicketRow, TicketView
from livechat.domain.wording import date_and_time, heading, short_date, zone_or
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.desk import Ticket, TicketEvent
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork


def rows(uow: UnitOfWork, tickets: list[Ticket], zone: str = "") -> list[TicketRow]:
    """A line for each ticket, in the order given."""
    in_zone = zone_or(zone, uow.settings.timezone)
    return [_row(uow, ticket, in_zone) for ticket in tickets]


def one(
    uow: UnitOfWork, actor: Actor, ticket: Ticket, *, can_work: bool, zone: str = ""
) -> TicketView:
    """The ticket with its history; a student sees only what is public."""
    in_zone = zone_or(zone, uow.settings.timezone)
    query = select(TicketEvent).where(col(TicketEvent.ticket_id) == ticket.id)
    if not actor.is_staff:
        query = query.where(col(TicketEvent.is_public))
    events = uow.session.exec(query.order_by(col(TicketEvent.id))).all()
    follow_up = ticket.follow_up_at
    return TicketView(
        row=_row(uow, ticket, in_zone),
        summary=ticket.summary,
        events=[_event(uow, event, in_zone) for event in events],
        targets=[
            ChoiceView(value=target.value, label=heading(t(f"rules.ticket_{target.value}")))
            for target in ticket_lifecycle.targets(ticket.status)
        ]
        if can_work
        else [],
        follow_up_date=follow_up.astimezone(in_zone).date().isoformat() if follow_up else "",
        is_follow_up_done=ticket.follow_up_done_at is not None,
    )


def _row(uow: UnitOfWork, ticket: Ticket, zone: ZoneInfo) -> TicketRow:
    student = uow.session.get(User, ticket.student_id)
    owner = uow.session.get(User, ticket.owner_id) if ticket.owner_id else None
    home = uow.session.get(Conversation, ticket.conversation_id)
    is_past = ticket.due_at < uow.now
    is_overdue = ticket.status in ticket_lifecycle.RUNNING and (
        is_past or ticket.overdue_alerted_at is not None
    )
    said = "due_overdue" if is_past else "due_again"
    due = date_and_time(ticket.due_at, zone)
    return TicketRow(
        number=ticket.number,
        subject=ticket.subject,
        student_name=student.name if student else "—",
        group=ticket.group,
        status=ticket.status.value,
        status_label=heading(t(f"rules.ticket_{ticket.status.value}")),
        owner_name=owner.name if owner else t("tickets.nobody"),
        due_text=t(f"tickets.{said}" if is_overdue else "tickets.due", due=due),
        is_overdue=is_overdue,
        follow_up_text=_follow_up_text(ticket, zone),
        conversation_id=home.public_id if home else "",
    )


def _follow_up_text(ticket: Ticket, zone: ZoneInfo) -> str:
    if ticket.follow_up_done_at is not None:
        return t("tickets.follow_up_done_text", date=short_date(ticket.follow_up_done_at, zone))
    if ticket.follow_up_at is not None:
        return t("tickets.follow_up_text", date=short_date(ticket.follow_up_at, zone))
    return ""


def _event(uow: UnitOfWork, event: TicketEvent, zone: ZoneInfo) -> TicketEventView:
    who = uow.session.get(User, event.actor_id) if event.actor_id else None
    return TicketEventView(
        who=who.name if who else t("tickets.system"),
        label=t(f"tickets.event_{event.kind}"),
        body=_body(event, zone),
        time=date_and_time(event.at, zone),
    )


def _body(event: TicketEvent, zone: ZoneInfo) -> str:
    """What was written; of a promise that was not kept, the date that holds instead."""
    if event.kind != "late":
        return event.body
    return t("tickets.late_body", due=date_and_time(datetime.fromisoformat(event.body), zone))
