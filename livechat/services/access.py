"""The only way to load something for an actor; missing and foreign look the same."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam
from sqlalchemy import select as select_core
from sqlmodel import col, or_, select

from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError, NotAllowedError, NotFoundError
from livechat.domain.vocabulary import Role, Status
from livechat.store.core import CONVERSATION
from livechat.store.tables.conversations import Attachment, Conversation, Participant
from livechat.store.tables.desk import CallbackRequest, Ticket
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

# With a person or on the way to one: the desk's business. A talk with the bot alone is not.
_ON_THE_DESK = frozenset(
    {Status.QUEUED, Status.ACTIVE, Status.WRAP_UP, Status.TICKETED, Status.CALLBACK}
)


@dataclass(frozen=True, slots=True)
class ConversationKey:
    """What decides who may read a conversation and write in it."""

    id: int
    public_id: str
    student_id: int
    owner_id: int | None
    status: Status
    staff_spoke_at: datetime | None


AnyConversation = Conversation | ConversationKey
KEY_COLUMNS = [CONVERSATION.c[name] for name in ConversationKey.__annotations__]
# Made once: putting a statement together costs more than running it.
_KEY = select_core(*KEY_COLUMNS).where(CONVERSATION.c.public_id == bindparam("public_id"))


def require_staff(actor: Actor) -> None:
    """Refuse students; the policy of the states does so too, before this is reached."""
    if not actor.is_staff:
        raise NotAllowedError


def require_admin(actor: Actor) -> None:
    """Refuse everybody but admins."""
    if actor.role is not Role.ADMIN:
        raise NotAllowedError


def conversation(uow: UnitOfWork, actor: Actor, public_id: str) -> Conversation:
    """The conversation, when the actor may read it; NotFoundError otherwise."""
    found = uow.session.exec(
        select(Conversation).where(col(Conversation.public_id) == str(public_id))
    ).first()
    if found is None or not can_read(uow, actor, found):
        raise NotFoundError
    return found


def readable(uow: UnitOfWork, actor: Actor, public_id: str) -> ConversationKey:
    """The same check as `conversation`, for what happens with every message: keys alone."""
    row = uow.connection.execute(_KEY, {"public_id": str(public_id)}).first()
    if row is None:
        raise NotFoundError
    found = ConversationKey(*row)
    if not can_read(uow, actor, found):
        raise NotFoundError
    return found


def own_conversation(uow: UnitOfWork, actor: Actor, public_id: str) -> Conversation:
    """A student's own conversation; nobody else acts for the student."""
    found = conversation(uow, actor, public_id)
    if found.student_id != actor.user_id:
        raise NotFoundError
    return found


def staffed_conversation(uow: UnitOfWork, actor: Actor, public_id: str) -> Conversation:
    """A conversation in which the actor may speak as staff: the owner, and who has joined."""
    require_staff(actor)
    found = conversation(uow, actor, public_id)
    _require_part(uow, actor, found)
    return found


def writable(uow: UnitOfWork, actor: Actor, public_id: str) -> ConversationKey:
    """Where the actor may speak: a student in an own conversation, staff who take part."""
    found = readable(uow, actor, public_id)
    if actor.is_staff:
        _require_part(uow, actor, found)
    elif found.student_id != actor.user_id:
        raise NotFoundError
    return found


def _require_part(uow: UnitOfWork, actor: Actor, found: AnyConversation) -> None:
    if found.owner_id == actor.user_id or has_joined(uow, actor, found):
        return
    raise _not_owner(uow, found)


def owned_conversation(uow: UnitOfWork, actor: Actor, public_id: str) -> Conversation:
    """A conversation that the actor steers: passes on, ends, lets others in. Its owner alone."""
    require_staff(actor)
    found = conversation(uow, actor, public_id)
    if found.owner_id != actor.user_id:
        raise _not_owner(uow, found)
    return found


def _not_owner(uow: UnitOfWork, found: AnyConversation) -> ConflictError:
    owner = uow.session.get(User, found.owner_id) if found.owner_id else None
    return ConflictError("error.not_owner", name=owner.name if owner else "—")


def surely_reads(actor: Actor, found: AnyConversation) -> bool:
    """Whether the conversation itself says that the actor may read it: students their own, staff
    what is on the desk or theirs. Where it does not, staff may still, see `can_read`."""
    if not actor.is_staff:
        return found.student_id == actor.user_id
    is_on_the_desk = found.status in _ON_THE_DESK
    return actor.role is Role.ADMIN or is_on_the_desk or found.owner_id == actor.user_id


def can_read(uow: UnitOfWork, actor: Actor, found: AnyConversation) -> bool:
    """Students read their own; staff what is or was theirs, and what is on the desk."""
    if surely_reads(actor, found):
        return True
    if not actor.is_staff:
        return False
    if has_joined(uow, actor, found, ever=True):
        return True
    return is_helping(uow, actor, found.student_id)


def is_helping(uow: UnitOfWork, actor: Actor, student_id: int) -> bool:
    """Whether the actor has an open conversation or ticket with the student right now."""
    mine = uow.session.exec(
        select(Conversation.id)
        .where(col(Conversation.student_id) == student_id)
        .where(col(Conversation.owner_id) == actor.user_id)
        .where(col(Conversation.status) != Status.CLOSED)
        .limit(1)
    ).first()
    if mine is not None:
        return True
    held = uow.session.exec(
        select(Ticket.id)
        .where(col(Ticket.student_id) == student_id)
        .where(col(Ticket.resolved_at).is_(None))
        .where(or_(col(Ticket.owner_id) == actor.user_id, col(Ticket.group) == _group(uow, actor)))
        .limit(1)
    ).first()
    return held is not None


def has_joined(
    uow: UnitOfWork, actor: Actor, found: AnyConversation, *, ever: bool = False
) -> bool:
    """Whether the actor takes part in the thread now (or `ever` did)."""
    row = uow.session.get(Participant, (found.id, actor.user_id))
    return row is not None and (ever or row.left_at is None)


def ticket(uow: UnitOfWork, actor: Actor, number: int) -> Ticket:
    """A ticket: the student's own, or any for staff; NotFoundError otherwise."""
    found = uow.session.exec(select(Ticket).where(col(Ticket.number) == number)).first()
    if found is None or not (actor.is_staff or found.student_id == actor.user_id):
        raise NotFoundError
    return found


def callback(uow: UnitOfWork, actor: Actor, public_id: str) -> CallbackRequest:
    """A callback: the student's own, or any for staff; NotFoundError otherwise."""
    found = uow.session.exec(
        select(CallbackRequest).where(col(CallbackRequest.public_id) == str(public_id))
    ).first()
    if found is None or not (actor.is_staff or found.student_id == actor.user_id):
        raise NotFoundError
    return found


def attachment(uow: UnitOfWork, actor: Actor, public_id: str) -> Attachment:
    """A picture in a conversation that the actor may read; unsent, the uploader's alone."""
    found = uow.session.exec(
        select(Attachment).where(col(Attachment.public_id) == str(public_id))
    ).first()
    if found is None:
        raise NotFoundError
    home = uow.session.get(Conversation, found.conversation_id)
    if home is None or not can_read(uow, actor, home):
        raise NotFoundError
    if found.message_id is None and found.uploader_id != actor.user_id:
        raise NotFoundError
    return found


def _group(uow: UnitOfWork, actor: Actor) -> str:
    user = uow.session.get(User, actor.user_id)
    return user.group if user and user.group else "-"
