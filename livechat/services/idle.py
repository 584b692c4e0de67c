"""Silent conversations: warned and closed while it is the student's turn, never else."""

from datetime import timedelta

from sqlmodel import col, or_, select

from livechat.domain.idle import IdleRules, IdleStep, idle_step
from livechat.domain.vocabulary import CloseReason, Fact, Outcome, Status
from livechat.services import conversations, offers, turns
from livechat.services.lines import line
from livechat.services.locking import hold
from livechat.settings import Settings
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.events import ConversationEvent
from livechat.store.unit_of_work import UnitOfWork


def rules(settings: Settings) -> IdleRules:
    """The desk's patience with students, from the settings."""
    return IdleRules(
        warn_after=timedelta(minutes=settings.idle_warn_min),
        close_after=timedelta(minutes=settings.idle_close_min),
    )


def due(uow: UnitOfWork) -> list[int]:
    """Conversations that may have to be warned, closed, or relieved of a warning."""
    patience = rules(uow.settings)
    silent = uow.now - patience.warn_after
    old = uow.now - timedelta(days=uow.settings.dialogue_days)
    spoken = col(Conversation.last_message_at)
    found = uow.session.exec(
        select(Conversation.id).where(
            or_(
                (col(Conversation.status) == Status.ACTIVE) & (spoken <= silent),
                (col(Conversation.status) == Status.ACTIVE)
                & col(Conversation.idle_warned_at).is_not(None),
                (col(Conversation.status) == Status.WRAP_UP)
                & (spoken <= uow.now - patience.close_after),
                (col(Conversation.status) == Status.BOT) & (spoken <= old),
            )
        )
    ).all()
    return [key for key in found if key is not None]


def sweep(uow: UnitOfWork, conversation_key: int) -> IdleStep:
    """Do what is due for one conversation, as it is now."""
    conversation = uow.session.get_one(Conversation, conversation_key)
    hold(uow, conversation)
    if conversation.status is Status.ACTIVE:
        return _sweep_active(uow, conversation)
    if conversation.status is Status.WRAP_UP:
        return _finish(uow, conversation)
    is_old = uow.now - conversation.last_message_at >= timedelta(days=uow.settings.dialogue_days)
    if conversation.status is Status.BOT and is_old:
        conversations.close(uow, conversation, CloseReason.IDLE, why=line("thread.closed_idle"))
        return IdleStep.CLOSE
    return IdleStep.NOTHING


def _sweep_active(uow: UnitOfWork, conversation: Conversation) -> IdleStep:
    since = turns.students_turn_since(uow, [conversation])[conversation.id or 0]
    warned_at = conversation.idle_warned_at
    step = idle_step(conversation.status, since, warned_at, uow.now, rules(uow.settings))
    if step is IdleStep.WARN:
        conversation.idle_warned_at = uow.now
        uow.record(Fact.IDLE_WARNED, conversation.id or 0)
        conversations.tell_state(uow, conversation)
    elif step is IdleStep.CLOSE:
        conversation.outcome = Outcome.NO_ANSWER
        conversations.close(uow, conversation, CloseReason.IDLE, why=line("thread.closed_idle"))
        offers.make(uow)
    elif warned_at is not None and (since is None or warned_at < since):
        conversation.idle_warned_at = None
        conversations.tell_state(uow, conversation)
    return step


def _finish(uow: UnitOfWork, conversation: Conversation) -> IdleStep:
    """A wrap-up that nobody completed: solved when the student said so, else idle."""
    patience = rules(uow.settings).close_after
    if uow.now - conversation.last_message_at < patience:
        return IdleStep.NOTHING
    answer = uow.session.exec(
        select(ConversationEvent.fact)
        .where(col(ConversationEvent.conversation_id) == conversation.id)
        .where(
            col(ConversationEvent.fact).in_(
                [Fact.RESOLUTION_CONFIRMED, Fact.RESOLUTION_DENIED, Fact.CLAIMED]
            )
        )
        .order_by(col(ConversationEvent.id).desc())
        .limit(1)
    ).first()
    if answer is Fact.RESOLUTION_CONFIRMED:
        conversation.outcome = conversation.outcome or Outcome.SOLVED
        conversations.close(uow, conversation, CloseReason.AGENT_RESOLVED)
    else:
        conversations.close(uow, conversation, CloseReason.IDLE, why=line("thread.closed_idle"))
    return IdleStep.CLOSE
