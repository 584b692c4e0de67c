"""How a person's help ends: offered as solved, wrapped up in two clicks, closed."""

from livechat.bot.knowledge import CATEGORIES
from livechat.domain import lifecycle
from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError, InvalidError
from livechat.domain.lifecycle import Move
from livechat.domain.text import t
from livechat.domain.views import ChoiceView
from livechat.domain.vocabulary import CloseReason, Fact, Outcome, Status
from livechat.services import access, article_views, conversations, lines, offers
from livechat.services.locking import hold, hold_presence
from livechat.store.tables.conversations import Conversation
from livechat.store.unit_of_work import UnitOfWork

OTHER = "other"
# Whoever did not answer, or only meant to disturb, is not asked for a rating.
_REASONS = {Outcome.NO_ANSWER: CloseReason.IDLE, Outcome.SPAM: CloseReason.SPAM}


def offer(uow: UnitOfWork, actor: Actor, conversation_id: str) -> None:
    """Ask the student whether it is solved; asking again changes nothing."""
    conversation = _held(uow, actor, conversation_id)
    if conversation.status is not Status.ACTIVE:
        raise ConflictError("queue.not_active")
    if conversation.is_solution_offered:
        return
    if conversation.staff_spoke_at is None:
        uow.record(Fact.FIRST_HUMAN_REPLY, conversation.id or 0, actor.user_id)
    conversation.is_solution_offered = True
    conversation.staff_spoke_at = uow.now
    uow.record(Fact.SOLUTION_OFFERED, conversation.id or 0, actor.user_id)
    conversations.tell_state(uow, conversation)
    lines.tell(uow, conversation, "thread.solution_offered", name=actor.name)


def wrap_up(uow: UnitOfWork, actor: Actor, conversation_id: str) -> None:
    """The talk is over for the agent; category and outcome are still to be said."""
    conversation = _held(uow, actor, conversation_id)
    if conversation.status is Status.WRAP_UP:
        return
    conversation.status = lifecycle.move(conversation.status, Move.END)
    conversation.is_solution_offered = False
    conversations.tell_state(uow, conversation)
    _freed(uow, conversation)


def close(
    uow: UnitOfWork, actor: Actor, conversation_id: str, category: str, outcome: str | Outcome
) -> None:
    """End the conversation with what it was about and how it ended."""
    conversation = _held(uow, actor, conversation_id)
    if category != OTHER and category not in CATEGORIES:
        raise InvalidError("error.bad_value", field=t("queue.field_category"))
    try:
        ended = Outcome(outcome)
    except ValueError:
        raise InvalidError("error.bad_value", field=t("queue.field_outcome")) from None
    if conversation.status is Status.ACTIVE:
        conversation.status = lifecycle.move(conversation.status, Move.END)
    conversation.category = category
    conversation.outcome = ended
    reason = _REASONS.get(ended, CloseReason.AGENT_RESOLVED)
    conversations.close(uow, conversation, reason, actor)
    _freed(uow, conversation)


def categories() -> list[ChoiceView]:
    """The categories of the articles, and one for everything else."""
    known = [ChoiceView(key, article_views.category_label(key)) for key in CATEGORIES]
    return [*known, ChoiceView(OTHER, t("queue.category_other"))]


def outcomes() -> list[ChoiceView]:
    """How a chat can end, the commonest first."""
    return [ChoiceView(outcome.value, t(f"queue.outcome_{outcome.value}")) for outcome in Outcome]


def _held(uow: UnitOfWork, actor: Actor, conversation_id: str) -> Conversation:
    conversation = access.owned_conversation(uow, actor, conversation_id)
    hold(uow, conversation)
    return conversation


def _freed(uow: UnitOfWork, conversation: Conversation) -> None:
    if conversation.owner_id is not None:
        presence = hold_presence(uow, conversation.owner_id)
        presence.idle_since = uow.now
        uow.session.add(presence)
        uow.session.flush()
    uow.emit("desk")
    offers.make(uow)
