"""Tickets: filed by students, escalated by agents, answered and followed up by specialists."""

from collections.abc import Sequence
from datetime import date, time

from sqlmodel import col, or_, select

from livechat.domain import lifecycle, permissions, ticket_lifecycle
from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError, InvalidError
from livechat.domain.lifecycle import Move
from livechat.domain.limits import clean, clean_line, clean_optional
from livechat.domain.mask import masked
from livechat.domain.text import t
from livechat.domain.ticket_lifecycle import TicketMove
from livechat.domain.views import TicketRow, TicketView
from livechat.domain.vocabulary import (
    CloseReason,
    Fact,
    Outcome,
    Status,
    TicketStatus,
)
from livechat.domain.wall_time import instant_of
from livechat.services import (
    access,
    conversations,
    desk_hours,
    lines,
    messages,
    participants,
    posting,
    ticket_rights,
    ticket_steps,
    ticket_views,
)
from livechat.services.lines import Line, line
from livechat.store.tables.desk import Ticket, TicketEvent
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

_SHOWN = 200


def file(
    uow: UnitOfWork, actor: Actor, conversation_id: str, subject: str, details: str, group: str = ""
) -> int:
    """The student asks for a written answer, as nobody is available; returns the number."""
    conversation = access.own_conversation(uow, actor, conversation_id)
    ticket = ticket_steps.create(
        uow,
        conversation,
        actor,
        kind="filed",
        group=ticket_steps.checked_group(group or ticket_steps.group_of(conversation)),
        subject=masked(clean_line(subject, 200))[:200],
        reason=masked(clean_optional(details, uow.settings.message_limit)),
    )
    return ticket.number


def escalate(uow: UnitOfWork, actor: Actor, conversation_id: str, group: str, reason: str) -> int:
    """The agent hands over to a specialist group, with a due time and a follow-up date."""
    conversation = access.owned_conversation(uow, actor, conversation_id)
    ticket = ticket_steps.create(
        uow,
        conversation,
        actor,
        kind="escalated",
        group=ticket_steps.checked_group(group),
        subject=conversation.topic or t("conversation.no_topic"),
        reason=masked(clean(reason, uow.settings.message_limit)),
        is_followed_up=True,
    )
    return ticket.number


def mine(uow: UnitOfWork, actor: Actor, zone: str = "") -> list[TicketRow]:
    """A student's own tickets, or those that a member of staff has taken."""
    own = Ticket.owner_id if actor.is_staff else Ticket.student_id
    query = select(Ticket).where(col(own) == actor.user_id)
    if actor.is_staff:
        query = query.where(col(Ticket.status) != TicketStatus.CLOSED)
    found = uow.session.exec(query.order_by(col(Ticket.due_at)).limit(_SHOWN)).all()
    return ticket_views.rows(uow, list(found), zone)


def group_rows(uow: UnitOfWork, actor: Actor, zone: str = "") -> list[TicketRow]:
    """What the actor's group has to do; admins see every group, agents what they escalated."""
    access.require_staff(actor)
    query = select(Ticket).where(col(Ticket.status) != TicketStatus.CLOSED)
    if not actor.is_admin:
        escalated = (
            select(TicketEvent.ticket_id)
            .where(col(TicketEvent.actor_id) == actor.user_id)
            .where(col(TicketEvent.kind) == "escalated")
        )
        query = query.where(
            or_(
                col(Ticket.group) == ticket_rights.group_of_actor(uow, actor),
                col(Ticket.owner_id) == actor.user_id,
                col(Ticket.id).in_(escalated),
            )
        )
    found = uow.session.exec(query.order_by(col(Ticket.due_at)).limit(_SHOWN)).all()
    return ticket_views.rows(uow, list(found), zone)


def view(uow: UnitOfWork, actor: Actor, number: int, zone: str = "") -> TicketView:
    """The ticket with its history and the statuses that the actor may set."""
    ticket = access.ticket(uow, actor, number)
    can_work = permissions.can_work_ticket(actor, ticket_rights.rights_of(uow, actor, ticket))
    return ticket_views.one(uow, actor, ticket, can_work=can_work, zone=zone)


def take(uow: UnitOfWork, actor: Actor, number: int) -> None:
    """Become the ticket's owner; one who has it already is told in the refusal."""
    ticket = ticket_rights.workable(uow, actor, number)
    if ticket.owner_id == actor.user_id and ticket.status is TicketStatus.IN_PROGRESS:
        return
    if ticket.owner_id is not None and ticket.owner_id != actor.user_id:
        owner = uow.session.get(User, ticket.owner_id)
        raise ConflictError("error.already_claimed", name=owner.name if owner else "—")
    _own(uow, actor, ticket)


def set_status(uow: UnitOfWork, actor: Actor, number: int, status: str) -> None:
    """Set a status that is legal from the present one; closing ends the conversation."""
    try:
        wanted = TicketStatus(status)
    except ValueError:
        raise InvalidError("error.bad_value", field=t("tickets.field_status")) from None
    ticket = ticket_rights.workable(uow, actor, number)
    if ticket.status is wanted:
        return
    if ticket.status in ticket_lifecycle.FINISHED and wanted is TicketStatus.IN_PROGRESS:
        reopen(uow, actor, number)
        return
    target = ticket_lifecycle.change_to(ticket.status, wanted)
    label = f"rules.ticket_{target.value}"
    key = target.value if target in ticket_lifecycle.FINISHED else "status"
    told = Line(f"tickets.{key}", {"number": number}, {"status": [label]})
    ticket_steps.set_status(uow, ticket, target, actor, told if key != "closed" else None)
    ticket_steps.add_event(uow, ticket, actor, "status", t(label))
    ticket_steps.mail(uow, ticket, "ticket_status", status=target)
    if target is TicketStatus.CLOSED:
        _close_conversation(uow, actor, ticket)


def answer(
    uow: UnitOfWork,
    actor: Actor,
    number: int,
    client_id: str,
    text: str,
    attachment_ids: Sequence[str] = (),
) -> int:
    """Answer in the thread; the student gets it live and by mail. Idempotent by `client_id`."""
    ticket = ticket_rights.workable(uow, actor, number)
    conversation = ticket_steps.home(uow, ticket)
    is_new = posting.twin(uow, actor.user_id, client_id) is None
    if ticket.owner_id is None and is_new:
        _own(uow, actor, ticket)
    participants.join(uow, ticket.conversation_id, actor.user_id)
    seq = messages.post(uow, actor, conversation.public_id, client_id, text, attachment_ids)
    if is_new:
        ticket_steps.add_event(uow, ticket, actor, "answered")
        ticket_steps.mail(uow, ticket, "ticket_answer", agent=actor.name, text=masked(text)[:4000])
    return seq


def plan_follow_up(uow: UnitOfWork, actor: Actor, number: int, on: str) -> None:
    """Promise a follow-up on a date (YYYY-MM-DD) that the student sees."""
    ticket = ticket_rights.workable(uow, actor, number)
    plan = desk_hours.schedule(uow)
    try:
        day = date.fromisoformat(on.strip())
    except ValueError:
        raise InvalidError("error.bad_value", field=t("tickets.field_date")) from None
    if day < uow.now.astimezone(plan.tz).date():
        raise InvalidError("tickets.past_date")
    spans = plan.preview(day, 1)[0].spans
    ticket.follow_up_at = spans[0].start if spans else instant_of(day, time(9), plan.tz)
    ticket.follow_up_done_at = None
    uow.record(
        Fact.FOLLOW_UP_SCHEDULED,
        ticket.conversation_id,
        actor.user_id,
        number=number,
        on=day.isoformat(),
    )
    ticket_steps.add_event(uow, ticket, actor, "follow_up_planned", day.isoformat())
    conversation = ticket_steps.home(uow, ticket)
    conversations.tell_state(uow, conversation)
    if conversation.status is not Status.CLOSED:
        on_day = {"date": ticket.follow_up_at}
        lines.tell(uow, conversation, "tickets.follow_up", dates=on_day, number=number)
    ticket_steps.mail(uow, ticket, "follow_up", **ticket_steps.follow_up_entry(uow, ticket))


def complete_follow_up(
    uow: UnitOfWork, actor: Actor, number: int, outcome_text: str, *, is_solved: bool = True
) -> None:
    """The student was asked; when it is solved, the ticket and its conversation end."""
    ticket = ticket_rights.workable(uow, actor, number)
    said = masked(clean(outcome_text, uow.settings.message_limit))
    ticket.follow_up_done_at = uow.now
    uow.record(
        Fact.FOLLOW_UP_DONE,
        ticket.conversation_id,
        actor.user_id,
        number=number,
        is_solved=is_solved,
    )
    ticket_steps.add_event(uow, ticket, actor, "follow_up_done", said)
    conversation = ticket_steps.home(uow, ticket)
    if conversation.status is not Status.CLOSED:
        lines.tell(uow, conversation, "tickets.follow_up_done", name=actor.name, number=number)
    ticket_steps.mail(uow, ticket, "follow_up_done", text=said)
    if is_solved and ticket.status is not TicketStatus.CLOSED:
        conversation.outcome = Outcome.SOLVED
        closed = ticket_lifecycle.change_to(ticket.status, TicketStatus.CLOSED)
        ticket_steps.set_status(uow, ticket, closed, actor)
        _close_conversation(uow, actor, ticket)
    conversations.tell_state(uow, conversation)


def reopen(uow: UnitOfWork, actor: Actor, number: int) -> None:
    """Take up a resolved or closed ticket again; the student may do so, too."""
    ticket = access.ticket(uow, actor, number)
    if actor.is_staff:
        ticket_rights.require_work(uow, actor, ticket)
    target = ticket_lifecycle.move(ticket.status, TicketMove.REOPEN)
    conversation = ticket_steps.home(uow, ticket)
    if conversation.status is Status.CLOSED:
        active = lifecycle.reopen(
            Move.REOPEN_ACTIVE,
            conversation.closed_at or uow.now,
            uow.now,
            uow.settings.reopen_hours,
        )
        conversation.status = lifecycle.move(active, Move.FILE_TICKET)
        conversations.reset_ending(conversation)
        uow.record(Fact.REOPENED, conversation.id or 0, actor.user_id)
    ticket_steps.set_status(uow, ticket, target, actor, line("tickets.reopened", number=number))
    ticket_steps.add_event(uow, ticket, actor, "reopened")
    ticket_steps.mail(uow, ticket, "ticket_status", status=target)


def remind_follow_ups(uow: UnitOfWork) -> int:
    """Tell the owner or the group, and the student, that a follow-up has come, each once."""
    due = uow.session.exec(
        select(Ticket)
        .where(col(Ticket.follow_up_at) <= uow.now)
        .where(col(Ticket.follow_up_done_at).is_(None))
        .where(col(Ticket.status) != TicketStatus.CLOSED)
    ).all()
    reminded = 0
    for ticket in due:
        if not ticket_steps.was_reminded(uow, ticket):
            ticket_steps.add_event(uow, ticket, None, "follow_up_due", is_public=False)
            for user_id in ticket_steps.responsible(uow, ticket):
                ticket_steps.mail(uow, ticket, "follow_up_due", to=user_id)
            ticket_steps.mail(uow, ticket, "follow_up_today")
            reminded += 1
    return reminded


def _own(uow: UnitOfWork, actor: Actor, ticket: Ticket) -> None:
    ticket.owner_id = actor.user_id
    if ticket.status is not TicketStatus.IN_PROGRESS:
        target = ticket_lifecycle.move(ticket.status, TicketMove.TAKE)
        told = line("tickets.taken", name=actor.name, number=ticket.number)
        ticket_steps.set_status(uow, ticket, target, actor, told)
    participants.join(uow, ticket.conversation_id, actor.user_id)
    conversation = ticket_steps.home(uow, ticket)
    conversation.owner_id = actor.user_id
    conversations.tell_state(uow, conversation)
    ticket_steps.add_event(uow, ticket, actor, "taken")
    ticket_steps.mail(uow, ticket, "ticket_taken", agent=actor.name)


def _close_conversation(uow: UnitOfWork, actor: Actor, ticket: Ticket) -> None:
    conversation = ticket_steps.home(uow, ticket)
    if conversation.status is Status.TICKETED:
        told = line("tickets.closed", number=ticket.number)
        conversations.close(uow, conversation, CloseReason.TICKETED, actor, told)
