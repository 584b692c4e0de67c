"""Stores one turn of the bot: its messages, what it decided, and what follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlmodel import col
from sqlmodel import select as select_models

from livechat.bot.dialogue import Bot
from livechat.bot.dialogue_state import DialogueState, Phase, to_json
from livechat.bot.events import Chose, Event, Resumed, StepAnswered
from livechat.bot.index import Index
from livechat.bot.replies import (
    AskDetail,
    Choice,
    Choices,
    ConfirmSolved,
    Ended,
    HandOver,
    HelpLines,
    KnownProblem,
    OfferPerson,
    Reply,
    Say,
    Solved,
    StepCard,
    Topics,
)
from livechat.bot.understand import understand
from livechat.domain.actor import Actor
from livechat.domain.text import t
from livechat.domain.vocabulary import (
    CloseReason,
    Fact,
    MessageKind,
    SenderKind,
    Status,
)
from livechat.domain.wording import device_name
from livechat.services import (
    access,
    conversations,
    handoff,
    known_problems,
    lines,
    posting,
    stored_dialogue,
)
from livechat.store.core import CONVERSATION, MESSAGE
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.knowledge import BotTurn, StepOutcome
from livechat.store.unit_of_work import UnitOfWork

# Where nothing goes on by itself, going on with the bot is a choice of its own.
_STOPPED = (Phase.OFFERING, Phase.HANDED_OVER)
_FACTS = {"answer": Fact.BOT_MATCHED, "ask": Fact.BOT_ASKED, "none": Fact.BOT_MISSED}


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn that was computed from dialogue number `turn`, and is to become number turn + 1."""

    turn: int
    heard_seq: int
    before: DialogueState
    state: DialogueState
    replies: tuple[Reply, ...]
    events: tuple[Event, ...]
    texts: tuple[str, ...]
    shown: str


def store(uow: UnitOfWork, actor: Actor, conversation_id: str, turn: Turn, bot: Bot) -> bool:
    """False when another turn was stored meanwhile, and nothing was written."""
    index = bot.index
    conversation = access.own_conversation(uow, actor, conversation_id)
    _lock(uow, conversation)
    stored = conversation.dialogue or {"turn": 0}
    if conversation.status is not Status.BOT or stored["turn"] != turn.turn:
        return False
    heard = turn.heard_seq
    if turn.shown:
        heard = _show_choice(uow, actor, conversation, turn.shown) or heard
    conversation.dialogue = {
        "turn": turn.turn + 1,
        "heard_seq": heard,
        "state": to_json(turn.state),
        "at": uow.now.isoformat(),
        # When the problem was first told: the offer of a person after three minutes counts from it.
        "since": _since(uow, stored, turn),
        "deadline": _deadline(uow, stored, turn),
        "resumed": any(isinstance(event, Resumed) for event in turn.events),
    }
    _note_article(uow, conversation, turn, index)
    uow.session.add(conversation)
    uow.session.flush()
    if Chose("") in turn.events:
        _note_refusal(uow, conversation)
    _record_turns(uow, conversation, turn, bot)
    _record_steps(uow, actor, conversation, turn)
    for reply in _without_question(turn):
        _say(uow, conversation, reply, index, can_stay=turn.state.phase in _STOPPED)
    if turn.state.phase is Phase.SWITCHING and turn.before.phase is not Phase.SWITCHING:
        _offer_switch(uow, conversation, turn.state.candidate, index)
    _follow(uow, actor, conversation, turn)
    uow.emit(f"conversation:{conversation.public_id}", kind="state")
    return True


def _since(uow: UnitOfWork, stored: Mapping[str, Any], turn: Turn) -> str:
    if stored.get(stored_dialogue.REOPENED) or not turn.state.issue:
        return uow.now.isoformat() if turn.state.issue else ""
    return str(stored.get("since") or uow.now.isoformat())


def _deadline(uow: UnitOfWork, stored: Mapping[str, Any], turn: Turn) -> str:
    """When the time that the student named is over; the dialogue itself knows no clock."""
    minutes = turn.state.minutes_left
    if minutes is None:
        return ""
    if minutes == turn.before.minutes_left:
        return str(stored.get("deadline") or "")
    return (uow.now + timedelta(minutes=minutes)).isoformat()


def _lock(uow: UnitOfWork, conversation: Conversation) -> None:
    """Two turns at once: the second waits here and then sees the first."""
    uow.connection.execute(
        update(CONVERSATION)
        .where(CONVERSATION.c.id == conversation.id)
        .values(next_seq=CONVERSATION.c.next_seq)
    )
    uow.session.refresh(conversation)


def _note_article(uow: UnitOfWork, conversation: Conversation, turn: Turn, index: Index) -> None:
    article = index.articles.get(turn.state.article)
    if article is not None:
        conversation.article_slug = article.slug
        conversation.category = article.category
        conversation.topic = article.title
    elif not conversation.topic and turn.state.issue:
        conversation.topic = turn.state.issue[:200]


def _note_refusal(uow: UnitOfWork, conversation: Conversation) -> None:
    """“None of these”: the last question had no answer after all."""
    last = uow.session.exec(
        select_models(BotTurn)
        .where(col(BotTurn.conversation_id) == conversation.id)
        .order_by(col(BotTurn.id).desc())
        .limit(1)
    ).first()
    if last is not None and last.decision == "ask":
        last.decision = "none"
        uow.session.add(last)
        uow.record(_FACTS["none"], conversation.id or 0, article="", category="")


def _record_turns(uow: UnitOfWork, conversation: Conversation, turn: Turn, bot: Bot) -> None:
    """What the bot understood, message by message; misses are the list of content gaps."""
    for text in turn.texts:
        tried = frozenset(turn.before.failed)
        decision, _ = understand(bot.index, bot.rules, text, tried, bot.thresholds)
        matches = bot.index.match(text)
        best = decision.candidates[0] if decision.candidates else matches.best
        # “Yes” and “thanks” are no questions that the articles should answer.
        verdict = "rule" if bot.rules.read(text) else decision.verdict.value
        candidates = decision.candidates or matches.candidates
        uow.session.add(
            BotTurn(
                conversation_id=conversation.id or 0,
                body=text[:4000],
                decision=verdict,
                article_slug=best.slug if best else "",
                probability=best.probability if best else 0.0,
                candidates=[
                    {
                        "slug": entry.slug,
                        "probability": round(entry.probability, 3),
                        "lead": round(entry.lead, 4),
                    }
                    for entry in candidates[:3]
                ],
                at=uow.now,
            )
        )
        fact = _FACTS.get(verdict)
        is_about_steps = bool(turn.before.article) and turn.state.article == turn.before.article
        if fact is not None and not is_about_steps:
            uow.record(fact, conversation.id or 0, article=best.slug if best else "", category="")


def _record_steps(uow: UnitOfWork, actor: Actor, conversation: Conversation, turn: Turn) -> None:
    for tried in turn.state.tried[len(turn.before.tried) :]:
        result = handoff.RESULTS[tried.outcome.value]
        uow.session.add(
            StepOutcome(
                conversation_id=conversation.id or 0,
                article_slug=tried.article,
                step_title=tried.title,
                position=turn.before.position,
                result=result,
                device=turn.state.device.kind,
                at=uow.now,
            )
        )
        uow.record(
            Fact.STEP_ANSWERED,
            conversation.id or 0,
            actor.user_id,
            article=tried.article,
            step=tried.step,
            result=result.value,
        )
    if any(isinstance(event, StepAnswered) for event in turn.events) or turn.texts:
        _fold_step(uow, conversation, turn)


def _fold_step(uow: UnitOfWork, conversation: Conversation, turn: Turn) -> None:
    """Write the answer on the step's own message, so that it folds wherever it is shown."""
    answered = turn.state.tried[len(turn.before.tried) :]
    if not answered:
        return
    row = uow.connection.execute(
        select(MESSAGE.c.id, MESSAGE.c.data)
        .where(MESSAGE.c.conversation_id == conversation.id)
        .where(MESSAGE.c.kind == MessageKind.STEP)
        .order_by(MESSAGE.c.seq.desc())
        .limit(1)
    ).first()
    if row is not None:
        data = {**row.data, "result": handoff.RESULTS[answered[0].outcome.value].value}
        uow.connection.execute(update(MESSAGE).where(MESSAGE.c.id == row.id).values(data=data))


def _is_solved_for_good(turn: Turn) -> bool:
    """Confirmed as solved, with no further problem of the same message to go on with."""
    is_solved = any(isinstance(reply, Solved) for reply in turn.replies)
    return is_solved and turn.state.phase is Phase.CONTINUING


def _without_question(turn: Turn) -> list[Reply]:
    """The replies; a solved conversation ends with good wishes instead of "anything else?"."""
    if not _is_solved_for_good(turn):
        return list(turn.replies)
    kept = [reply for reply in turn.replies if not isinstance(reply, Say)]
    return [*kept, Say("choice.goodbye")]


def _offer_switch(
    uow: UnitOfWork, conversation: Conversation, candidate: str, index: Index
) -> None:
    choices = [
        {"value": f"article:{candidate}", "label": index.articles[candidate].title},
        {"value": "stay:", "label": t("choice.stay")},
    ]
    _append_choices(uow, conversation, choices)


def _say(
    uow: UnitOfWork, conversation: Conversation, reply: Reply, index: Index, *, can_stay: bool
) -> None:
    match reply:
        case Say(key, params):
            posting.bot_says(uow, conversation, t(key, **params))
        case Topics(choices):
            _append_choices(uow, conversation, _articles(choices))
        case Choices(choices):
            none = {"value": "none:", "label": t("choice.none")}
            _append_choices(uow, conversation, [*_articles(choices), none])
        case StepCard():
            posting.bot_says(
                uow, conversation, reply.body, MessageKind.STEP, _step_data(index, reply)
            )
        case AskDetail(_, options) if options:
            told = [
                {"value": f"detail:{option}", "label": device_name(option)} for option in options
            ]
            _append_choices(uow, conversation, told)
        case OfferPerson():
            uow.record(Fact.HANDOFF_OFFERED, conversation.id or 0, reason=reply.reason.value)
            person = {"value": "person:", "label": t("choice.person")}
            stay = {"value": "go_on:", "label": t("choice.go_on")}
            _append_choices(uow, conversation, [person, stay] if can_stay else [person])
        case ConfirmSolved():
            answers = [
                {"value": f"solved:{answer}", "label": t(f"choice.solved_{answer}")}
                for answer in ("yes", "partly", "no")
            ]
            _append_choices(uow, conversation, answers)
        case KnownProblem(slug):
            for known in known_problems.lines_about(uow, index.articles[slug]):
                lines.bot_says(uow, conversation, known)
        case HelpLines():
            posting.bot_says(uow, conversation, uow.settings.help_lines)
        case _:
            pass


def _articles(choices: tuple[Choice, ...]) -> list[dict[str, str]]:
    return [{"value": f"article:{choice.article}", "label": choice.title} for choice in choices]


def _step_data(index: Index, card: StepCard) -> dict[str, Any]:
    return {
        "article": card.article,
        "article_title": index.articles[card.article].title,
        "number": card.number,
        "total": card.total,
        "title": card.title,
        "done_when": card.done_when,
        "minutes": card.minutes,
        "result": "",
    }


def _append_choices(
    uow: UnitOfWork, conversation: Conversation, choices: list[dict[str, str]]
) -> None:
    posting.bot_says(uow, conversation, "", MessageKind.CHOICES, {"choices": choices})


def _show_choice(
    uow: UnitOfWork, actor: Actor, conversation: Conversation, value: str
) -> int | None:
    """The tapped choice as the student's own line; its seq, as it needs no answer of its own."""
    row = uow.connection.execute(
        select(MESSAGE.c.data)
        .where(MESSAGE.c.conversation_id == conversation.id)
        .where(MESSAGE.c.kind == MessageKind.CHOICES)
        .order_by(MESSAGE.c.seq.desc())
        .limit(1)
    ).first()
    labels: Mapping[str, str] = (
        {choice["value"]: choice["label"] for choice in row.data["choices"]} if row else {}
    )
    if value not in labels:
        return None
    message = posting.NewMessage(
        body=labels[value],
        sender_kind=SenderKind.STUDENT,
        sender_id=actor.user_id,
        sender_name=actor.name,
    )
    return posting.append(uow, conversation, message)[0]


def _follow(uow: UnitOfWork, actor: Actor, conversation: Conversation, turn: Turn) -> None:
    """What a turn changes beyond the thread: the card, the end, a confirmed solution."""
    for reply in turn.replies:
        if isinstance(reply, HandOver):
            handoff.prepare(uow, conversation, reply)
        elif isinstance(reply, Solved):
            uow.record(
                Fact.BOT_RESOLUTION_CONFIRMED,
                conversation.id or 0,
                actor.user_id,
                article=reply.article,
            )
    is_goodbye = any(isinstance(reply, Ended) for reply in turn.replies)
    if is_goodbye or _is_solved_for_good(turn):
        reason = CloseReason.BOT_CONFIRMED if turn.state.solved else CloseReason.LEFT_BOT
        conversations.close(uow, conversation, reason, actor)
