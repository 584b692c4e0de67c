"""Calls back: booked into a slot, moved, cancelled, made in two attempts, else a ticket."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text, update
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from livechat.adapters.tokens import public_id
from livechat.domain import callback_lifecycle, lifecycle
from livechat.domain.actor import Actor
from livechat.domain.callback_lifecycle import CallbackMove
from livechat.domain.errors import ConflictError, InvalidError
from livechat.domain.lifecycle import Move
from livechat.domain.limits import clean_optional
from livechat.domain.mask import masked
from livechat.domain.text import t
from livechat.domain.views import CallbackRow, SlotView
from livechat.domain.vocabulary import CallbackState, CloseReason, Fact, Status
from livechat.domain.wording import clock_time, date_and_time, day_name, heading, iso, zone_or
from livechat.services import (
    access,
    callback_slots,
    conversations,
    diversion,
    lines,
    mailing,
    participants,
    stored_dialogue,
    ticket_steps,
)
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.desk import CallbackRequest
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

_PHONE = re.compile(r"\+?[0-9][0-9 ()/.\-]{4,30}[0-9]")
# Names the lock under which PostgreSQL books slots: two students may want the last place.
_SLOT_LOCK = 7_226_002
# A call that nobody made an hour after its time is a promise broken: it becomes a ticket.
_FORGOTTEN = timedelta(hours=1)
_RETRY = timedelta(minutes=15)


def slots(uow: UnitOfWork, actor: Actor, zone: str = "") -> list[SlotView]:
    """Bookable times of the next days of service, in the reader's own zone."""
    in_zone = zone_or(zone, uow.settings.timezone)
    return [
        SlotView(
            value=iso(start),
            day=day_name(start, uow.now, in_zone),
            time=clock_time(start, in_zone),
            is_free=is_free,
        )
        for start, is_free in callback_slots.bookable(uow)
    ]


def request(
    uow: UnitOfWork, actor: Actor, conversation_id: str, phone: str, slot: str, note: str = ""
) -> str:
    """Book a call for the conversation and return the callback's id."""
    conversation = access.own_conversation(uow, actor, conversation_id)
    number = " ".join(phone.split())
    if not _PHONE.fullmatch(number):
        raise InvalidError("error.bad_value", field=t("callbacks.field_phone"))
    wanted = masked(clean_optional(note, 1000)) or ticket_steps.summary(uow, conversation)
    start = _book(uow, slot)
    diversion.leave_queue(uow, conversation)
    conversation.status = lifecycle.move(conversation.status, Move.BOOK_CALLBACK)
    conversation.is_solution_offered = False
    callback = CallbackRequest(
        public_id=public_id(),
        conversation_id=conversation.id or 0,
        student_id=actor.user_id,
        state=CallbackState.CONFIRMED,
        phone=number,
        note=wanted[:1000],
        slot_at=start,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(callback)
    _record(uow, Fact.CALLBACK_REQUESTED, callback, actor)
    _record(uow, Fact.CALLBACK_CONFIRMED, callback, actor)
    _tell(uow, callback, "booked", mailed="callback_booked", phone=number)
    return callback.public_id


def move(uow: UnitOfWork, actor: Actor, callback_id: str, slot: str) -> None:
    """Another time; the student's or the desk's wish."""
    callback = access.callback(uow, actor, callback_id)
    callback.state = callback_lifecycle.move(callback.state, CallbackMove.RESCHEDULE)
    callback.slot_at = _book(uow, slot)
    _record(uow, Fact.CALLBACK_MOVED, callback, actor)
    _tell(uow, callback, "moved", mailed="callback_moved")


def cancel(uow: UnitOfWork, actor: Actor, callback_id: str) -> None:
    """No call; the student is back with the bot and may choose anew."""
    callback = access.callback(uow, actor, callback_id)
    callback.state = callback_lifecycle.move(callback.state, CallbackMove.CANCEL)
    conversation = _home(uow, callback)
    if conversation.status is Status.CALLBACK:
        conversation.status = lifecycle.move(conversation.status, Move.BACK_TO_BOT)
        conversation.owner_id = None
        stored_dialogue.wake(conversation)
    _record(uow, Fact.CALLBACK_CANCELLED, callback, actor)
    _tell(uow, callback, "cancelled", mailed="callback_cancelled")


def rows(uow: UnitOfWork, actor: Actor, zone: str = "") -> list[CallbackRow]:
    """Calls to make, the next first."""
    access.require_staff(actor)
    return _views(uow, uow.session.exec(_pending()).all(), zone)


def _pending() -> SelectOfScalar[CallbackRequest]:
    return (
        select(CallbackRequest)
        .where(col(CallbackRequest.state).in_(list(callback_lifecycle.PENDING)))
        .order_by(col(CallbackRequest.slot_at))
        .limit(200)
    )


def _views(uow: UnitOfWork, found: Sequence[CallbackRequest], zone: str) -> list[CallbackRow]:
    in_zone = zone_or(zone, uow.settings.timezone)
    return [_row(uow, callback, in_zone) for callback in found]


def mine(uow: UnitOfWork, actor: Actor, zone: str = "") -> list[CallbackRow]:
    """A student's own calls that are still to come."""
    found = uow.session.exec(
        _pending().where(col(CallbackRequest.student_id) == actor.user_id)
    ).all()
    return _views(uow, found, zone)


def start(uow: UnitOfWork, actor: Actor, callback_id: str) -> None:
    """Make the call: one winner, who becomes the conversation's owner."""
    access.require_staff(actor)
    callback = access.callback(uow, actor, callback_id)
    calling = callback_lifecycle.move(callback.state, CallbackMove.CALL)
    won = uow.connection.execute(
        update(CallbackRequest)
        .where(col(CallbackRequest.id) == callback.id)
        .where(col(CallbackRequest.state) == CallbackState.CONFIRMED)
        .values(
            state=calling,
            agent_id=actor.user_id,
            attempts=CallbackRequest.attempts + 1,
            updated_at=uow.now,
        )
    ).rowcount
    if not won:
        raise ConflictError("callbacks.gone")
    uow.session.refresh(callback)
    conversation = _home(uow, callback)
    conversation.owner_id = actor.user_id
    participants.join(uow, callback.conversation_id, actor.user_id)
    _tell(uow, callback, "calling", name=actor.name)


def finish(uow: UnitOfWork, actor: Actor, callback_id: str, is_reached: bool) -> None:
    """After the call: done, or another attempt, or a ticket when the attempts are used up."""
    access.require_staff(actor)
    callback = access.callback(uow, actor, callback_id)
    if callback.agent_id != actor.user_id and not actor.is_admin:
        raise ConflictError("callbacks.not_yours", name=_name(uow, callback.agent_id or 0))
    if not is_reached:
        _not_reached(uow, actor, callback)
        return
    callback.state = callback_lifecycle.move(callback.state, CallbackMove.ANSWERED)
    conversation = _home(uow, callback)
    if conversation.staff_spoke_at is None:
        uow.record(Fact.FIRST_HUMAN_REPLY, conversation.id or 0, actor.user_id, by="phone")
        conversation.staff_spoke_at = uow.now
    _record(uow, Fact.CALLBACK_DONE, callback, actor)
    _tell(uow, callback, "done", name=actor.name)
    if conversation.status is Status.CALLBACK:
        conversations.close(uow, conversation, CloseReason.CALLBACK, actor)


def give_up_forgotten(uow: UnitOfWork) -> int:
    """Calls that nobody made within an hour of their time become tickets, each once."""
    late = uow.session.exec(
        select(CallbackRequest)
        .where(col(CallbackRequest.state).in_([CallbackState.REQUESTED, CallbackState.CONFIRMED]))
        .where(col(CallbackRequest.slot_at) < uow.now - _FORGOTTEN)
    ).all()
    for callback in late:
        _give_up(uow, None, callback)
    return len(late)


def announce_due(uow: UnitOfWork, since: datetime) -> int:
    """Let the desk read its list again for calls whose time came after `since`."""
    due = uow.session.exec(
        select(CallbackRequest.id)
        .where(col(CallbackRequest.state) == CallbackState.CONFIRMED)
        .where(col(CallbackRequest.slot_at) > since)
        .where(col(CallbackRequest.slot_at) <= uow.now)
    ).all()
    if due:
        uow.emit("desk")
    return len(due)


def _not_reached(uow: UnitOfWork, actor: Actor, callback: CallbackRequest) -> None:
    what = callback_lifecycle.after_no_answer(callback.attempts, uow.settings.callback_attempts)
    if what is CallbackMove.GIVE_UP:
        _give_up(uow, actor, callback)
        return
    callback.state = callback_lifecycle.move(callback.state, what)
    callback.slot_at = uow.now + _RETRY
    callback.agent_id = None
    _home(uow, callback).owner_id = None
    _tell(uow, callback, "retry", mailed="callback_retry", phone=callback.phone)


def _give_up(uow: UnitOfWork, actor: Actor | None, callback: CallbackRequest) -> None:
    callback.state = callback_lifecycle.move(callback.state, CallbackMove.GIVE_UP)
    _tell(uow, callback, "gave_up", mailed="callback_gave_up")
    conversation = _home(uow, callback)
    if conversation.status is not Status.CALLBACK:
        return
    topic = conversation.topic or t("conversation.no_topic")
    ticket_steps.create(
        uow,
        conversation,
        actor,
        kind="missed_call",
        group=ticket_steps.group_of(conversation),
        subject=t("callbacks.subject", topic=topic)[:200],
        reason=callback.note,
    )


def _row(uow: UnitOfWork, callback: CallbackRequest, zone: ZoneInfo) -> CallbackRow:
    conversation = _home(uow, callback)
    return CallbackRow(
        id=callback.public_id,
        student_name=_name(uow, callback.student_id),
        phone=callback.phone,
        slot_text=date_and_time(callback.slot_at, zone),
        state=callback.state.value,
        state_label=t("callbacks.due_now")
        if callback.state is CallbackState.CONFIRMED and callback.slot_at <= uow.now
        else heading(t(f"rules.callback_{callback.state.value}")),
        attempts=callback.attempts,
        note=callback.note,
        conversation_id=conversation.public_id,
        topic=conversation.topic or t("conversation.no_topic"),
        can_change=callback_lifecycle.TABLE.can_move(callback.state, CallbackMove.RESCHEDULE),
    )


def _book(uow: UnitOfWork, slot: str) -> datetime:
    """The slot's start, held for this transaction; ConflictError when it is taken or none."""
    try:
        wanted = datetime.fromisoformat(slot)
        start = wanted.astimezone(UTC) if wanted.tzinfo else None
    except (ValueError, OverflowError):
        start = None
    if start is None:
        raise InvalidError("error.bad_value", field=t("callbacks.field_slot"))
    if uow.connection.dialect.name == "postgresql":
        uow.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SLOT_LOCK})
    if (start, True) not in callback_slots.bookable(uow):
        raise ConflictError("error.slot_taken")
    return start


def _tell(
    uow: UnitOfWork, callback: CallbackRequest, key: str, *, mailed: str = "", **params: Any
) -> None:
    """Store, let everybody see it, write the line in the thread, and send mail."""
    callback.updated_at = uow.now
    uow.session.add(callback)
    uow.session.flush()
    conversation = _home(uow, callback)
    conversations.tell_state(uow, conversation)
    uow.emit("desk")
    uow.emit(f"user:{callback.student_id}")
    if conversation.status is not Status.CLOSED:
        called = {"time": callback.slot_at}
        lines.tell(uow, conversation, f"callbacks.{key}", moments=called, **params)
    if mailed:
        mailing.to_user(
            uow,
            callback.student_id,
            mailed,
            moments={"time": callback.slot_at},
            phone=callback.phone,
            appointment=_appointment(uow, callback),
        )


def _appointment(uow: UnitOfWork, callback: CallbackRequest) -> dict[str, Any]:
    with mailing.in_language_of(uow, callback.student_id):
        title = t("mailed.event_call", institution=uow.settings.institution)
    # Calendars follow the highest sequence of one uid; seconds since booking only ever grow.
    return mailing.appointment(
        f"callback-{callback.public_id}",
        callback.slot_at,
        uow.settings.callback_slot_min,
        title,
        sequence=int((uow.now - callback.created_at).total_seconds()),
        is_off=callback.state in (CallbackState.CANCELLED, CallbackState.MISSED),
    )


def _record(uow: UnitOfWork, fact: Fact, callback: CallbackRequest, actor: Actor) -> None:
    uow.session.flush()
    uow.record(fact, callback.conversation_id, actor.user_id, slot=iso(callback.slot_at))


def _home(uow: UnitOfWork, callback: CallbackRequest) -> Conversation:
    return uow.session.get_one(Conversation, callback.conversation_id)


def _name(uow: UnitOfWork, user_id: int) -> str:
    user = uow.session.get(User, user_id)
    return user.name if user else "—"
