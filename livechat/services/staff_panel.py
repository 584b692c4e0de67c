"""What staff see beside a conversation: who the student is, the card, tickets."""

from sqlmodel import col, select

from livechat.bot.knowledge import GROUPS
from livechat.domain.actor import Actor
from livechat.domain.errors import NotFoundError
from livechat.domain.text import t
from livechat.domain.views import ChoiceView, HistoryRow, StudentPanelView
from livechat.domain.wording import clock_time, initials, language_name, zone_or
from livechat.services import access, handoff, handoff_cards, history, ticket_steps, ticket_views
from livechat.store.tables.desk import Ticket
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

_SHOWN = 10


def of(uow: UnitOfWork, actor: Actor, conversation_id: str, zone: str = "") -> StudentPanelView:
    """The student of a conversation that the actor may read; without earlier conversations."""
    access.require_staff(actor)
    conversation = access.conversation(uow, actor, conversation_id)
    student = uow.session.get_one(User, conversation.student_id)
    tickets = uow.session.exec(
        select(Ticket)
        .where(col(Ticket.student_id) == student.id)
        .order_by(col(Ticket.id).desc())
        .limit(_SHOWN)
    ).all()
    there = zone_or(student.timezone, "") if student.timezone else None
    return StudentPanelView(
        name=student.name,
        initials=initials(student.name),
        email=student.email,
        language=language_name(student.language),
        device="" if conversation.handoff else handoff.device_of(conversation),
        local_time=clock_time(uow.now, there) if there else "",
        handoff=handoff_cards.card(uow, conversation) if conversation.handoff else None,
        tickets=ticket_views.rows(uow, list(tickets), zone),
    )


def earlier(
    uow: UnitOfWork, actor: Actor, conversation_id: str, zone: str = ""
) -> list[HistoryRow]:
    """The student's other conversations, or none where the actor does not help the student."""
    try:
        return history.of_student(uow, actor, conversation_id, zone)
    except NotFoundError:
        return []


def groups(uow: UnitOfWork, actor: Actor, conversation_id: str) -> list[ChoiceView]:
    """The specialist groups for an escalation; the one that the bot's match points to is first."""
    access.require_staff(actor)
    conversation = access.conversation(uow, actor, conversation_id)
    likely = ticket_steps.group_of(conversation)
    ordered = sorted(GROUPS, key=lambda group: group != likely)
    return [ChoiceView(group, t(f"desk.group_{group}")) for group in ordered]


def name_of(uow: UnitOfWork, actor: Actor, user_id: int) -> str:
    """A colleague's name; "" for a student, whose name comes with the conversation."""
    access.require_staff(actor)
    user = uow.session.get(User, user_id)
    return user.name if user and user.role.is_staff else ""
