"""What the bot does unasked: offers a person after three minutes, answers what a crash left."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from livechat.bot.dialogue_state import Phase
from livechat.domain.actor import Actor
from livechat.domain.errors import DomainError
from livechat.domain.text import speaking
from livechat.domain.vocabulary import Role, Status
from livechat.services import dialogue
from livechat.services.context import Context
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

PATIENCE = timedelta(minutes=3)
# A student who has been silent for longer is gone, and would find the offer as noise.
_STILL_THERE = timedelta(minutes=10)
# Younger messages are being answered by the process that took them.
_LEFT = timedelta(seconds=15)
_TRYING = (Phase.LISTENING, Phase.DETAIL, Phase.CHOOSING, Phase.STEPPING, Phase.SWITCHING)


@dataclass(frozen=True, slots=True)
class Due:
    """A talk with the bot in which something is due."""

    conversation_id: str
    student: Actor
    language: str
    is_unheard: bool


def due(uow: UnitOfWork) -> list[Due]:
    """Talks in which the bot has to speak unasked."""
    rows = uow.session.exec(
        select(Conversation, User)
        .join(User, col(User.id) == col(Conversation.student_id))
        .where(col(Conversation.status) == Status.BOT)
        .where(col(Conversation.last_message_at) > uow.now - _STILL_THERE)
    ).all()
    found = []
    for conversation, user in rows:
        is_unheard = _is_unheard(conversation, uow.now)
        if is_unheard or _has_waited(conversation, uow.now):
            student = Actor(user.id or 0, Role.STUDENT, user.name, 0)
            found.append(Due(conversation.public_id, student, user.language, is_unheard))
    return found


def speak(context: Context) -> None:
    """Everything that is due now; one that has just been settled otherwise is no fault."""
    if not context.bot.is_ready:
        return
    for one in context.read(due):
        service = dialogue.open_ if one.is_unheard else dialogue.wait
        try:
            with speaking(one.language):
                service(context, one.student, one.conversation_id)
        except DomainError:
            continue


def _is_unheard(conversation: Conversation, now: datetime) -> bool:
    stored = conversation.dialogue
    spoke = conversation.student_spoke_at
    if now - spoke < _LEFT:
        return False
    return stored is None or not stored.get("at") or datetime.fromisoformat(stored["at"]) < spoke


def _has_waited(conversation: Conversation, now: datetime) -> bool:
    stored = conversation.dialogue or {}
    since, state = str(stored.get("since") or ""), stored.get("state", {})
    return (
        bool(since)
        and now - datetime.fromisoformat(since) >= PATIENCE
        and not state["is_person_offered"]
        and state["phase"] in _TRYING
    )
