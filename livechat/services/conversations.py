"""A conversation's life as the student steers it: open, confirm, leave, continue, look back."""

from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from livechat.adapters.tokens import public_id
from livechat.domain import lifecycle
from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError
from livechat.domain.lifecycle import Move
from livechat.domain.views import ConversationView
from livechat.domain.vocabulary import CloseReason, Fact, Status
from livechat.services import access, blocked, conversation_views, lines, stored_dialogue, untouched
from livechat.services.lines import Line, line
from livechat.store.tables.conversations import Conversation, Participant
from livechat.store.unit_of_work import UnitOfWork

# So long after its end a conversation is shown again to be rated; later it is history.
_STILL_SHOWN = timedelta(hours=6)


def current(uow: UnitOfWork, actor: Actor) -> str:
    """The public id of the student's newest open conversation, or ""."""
    found = uow.session.exec(
        select(Conversation)
        .where(col(Conversation.student_id) == actor.user_id)
        .where(col(Conversation.status) != Status.CLOSED)
        .order_by(col(Conversation.last_message_at).desc())
        .limit(1)
    ).first()
    return found.public_id if found else ""


def just_ended(uow: UnitOfWork, actor: Actor) -> str:
    """The public id of the conversation that ended in the last hours and waits for a rating."""
    last = uow.session.exec(
        select(Conversation)
        .where(col(Conversation.student_id) == actor.user_id)
        .where(col(Conversation.closed_at) > uow.now - _STILL_SHOWN)
        .where(~untouched.condition())
        .order_by(col(Conversation.closed_at).desc())
        .limit(1)
    ).first()
    if last is None or last.status is not Status.CLOSED:
        return ""
    view = conversation_views.one(uow, actor, last)
    return last.public_id if view.is_bot_rating_due or view.is_human_rating_due else ""


def open_bot(uow: UnitOfWork, actor: Actor, device: dict[str, Any] | None = None) -> str:
    """The student's open conversation, or a new one with the bot; idempotent."""
    existing = current(uow, actor)
    return existing or start(uow, actor, device or {}).public_id


def start(
    uow: UnitOfWork, actor: Actor, device: dict[str, Any], continues: Conversation | None = None
) -> Conversation:
    """Begin a new conversation with the bot; refused to whoever is blocked."""
    blocked.check(uow, actor)
    begun = Conversation(
        public_id=public_id(),
        student_id=actor.user_id,
        continues_id=continues.id if continues else None,
        status=Status.BOT,
        topic=continues.topic if continues else "",
        device=device,
        created_at=uow.now,
        last_message_at=uow.now,
        student_spoke_at=uow.now,
    )
    uow.session.add(begun)
    uow.session.flush()
    uow.record(Fact.CONVERSATION_STARTED, begun.id or 0, actor.user_id)
    if continues:
        uow.record(Fact.CONTINUED, begun.id or 0, actor.user_id, of=continues.public_id)
        lines.tell(uow, begun, "thread.continues")
    return begun


def view(uow: UnitOfWork, actor: Actor, conversation_id: str, zone: str = "") -> ConversationView:
    """The conversation without its messages."""
    conversation = access.conversation(uow, actor, conversation_id)
    return conversation_views.one(uow, actor, conversation, zone)


def leave_bot(uow: UnitOfWork, actor: Actor, conversation_id: str) -> None:
    """End a talk with the bot that did not come to a confirmed solution."""
    conversation = access.own_conversation(uow, actor, conversation_id)
    close(uow, conversation, CloseReason.LEFT_BOT, actor)


def confirm_solved(uow: UnitOfWork, actor: Actor, conversation_id: str) -> None:
    """The student says that it is solved: by the bot at once, by a person into wrap-up."""
    conversation = access.own_conversation(uow, actor, conversation_id)
    if conversation.status is Status.BOT:
        uow.record(
            Fact.BOT_RESOLUTION_CONFIRMED,
            conversation.id or 0,
            actor.user_id,
            article=conversation.article_slug,
        )
        close(uow, conversation, CloseReason.BOT_CONFIRMED, actor)
        return
    conversation.status = lifecycle.move(conversation.status, Move.END)
    conversation.is_solution_offered = False
    uow.record(Fact.RESOLUTION_CONFIRMED, conversation.id or 0, actor.user_id)
    tell_state(uow, conversation)
    lines.tell(uow, conversation, "thread.confirmed", name=actor.name)


def deny_solved(uow: UnitOfWork, actor: Actor, conversation_id: str) -> None:
    """The student says that it is not solved yet; the chat goes on."""
    conversation = access.own_conversation(uow, actor, conversation_id)
    if conversation.status is Status.WRAP_UP:
        conversation.status = lifecycle.move(conversation.status, Move.RESUME)
    elif conversation.status is not Status.ACTIVE:
        raise lifecycle.TABLE.illegal(conversation.status)
    conversation.is_solution_offered = False
    uow.record(Fact.RESOLUTION_DENIED, conversation.id or 0, actor.user_id)
    tell_state(uow, conversation)
    lines.tell(uow, conversation, "thread.denied", name=actor.name)


def keep_open(uow: UnitOfWork, actor: Actor, conversation_id: str) -> None:
    """One tap on "still here": the idle clock starts again."""
    conversation = access.own_conversation(uow, actor, conversation_id)
    conversation.student_spoke_at = uow.now
    conversation.idle_warned_at = None
    tell_state(uow, conversation)


def continue_(uow: UnitOfWork, actor: Actor, conversation_id: str) -> str:
    """Go on with an ended conversation: the same thread for 72 h, later a new, linked one."""
    conversation = access.own_conversation(uow, actor, conversation_id)
    if conversation.status is not Status.CLOSED:
        return conversation.public_id
    blocked.check(uow, actor)
    make_way(uow, actor)
    closed_at = conversation.closed_at or uow.now
    if not lifecycle.can_reopen(closed_at, uow.now, uow.settings.reopen_hours):
        return start(uow, actor, conversation.device, continues=conversation).public_id
    conversation.status = lifecycle.reopen(
        Move.REOPEN_BOT, closed_at, uow.now, uow.settings.reopen_hours
    )
    reset_ending(conversation)
    part_from_staff(uow, conversation)
    stored_dialogue.wake(conversation)
    conversation.student_spoke_at = uow.now
    uow.record(Fact.REOPENED, conversation.id or 0, actor.user_id)
    tell_state(uow, conversation)
    lines.tell(uow, conversation, "thread.reopened", name=actor.name)
    return conversation.public_id


def part_from_staff(uow: UnitOfWork, conversation: Conversation) -> None:
    """Whoever helped before has no part in it any more until claiming it again."""
    conversation.owner_id = None
    parts = uow.session.exec(
        select(Participant)
        .where(col(Participant.conversation_id) == conversation.id)
        .where(col(Participant.left_at).is_(None))
    ).all()
    for part in parts:
        part.left_at = uow.now
        uow.session.add(part)


def make_way(uow: UnitOfWork, actor: Actor) -> None:
    """Opening the panel begins a conversation; one that nobody has written in is no obstacle."""
    open_id = current(uow, actor)
    if not open_id:
        return
    in_the_way = access.own_conversation(uow, actor, open_id)
    if not untouched.is_so(uow, in_the_way):
        raise ConflictError("error.other_open")
    close(uow, in_the_way, CloseReason.LEFT_BOT, actor)


def reset_ending(conversation: Conversation) -> None:
    """Take back what closing wrote."""
    conversation.close_reason = None
    conversation.outcome = None
    conversation.closed_at = None
    conversation.is_solution_offered = False
    conversation.idle_warned_at = None


def close(
    uow: UnitOfWork,
    conversation: Conversation,
    reason: CloseReason,
    actor: Actor | None = None,
    why: Line | None = None,
) -> None:
    """End the conversation for a reason that is legal where it stands."""
    conversation.status = lifecycle.close(conversation.status, reason)
    conversation.close_reason = reason
    conversation.closed_at = uow.now
    conversation.is_solution_offered = False
    uow.record(
        Fact.CLOSED,
        conversation.id or 0,
        actor.user_id if actor else None,
        reason=reason.value,
        category=conversation.category,
        outcome=conversation.outcome.value if conversation.outcome else "",
    )
    tell_state(uow, conversation)
    lines.post(uow, conversation, why or line("thread.closed"))


def tell_state(uow: UnitOfWork, conversation: Conversation) -> None:
    """Let everybody who looks at the conversation read its state again."""
    uow.session.add(conversation)
    uow.session.flush()
    uow.emit(f"conversation:{conversation.public_id}", kind="state")
    uow.emit("queue")
