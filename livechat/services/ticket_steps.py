"""What every step of a ticket does: number, row, event, line in the thread, mail to the student."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import col, func, select

from livechat.bot.knowledge import GROUPS
from livechat.domain import lifecycle, ticket_lifecycle
from livechat.domain.actor import Actor
from livechat.domain.errors import InvalidError
from livechat.domain.hours import Schedule
from livechat.domain.lifecycle import Move
from livechat.domain.text import DEFAULT_LANGUAGE, speaking, t
from livechat.domain.ticket_lifecycle import TicketMove
from livechat.domain.vocabulary import Fact, Role, Status, TicketStatus
from livechat.domain.wall_time import instant_of
from livechat.services import (
    conversations,
    desk_hours,
    diversion,
    handoff,
    handoff_cards,
    lines,
    mailing,
)
from livechat.services.access import AnyConversation
from livechat.services.lines import Line
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.desk import Ticket, TicketEvent
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

_FIRST_NUMBER = 1001
# Names the lock under which PostgreSQL gives out numbers.
_NUMBER_LOCK = 7_226_001
_CARD = ("issue", "course", "device", "page", "error", "due")


def create(
    uow: UnitOfWork,
    conversation: Conversation,
    actor: Actor | None,
    *,
    kind: str,
    group: str,
    subject: str,
    reason: str = "",
    is_followed_up: bool = False,
) -> Ticket:
    """Turn the conversation into a ticket; `kind` is filed, escalated or missed_call."""
    diversion.leave_queue(uow, conversation)
    conversation.status = lifecycle.move(conversation.status, Move.FILE_TICKET)
    conversation.is_solution_offered = False
    plan = desk_hours.schedule(uow)
    ticket = Ticket(
        number=_next_number(uow),
        conversation_id=conversation.id or 0,
        student_id=conversation.student_id,
        group=group,
        status=TicketStatus.OPEN,
        priority=conversation.priority,
        subject=subject[:200],
        summary=summary(uow, conversation, reason if kind == "filed" else "")[:8000],
        due_at=plan.add_service_time(uow.now, timedelta(hours=uow.settings.ticket_due_hours)),
        follow_up_at=service_day(plan, uow.now, uow.settings.follow_up_days)
        if is_followed_up
        else None,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(ticket)
    uow.session.flush()
    _record_creation(uow, ticket, actor, kind)
    add_event(uow, ticket, actor, kind, reason, is_public=kind == "filed")
    conversations.tell_state(uow, conversation)
    _announce(uow, conversation, ticket)
    return ticket


def add_event(
    uow: UnitOfWork,
    ticket: Ticket,
    actor: Actor | None,
    kind: str,
    body: str = "",
    *,
    is_public: bool = True,
) -> None:
    """Append to the ticket's own history, and let lists be read again."""
    ticket.updated_at = uow.now
    uow.session.add(ticket)
    uow.session.add(
        TicketEvent(
            ticket_id=ticket.id or 0,
            actor_id=actor.user_id if actor else None,
            kind=kind,
            body=body,
            is_public=is_public,
            at=uow.now,
        )
    )
    uow.session.flush()
    uow.emit("desk")
    uow.emit(f"user:{ticket.student_id}")


def set_status(
    uow: UnitOfWork,
    ticket: Ticket,
    status: TicketStatus,
    actor: Actor | None,
    told: Line | None = None,
) -> None:
    """Write a status that the caller has found legal, with its fact and the student's line."""
    before, ticket.status = ticket.status, status
    if status in ticket_lifecycle.FINISHED:
        ticket.resolved_at = ticket.resolved_at or uow.now
    else:
        ticket.resolved_at = None
    uow.record(
        Fact.TICKET_STATUS_CHANGED,
        ticket.conversation_id,
        actor.user_id if actor else None,
        number=ticket.number,
        before=before.value,
        status=status.value,
    )
    conversation = home(uow, ticket)
    conversations.tell_state(uow, conversation)
    if told is not None and conversation.status is not Status.CLOSED:
        lines.post(uow, conversation, told)


def student_wrote(uow: UnitOfWork, conversation: AnyConversation) -> None:
    """A message of the student in a ticket's thread makes it our turn again."""
    ticket = of_conversation(uow, conversation)
    if ticket is None:
        return
    move = TicketMove.STUDENT_ANSWERED
    if ticket_lifecycle.TABLE.can_move(ticket.status, move):
        set_status(uow, ticket, ticket_lifecycle.move(ticket.status, move), None)
    add_event(uow, ticket, None, "student_wrote")


def of_conversation(uow: UnitOfWork, conversation: AnyConversation) -> Ticket | None:
    """The conversation's newest ticket."""
    return uow.session.exec(
        select(Ticket)
        .where(col(Ticket.conversation_id) == conversation.id)
        .order_by(col(Ticket.id).desc())
        .limit(1)
    ).first()


def home(uow: UnitOfWork, ticket: Ticket) -> Conversation:
    """The conversation that the ticket came from."""
    return uow.session.get_one(Conversation, ticket.conversation_id)


def checked_group(group: str) -> str:
    """A specialist group, or InvalidError."""
    if group not in GROUPS:
        raise InvalidError("error.bad_value", field=t("tickets.field_group"))
    return group


def group_of(conversation: Conversation) -> str:
    """The group that the bot's match points to, else the platform's."""
    group = str((conversation.handoff or {}).get("group", ""))
    return group if group in GROUPS else "platform"


def summary(uow: UnitOfWork, conversation: Conversation, details: str = "") -> str:
    """The handoff card as plain lines, so that nobody is asked the same thing twice."""
    with speaking(DEFAULT_LANGUAGE):  # the desk reads it
        return _summary(uow, conversation, details)


def _summary(uow: UnitOfWork, conversation: Conversation, details: str) -> str:
    card = handoff_cards.view_of(uow, conversation, handoff.filled(uow, conversation))
    told = [details] if details else []
    told += [
        t(f"tickets.summary_{name}", text=getattr(card, name))
        for name in _CARD
        if getattr(card, name)
    ]
    told += [
        t("tickets.summary_step", title=step.title, result=step.result_label) for step in card.steps
    ]
    return "\n".join(told)


def service_day(plan: Schedule, now: datetime, days: int) -> datetime:
    """The first opening on a day of service, `days` from now or soon after."""
    first = now.astimezone(plan.tz).date() + timedelta(days=days)
    for day in plan.preview(first, 60):
        if day.spans:
            return day.spans[0].start
    return instant_of(first, time(9), plan.tz)


def mail(
    uow: UnitOfWork,
    ticket: Ticket,
    template: str,
    *,
    to: int = 0,
    was: datetime | None = None,
    status: TicketStatus | None = None,
    **params: Any,
) -> None:
    """Tell the student by mail, too, or another user; `was` is a due time that does not hold."""
    mailing.to_user(
        uow,
        to or ticket.student_id,
        template,
        moments={"due": ticket.due_at} | ({"was": was} if was else {}),
        dates={"date": ticket.follow_up_at} if ticket.follow_up_at else {},
        words={"status": f"rules.ticket_{status.value}"} if status else {},
        number=ticket.number,
        subject=ticket.subject,
        **params,
    )


def follow_up_entry(uow: UnitOfWork, ticket: Ticket) -> dict[str, Any]:
    """The follow-up for the student's calendar."""
    if ticket.follow_up_at is None:
        return {}
    with mailing.in_language_of(uow, ticket.student_id):
        title = t("mailed.event_follow_up", number=ticket.number)
    uid = f"ticket-{ticket.number}-follow-up"
    return {"appointment": mailing.appointment(uid, ticket.follow_up_at, 15, title)}


def responsible(uow: UnitOfWork, ticket: Ticket) -> list[int]:
    """The owner; without one the group's specialists; without any, the admins."""
    if ticket.owner_id is not None:
        return [ticket.owner_id]
    active = select(User.id).where(col(User.is_active))
    for query in (
        active.where(col(User.role) == Role.SPECIALIST).where(col(User.group) == ticket.group),
        active.where(col(User.role) == Role.ADMIN),
    ):
        found = [user_id for user_id in uow.session.exec(query).all() if user_id]
        if found:
            return found
    return []


def was_reminded(uow: UnitOfWork, ticket: Ticket) -> bool:
    """Whether the follow-up that is planned now has been reminded of."""
    last = uow.session.exec(
        select(func.max(TicketEvent.at))
        .where(col(TicketEvent.ticket_id) == ticket.id)
        .where(col(TicketEvent.kind) == "follow_up_due")
    ).one()
    return last is not None and ticket.follow_up_at is not None and last >= ticket.follow_up_at


def _record_creation(uow: UnitOfWork, ticket: Ticket, actor: Actor | None, kind: str) -> None:
    by = actor.user_id if actor else None
    known = {"number": ticket.number, "group": ticket.group}
    if kind == "escalated":
        uow.record(Fact.ESCALATED, ticket.conversation_id, by, **known)
    uow.record(Fact.TICKET_CREATED, ticket.conversation_id, by, kind=kind, **known)
    if ticket.follow_up_at is not None:
        uow.record(
            Fact.FOLLOW_UP_SCHEDULED,
            ticket.conversation_id,
            by,
            number=ticket.number,
            on=ticket.follow_up_at.date().isoformat(),
        )


def _announce(uow: UnitOfWork, conversation: Conversation, ticket: Ticket) -> None:
    key = "tickets.created_follow_up" if ticket.follow_up_at else "tickets.created"
    dates = {"date": ticket.follow_up_at} if ticket.follow_up_at else {}
    due = {"due": ticket.due_at}
    lines.tell(uow, conversation, key, moments=due, dates=dates, number=ticket.number)
    template = "ticket_escalated" if ticket.follow_up_at else "ticket_created"
    mail(uow, ticket, template, **follow_up_entry(uow, ticket))


def _next_number(uow: UnitOfWork) -> int:
    # SQLite has one writer at a time anyway; PostgreSQL needs to be told to wait.
    if uow.connection.dialect.name == "postgresql":
        uow.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _NUMBER_LOCK})
    last = uow.session.exec(select(func.max(Ticket.number))).one()
    return max(_FIRST_NUMBER, (last or 0) + 1)
