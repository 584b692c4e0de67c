"""Which role may do what on a conversation: pure predicates; hiding is not guarding."""

from dataclasses import dataclass

from livechat.domain.actor import Actor
from livechat.domain.vocabulary import Role, Status, TicketStatus, Visibility


@dataclass(frozen=True, slots=True)
class ConversationAccess:
    """What a decision about one conversation needs; `joined` are agents who asked to join."""

    student_id: int
    status: Status
    owner_id: int | None = None
    joined: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class TicketAccess:
    """What a decision about one ticket needs; `group_members` are the group's specialists."""

    student_id: int
    status: TicketStatus
    owner_id: int | None = None
    group_members: frozenset[int] = frozenset()


DESK = frozenset({Role.AGENT, Role.SPECIALIST, Role.ADMIN})


def is_party(actor: Actor, chat: ConversationAccess) -> bool:
    """Whether it is the student's own conversation, or the agent owns it or has joined."""
    if actor.role is Role.STUDENT:
        return actor.user_id == chat.student_id
    return actor.user_id == chat.owner_id or actor.user_id in chat.joined


def can_read(actor: Actor, chat: ConversationAccess) -> bool:
    """Students read their own; the desk reads all, since any chat may be handed to anyone."""
    return actor.role in DESK or is_party(actor, chat)


def can_see(actor: Actor, visibility: Visibility) -> bool:
    """Whether a message of this visibility may be loaded for the actor at all."""
    return visibility is Visibility.PUBLIC or actor.role in DESK


def can_post(actor: Actor, chat: ConversationAccess) -> bool:
    """Only the student, the owner and joined agents write to each other, while it is not closed."""
    return chat.status is not Status.CLOSED and is_party(actor, chat)


def can_note(actor: Actor, chat: ConversationAccess) -> bool:
    """The whole desk may leave an internal note, on a closed conversation too."""
    return actor.role in DESK and can_read(actor, chat)


def can_claim(actor: Actor, chat: ConversationAccess) -> bool:
    """Agents take waiting chats; a specialist or admin may help out. Never one's own."""
    return actor.role in DESK and chat.status is Status.QUEUED and actor.user_id != chat.student_id


def can_join(actor: Actor, chat: ConversationAccess) -> bool:
    """A second person of the desk may join a running chat."""
    return actor.role in DESK and chat.status is Status.ACTIVE and not is_party(actor, chat)


def can_handle(actor: Actor, chat: ConversationAccess) -> bool:
    """Transfer, escalate, end and wrap up: the owner, or an admin who corrects."""
    return actor.role is Role.ADMIN or (actor.role in DESK and actor.user_id == chat.owner_id)


def can_leave(actor: Actor, chat: ConversationAccess) -> bool:
    """Leaving the queue or the bot, and confirming a solution, is the student's alone."""
    return is_own(actor, chat) and chat.status is not Status.CLOSED


def is_own(actor: Actor, chat: ConversationAccess) -> bool:
    """Whether the actor is the student whose conversation it is."""
    return actor.role is Role.STUDENT and actor.user_id == chat.student_id


def can_rate(actor: Actor, chat: ConversationAccess) -> bool:
    """Only one's own conversation; when and what is in `ratings`."""
    return is_own(actor, chat)


def can_download_transcript(actor: Actor, chat: ConversationAccess) -> bool:
    """Whoever may read it, open or closed; what is in it follows `can_see` of a student."""
    return can_read(actor, chat)


def can_read_ticket(actor: Actor, ticket: TicketAccess) -> bool:
    """The student's own, and the desk."""
    return actor.role in DESK or (actor.role is Role.STUDENT and actor.user_id == ticket.student_id)


def can_answer_ticket(actor: Actor, ticket: TicketAccess) -> bool:
    """The student until it is closed; on the desk's side the owner, the group and admins."""
    if actor.role is Role.STUDENT:
        return actor.user_id == ticket.student_id and ticket.status is not TicketStatus.CLOSED
    return can_work_ticket(actor, ticket)


def can_work_ticket(actor: Actor, ticket: TicketAccess) -> bool:
    """Take, set the status, plan a follow-up: the owner, the group's specialists, admins."""
    if actor.role is Role.ADMIN:
        return True
    if actor.role not in DESK:
        return False
    in_group = actor.role is Role.SPECIALIST and actor.user_id in ticket.group_members
    return actor.user_id == ticket.owner_id or in_group


def can_administer(actor: Actor) -> bool:
    """Articles, hours, accounts, numbers of the whole desk."""
    return actor.role is Role.ADMIN


def can_edit_canned(actor: Actor, owner_id: int | None) -> bool:
    """Everybody on the desk their own; shared ones (no owner) admins alone."""
    if owner_id is None:
        return actor.role is Role.ADMIN
    return actor.role in DESK and (actor.user_id == owner_id or actor.role is Role.ADMIN)
