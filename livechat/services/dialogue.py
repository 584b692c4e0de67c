"""Talks with the bot: what the student did goes in, its replies are stored as messages.

The pure dialogue machine runs outside the transaction; the result is stored only if the
conversation's dialogue is still the one that it started from, else it is run again. Messages
are heard from the thread itself (`heard_seq`), so a crash between posting and answering costs
nothing: the next visit answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from livechat.bot.device import Device, from_user_agent
from livechat.bot.dialogue import Bot
from livechat.bot.dialogue_state import DialogueState, Phase, from_json
from livechat.bot.events import (
    Answer,
    AskedPerson,
    AttachmentReceived,
    Chose,
    Confirmed,
    Declined,
    DetailGiven,
    Event,
    Opened,
    Reopened,
    Resumed,
    Said,
    StepAnswered,
    StepOutcome,
    Waited,
)
from livechat.bot.replies import HandOver, Reason, Reply
from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError, InvalidError
from livechat.domain.vocabulary import SenderKind, Status, StepResult
from livechat.services import access, bot_replies, danger, known_problems, popular, stored_dialogue
from livechat.services.context import Context
from livechat.store.core import ATTACHMENT, MESSAGE
from livechat.store.tables.conversations import Conversation
from livechat.store.unit_of_work import UnitOfWork

_ATTEMPTS = 5
# Away for so long, the student is told where things stand; shorter, the page itself shows it.
_AWAY = timedelta(minutes=30)
_NONE = timedelta()
_OUTCOMES = {
    StepResult.WORKED: StepOutcome.WORKED,
    StepResult.DIDNT_HELP: StepOutcome.DIDNT_HELP,
    StepResult.CANT_DO: StepOutcome.CANT_DO,
    StepResult.SKIPPED: StepOutcome.SKIP,
}


@dataclass(frozen=True, slots=True)
class _Before:
    """What a turn starts from."""

    turn: int
    heard_seq: int
    state: DialogueState
    unheard: tuple[tuple[int, str, bool], ...]
    at: datetime | None
    is_reopened: bool
    is_resumed: bool
    known: tuple[known_problems.Subject, ...]

    def is_left(self, device: Device, now: datetime) -> bool:
        """Whether the student comes back after a while, or goes on at another device."""
        if self.at is None or self.is_reopened or self.state.phase in (Phase.NEW, Phase.ENDED):
            return False
        known = self.state.device
        is_elsewhere = bool(device.kind) and (device.kind, device.system) != (
            known.kind,
            known.system,
        )
        # Once is enough: two open devices must not welcome each other back in turn.
        is_away = now - self.at >= _AWAY
        return not self.is_resumed and (is_away or is_elsewhere)


def open_(context: Context, actor: Actor, conversation_id: str, name: str = "") -> None:
    """Greet in a new conversation; come back to a running one. Answers what was left unheard."""
    before = context.read(_load, actor, conversation_id)
    if before is None:
        return
    if before.turn == 0:
        topics = tuple(context.read(popular.topics))
        first = Opened(
            name or actor.name.split()[0], _device(context, actor, conversation_id), topics
        )
        _turn(context, actor, conversation_id, [first])
    hear(context, actor, conversation_id)


def come_back(context: Context, actor: Actor, conversation_id: str, user_agent: str = "") -> None:
    """The panel was opened: greet, answer what was left, or pick up where things were."""
    device = from_user_agent(user_agent) if user_agent else Device()
    before = context.read(_load, actor, conversation_id)
    if before is not None and before.is_left(device, context.clock.now()):
        _turn(context, actor, conversation_id, [Resumed(device)])
    else:
        open_(context, actor, conversation_id)


def hear(context: Context, actor: Actor, conversation_id: str) -> None:
    """Answer the student's messages that the bot has not answered yet, in order."""
    before = context.read(_load, actor, conversation_id)
    if before is None:
        context.write(danger.heed, actor, conversation_id, context.bot.current.rules)
    elif before.unheard or before.is_reopened:
        _turn(context, actor, conversation_id, [])


def wait(context: Context, actor: Actor, conversation_id: str) -> None:
    """Three minutes without a result: offer a person."""
    _turn(context, actor, conversation_id, [Waited()])


def choose(context: Context, actor: Actor, conversation_id: str, value: str) -> None:
    """The student tapped a choice; `value` is the choice's own."""
    _turn(context, actor, conversation_id, [_chosen(value)], shown=value)


def answer_step(context: Context, actor: Actor, conversation_id: str, result: StepResult) -> None:
    """The student answered the step in hand."""
    _turn(context, actor, conversation_id, [StepAnswered(_OUTCOMES[result])])


def confirm(context: Context, actor: Actor, conversation_id: str, answer: Answer) -> None:
    """The student answered whether it is solved."""
    _turn(context, actor, conversation_id, [Confirmed(answer)], shown=f"solved:{answer.value}")


def ask_person(context: Context, actor: Actor, conversation_id: str) -> None:
    """“Talk to a person”: prepares the handoff card."""
    _turn(context, actor, conversation_id, [AskedPerson()])


def go_on(context: Context, actor: Actor, conversation_id: str) -> None:
    """Back to the bot from the handoff or the queue."""
    _turn(context, actor, conversation_id, [Declined()])


def _chosen(value: str) -> Event:
    kind, _, rest = value.partition(":")
    if kind == "article":
        return Chose(rest)
    if kind == "none":
        return Chose("")
    if kind == "detail":
        return DetailGiven(rest)
    if kind == "solved" and rest in {answer.value for answer in Answer}:
        return Confirmed(Answer(rest))
    if kind == "person":
        return AskedPerson()
    if kind in ("go_on", "stay"):
        return Declined()
    raise InvalidError("error.bad_value", field="choice")


def _turn(
    context: Context,
    actor: Actor,
    conversation_id: str,
    events: Sequence[Event],
    shown: str = "",
) -> None:
    """Run the machine over the events and what is unheard, and store the outcome."""
    bot = context.bot.current
    for _ in range(_ATTEMPTS):
        before = context.read(_load, actor, conversation_id)
        if before is None:
            return
        state = before.state
        replies: list[Reply] = []
        known = known_problems.articles_about(before.known, bot.index.articles.values())
        woken = [Reopened()] if before.is_reopened else []
        for event in [*woken, *events, *_heard(before)]:
            state, answered = bot.advance(state, event, known)
            replies.extend(answered)
        after = bot_replies.Turn(
            turn=before.turn,
            heard_seq=max([before.heard_seq, *(seq for seq, _, _ in before.unheard)]),
            before=before.state,
            state=state,
            replies=tuple(replies),
            events=tuple(events),
            texts=tuple(text for _, text, _ in before.unheard),
            shown=shown,
        )
        if context.write(_store, actor, conversation_id, after, bot):
            return
    raise ConflictError("error.retry")


def _store(
    uow: UnitOfWork, actor: Actor, conversation_id: str, turn: bot_replies.Turn, bot: Bot
) -> bool:
    if not bot_replies.store(uow, actor, conversation_id, turn, bot):
        return False
    if any(isinstance(one, HandOver) and one.reason is Reason.DANGER for one in turn.replies):
        danger.page(uow, actor, conversation_id)
    return True


def _heard(before: _Before) -> list[Event]:
    events: list[Event] = []
    for _, text, has_picture in before.unheard:
        if has_picture:
            events.append(AttachmentReceived(with_text=bool(text)))
        if text:
            events.append(Said(text))
    return events


def _load(uow: UnitOfWork, actor: Actor, conversation_id: str) -> _Before | None:
    """Where the dialogue stands, or None when the bot has no part in the conversation now."""
    conversation = access.own_conversation(uow, actor, conversation_id)
    if conversation.status is not Status.BOT:
        return None
    stored = conversation.dialogue or stored_dialogue.blank()
    at = stored.get("at")
    return _Before(
        turn=stored["turn"],
        heard_seq=stored["heard_seq"],
        state=_up_to_date(from_json(stored["state"]), stored, uow.now),
        unheard=_unheard(uow, conversation, stored["heard_seq"]),
        at=datetime.fromisoformat(at) if at else None,
        is_reopened=bool(stored.get(stored_dialogue.REOPENED)),
        is_resumed=bool(stored.get("resumed")),
        known=tuple(known_problems.subjects(uow)),
    )


def _up_to_date(state: DialogueState, stored: Mapping[str, Any], now: datetime) -> DialogueState:
    """The minutes that are left now; a deadline that has passed presses no more."""
    deadline = stored.get("deadline")
    if not deadline:
        return state
    left = datetime.fromisoformat(deadline) - now
    return replace(state, minutes_left=round(left.total_seconds() / 60) if left > _NONE else None)


def _unheard(
    uow: UnitOfWork, conversation: Conversation, heard_seq: int
) -> tuple[tuple[int, str, bool], ...]:
    picture = select(ATTACHMENT.c.id).where(ATTACHMENT.c.message_id == MESSAGE.c.id).exists()
    rows = uow.connection.execute(
        select(MESSAGE.c.seq, MESSAGE.c.body, picture.label("has_picture"))
        .where(MESSAGE.c.conversation_id == conversation.id)
        .where(MESSAGE.c.sender_kind == SenderKind.STUDENT)
        .where(MESSAGE.c.seq > heard_seq)
        .order_by(MESSAGE.c.seq)
        .limit(10)
    ).all()
    return tuple((row.seq, row.body, bool(row.has_picture)) for row in rows)


def _device(context: Context, actor: Actor, conversation_id: str) -> Device:
    def user_agent(uow: UnitOfWork) -> str:
        conversation = access.own_conversation(uow, actor, conversation_id)
        return str(conversation.device.get("user_agent", ""))

    return from_user_agent(context.read(user_agent))
