"""A second person of the desk in a running chat: joins, is let in, leaves, takes over."""

from datetime import timedelta

from sqlmodel import col, select

from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError, InvalidError, NotFoundError
from livechat.domain.lifecycle import RUNNING
from livechat.domain.vocabulary import Fact, PresenceState, Status
from livechat.services import access, audit, conversations, lines, participants
from livechat.services.access import AnyConversation
from livechat.services.locking import hold, hold_presence
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.events import ConversationEvent
from livechat.store.tables.people import AgentPresence, User
from livechat.store.unit_of_work import UnitOfWork

# So long a take-over is a slip that one tap takes back.
UNDO_FOR = timedelta(minutes=2)


def look(uow: UnitOfWork, actor: Actor, conversation_id: str) -> None:
    """Somebody of the desk opens a chat; every look into a chat of others, or into one that has
    ended, is audited."""
    access.require_staff(actor)
    conversation = access.conversation(uow, actor, conversation_id)
    is_own = conversation.owner_id == actor.user_id or access.has_joined(uow, actor, conversation)
    if not is_own or conversation.status is Status.CLOSED:
        audit.record(uow, actor, "conversation.viewed", target=conversation.public_id)


def join(uow: UnitOfWork, actor: Actor, conversation_id: str) -> None:
    """An admin comes in to write beside the owner; the student is told who."""
    access.require_admin(actor)
    conversation = _running(uow, actor, conversation_id)
    if conversation.owner_id == actor.user_id:
        return
    if _let_in(uow, conversation, actor.user_id, actor.name, by=actor):
        audit.record(uow, actor, "conversation.joined", target=conversation.public_id)


def let_in(uow: UnitOfWork, actor: Actor, conversation_id: str, user_id: int) -> None:
    """The owner asks a colleague into the chat, who hears of it at once."""
    conversation = access.owned_conversation(uow, actor, conversation_id)
    if conversation.status not in RUNNING:
        raise ConflictError("queue.not_active")
    colleague = uow.session.get(User, user_id)
    if colleague is None or not colleague.role.is_staff or not colleague.is_active:
        raise NotFoundError
    if colleague.id == actor.user_id:
        raise InvalidError("queue.same_agent", name=actor.name)
    if _let_in(uow, conversation, user_id, colleague.name, by=actor):
        _tell(uow, user_id, "let_in", conversation, actor)


def leave(uow: UnitOfWork, actor: Actor, conversation_id: str) -> None:
    """Who joined goes again; the chat stays with its owner."""
    access.require_staff(actor)
    conversation = access.conversation(uow, actor, conversation_id)
    if conversation.owner_id == actor.user_id:
        return
    if not participants.leave(uow, conversation.id or 0, actor.user_id):
        return
    conversations.tell_state(uow, conversation)
    lines.tell(uow, conversation, "thread.left", name=actor.name)


def typist(uow: UnitOfWork, actor: Actor, conversation_id: str, user_id: int) -> str:
    """The name of somebody of the desk, for whoever may read the conversation; else ""."""
    access.readable(uow, actor, conversation_id)
    user = uow.session.get(User, user_id)
    return user.name if user and user.role.is_staff else ""


def take_over(uow: UnitOfWork, actor: Actor, conversation_id: str) -> None:
    """An admin becomes the owner; who had the chat is told by whom, the student reads it."""
    access.require_admin(actor)
    conversation = _running(uow, actor, conversation_id)
    if conversation.owner_id == actor.user_id:
        return
    before = uow.session.get_one(User, conversation.owner_id)
    had_joined = access.has_joined(uow, actor, conversation)
    come_to_the_desk(uow, actor)
    _own(uow, conversation, actor.user_id)
    uow.record(
        Fact.TAKEN_OVER,
        conversation.id or 0,
        actor.user_id,
        was=before.id,
        had_joined=had_joined,
    )
    audit.record(uow, actor, "conversation.taken_over", target=conversation.public_id)
    lines.tell(uow, conversation, "thread.taken_over", name=actor.name, before=before.name)
    _tell(uow, before.id or 0, "taken_over", conversation, actor)


def give_back(uow: UnitOfWork, actor: Actor, conversation_id: str) -> None:
    """Undo a take-over of the last minutes, as long as the former owner is at the desk."""
    conversation = access.owned_conversation(uow, actor, conversation_id)
    taken = uow.session.exec(
        select(ConversationEvent)
        .where(col(ConversationEvent.conversation_id) == conversation.id)
        .where(col(ConversationEvent.fact).in_([Fact.TAKEN_OVER, Fact.GIVEN_BACK]))
        .order_by(col(ConversationEvent.id).desc())
        .limit(1)
    ).first()
    if (
        taken is None
        or taken.fact is not Fact.TAKEN_OVER
        or taken.actor_id != actor.user_id
        or uow.now - taken.at > UNDO_FOR
    ):
        raise ConflictError("desk.undo_late")
    before = uow.session.get_one(User, taken.data["was"])
    presence = uow.session.get(AgentPresence, before.id)
    if presence is None or presence.state is PresenceState.OFFLINE:
        raise ConflictError("desk.undo_gone", name=before.name)
    hold(uow, conversation)
    _own(uow, conversation, before.id or 0, keeps_former=bool(taken.data["had_joined"]))
    uow.record(Fact.GIVEN_BACK, conversation.id or 0, actor.user_id, to=before.id)
    lines.tell(uow, conversation, "thread.given_back", name=actor.name, before=before.name)
    _tell(uow, before.id or 0, "given_back", conversation, actor)


def has_noted(uow: UnitOfWork, actor: Actor, conversation: AnyConversation) -> None:
    """A note of somebody else is for the owner to see at once, wherever the owner looks."""
    if conversation.owner_id and conversation.owner_id != actor.user_id:
        _tell(uow, conversation.owner_id, "noted", conversation, actor)


def come_to_the_desk(uow: UnitOfWork, actor: Actor) -> None:
    """Whoever owns a chat is watched by the heartbeat, or a chat could stay with nobody."""
    presence = hold_presence(uow, actor.user_id)
    presence.heartbeat_at = uow.now
    if presence.state is PresenceState.OFFLINE:
        presence.state, presence.changed_at = PresenceState.AWAY, uow.now
        uow.emit(f"user:{actor.user_id}", kind="presence")
    uow.session.add(presence)


def _running(uow: UnitOfWork, actor: Actor, conversation_id: str) -> Conversation:
    conversation = access.conversation(uow, actor, conversation_id)
    hold(uow, conversation)
    if conversation.status not in RUNNING or conversation.owner_id is None:
        raise ConflictError("queue.not_active")
    return conversation


def _let_in(
    uow: UnitOfWork, conversation: Conversation, user_id: int, name: str, *, by: Actor
) -> bool:
    if not participants.join(uow, conversation.id or 0, user_id):
        return False
    uow.record(Fact.JOINED, conversation.id or 0, by.user_id, who=user_id)
    conversations.tell_state(uow, conversation)
    lines.tell(uow, conversation, "thread.joined", name=name)
    uow.emit("desk")
    return True


def _own(
    uow: UnitOfWork, conversation: Conversation, user_id: int, *, keeps_former: bool = False
) -> None:
    if not keeps_former:
        participants.leave(uow, conversation.id or 0, conversation.owner_id or 0)
    conversation.owner_id = user_id
    participants.join(uow, conversation.id or 0, user_id)
    conversations.tell_state(uow, conversation)
    uow.emit("desk")


def _tell(
    uow: UnitOfWork, user_id: int, kind: str, conversation: AnyConversation, by: Actor
) -> None:
    uow.emit(f"user:{user_id}", kind=kind, conversation=conversation.public_id, by=by.user_id)
