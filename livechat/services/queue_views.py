"""What the desk sees: the line, one's own chats, the figures, and who could take over."""

from datetime import datetime, timedelta

from sqlmodel import col, func, or_, select

from livechat.bot.knowledge import GROUPS
from livechat.domain.actor import Actor
from livechat.domain.text import t
from livechat.domain.views import ChatRow, ChoiceView, DeskView, QueueRow
from livechat.domain.vocabulary import (
    MessageKind,
    PresenceState,
    Priority,
    QueueState,
    SenderKind,
    Status,
    Visibility,
)
from livechat.domain.wording import duration, initials, iso
from livechat.services import (
    access,
    desk_hours,
    desk_staff,
    queue_entries,
    turns,
    wait_records,
)
from livechat.store.tables.conversations import Conversation, Message, Participant, ReadMark
from livechat.store.tables.desk import QueueEntry
from livechat.store.tables.people import AgentPresence, User
from livechat.store.unit_of_work import UnitOfWork

# A wait that an agent should notice, before anything was promised.
_AMBER_AFTER = timedelta(minutes=4)
_EXCERPT = 120


def rows(uow: UnitOfWork, actor: Actor) -> list[QueueRow]:
    """Who waits, first to be served first."""
    access.require_staff(actor)
    line = queue_entries.in_line(uow)
    since = queue_entries.waiting_since(uow)
    people = _people(uow, line)
    promises = wait_records.first_promises_s(uow, [entry.id or 0 for entry in line])
    return [
        _row(uow, actor, entry, people[entry.conversation_id], since, promises) for entry in line
    ]


def my_chats(uow: UnitOfWork, actor: Actor) -> list[ChatRow]:
    """The actor's running chats, those whose student waits for an answer first."""
    access.require_staff(actor)
    joined = (
        select(Participant.conversation_id)
        .where(col(Participant.user_id) == actor.user_id)
        .where(col(Participant.left_at).is_(None))
    )
    mine = uow.session.exec(
        select(Conversation)
        .where(col(Conversation.status).in_([Status.ACTIVE, Status.WRAP_UP]))
        .where(or_(col(Conversation.owner_id) == actor.user_id, col(Conversation.id).in_(joined)))
        .order_by(col(Conversation.last_message_at).desc())
    ).all()
    speakers = turns.last_speakers(uow, mine)
    found = [_chat(uow, actor, one, speakers.get(one.id or 0)) for one in mine]
    return sorted(found, key=lambda row: not row.is_student_waiting)


def desk(uow: UnitOfWork, actor: Actor, zone: str = "") -> DeskView:
    """The desk in figures."""
    access.require_staff(actor)
    line = queue_entries.in_line(uow)
    since = queue_entries.waiting_since(uow)
    presence = uow.session.get(AgentPresence, actor.user_id)
    status = desk_hours.status(uow, zone)
    kept, total = wait_records.kept(uow)
    return DeskView(
        presence=(presence.state if presence else PresenceState.OFFLINE).value,
        load=desk_staff.load_of(uow, actor.user_id),
        capacity=desk_staff.capacity_of(uow, actor.user_id),
        waiting=len(line),
        oldest_since=iso(min(since.values(), default=None)),
        online=len(desk_staff.present(uow)),
        promise_kept_text=(
            t("queue.promise_kept", percent=round(100 * kept / total), n=total) if total else ""
        ),
        is_paused=status.is_paused,
        open_text=status.text,
    )


def colleagues(uow: UnitOfWork, actor: Actor) -> list[ChoiceView]:
    """Who could take a chat over now; the value is the `to_user_id` of a transfer."""
    access.require_staff(actor)
    return [
        ChoiceView(str(one.slot.id), one.name, f"{one.slot.load} / {one.slot.capacity}")
        for one in sorted(desk_staff.present(uow), key=lambda one: (one.slot.load, one.name))
        if one.slot.id != actor.user_id
    ]


def groups(uow: UnitOfWork, actor: Actor) -> list[ChoiceView]:
    """Groups of which a specialist is there now, with how many."""
    access.require_staff(actor)
    here = [one.group for one in desk_staff.present(uow) if one.group]
    return [
        ChoiceView(name, _group_label(name), str(here.count(name))) for name in sorted(set(here))
    ]


def _group_label(name: str) -> str:
    return t(f"desk.group_{name}") if name in GROUPS else name


def _people(uow: UnitOfWork, line: list[QueueEntry]) -> dict[int, tuple[str, str, str]]:
    """By conversation id: its public id, its topic, and the student's name."""
    ids = [entry.conversation_id for entry in line]
    found = uow.session.exec(
        select(Conversation.id, Conversation.public_id, Conversation.topic, User.name)
        .join(User, col(User.id) == col(Conversation.student_id))
        .where(col(Conversation.id).in_(ids))
    ).all()
    return {key or 0: (public_id, topic, name) for key, public_id, topic, name in found}


def _row(
    uow: UnitOfWork,
    actor: Actor,
    entry: QueueEntry,
    person: tuple[str, str, str],
    since: dict[int, datetime],
    promises: dict[int, int],
) -> QueueRow:
    conversation_id, topic, name = person
    key = entry.id or 0
    waited = uow.now - since.get(key, entry.created_at)
    is_mine = entry.state is QueueState.OFFERED and entry.offered_to_id == actor.user_id
    ends = (
        entry.offered_at + timedelta(seconds=uow.settings.offer_timeout_s)
        if entry.offered_at
        else None
    )
    return QueueRow(
        id=entry.public_id,
        conversation_id=conversation_id,
        student_name=name,
        initials=initials(name),
        topic=entry.topic or topic or t("conversation.no_topic"),
        waiting_since=iso(uow.now - waited),
        waited_text=duration(waited.total_seconds()),
        priority=entry.priority.value,
        priority_reason=entry.priority_reason if entry.priority is not Priority.NORMAL else "",
        is_offered_to_me=is_mine,
        offer_ends_at=iso(ends) if is_mine else "",
        tone=_tone(waited, promises.get(key)),
    )


def _tone(waited: timedelta, promised_s: int | None) -> str:
    """ "bad" past what was promised, "wait" once it is long, else nothing."""
    if promised_s is not None and waited.total_seconds() > promised_s:
        return "bad"
    return "wait" if waited >= _AMBER_AFTER else ""


def _chat(
    uow: UnitOfWork, actor: Actor, conversation: Conversation, speaker: SenderKind | None
) -> ChatRow:
    student = uow.session.get_one(User, conversation.student_id)
    last = uow.session.exec(
        select(Message)
        .where(col(Message.conversation_id) == conversation.id)
        .where(col(Message.visibility) == Visibility.PUBLIC)
        .where(col(Message.kind) == MessageKind.TEXT)
        .order_by(col(Message.seq).desc())
        .limit(1)
    ).first()
    excerpt = " ".join(last.body.split())[:_EXCERPT] if last else ""
    return ChatRow(
        id=conversation.public_id,
        student_name=student.name,
        initials=initials(student.name),
        topic=conversation.topic or t("conversation.no_topic"),
        excerpt=excerpt or (t("queue.no_text") if last else ""),
        last_at=iso(conversation.last_message_at),
        unread=_unread(uow, actor, conversation),
        status=conversation.status.value,
        is_student_waiting=conversation.status is Status.ACTIVE
        and speaker in (SenderKind.STUDENT, None),
    )


def _unread(uow: UnitOfWork, actor: Actor, conversation: Conversation) -> int:
    mark = uow.session.get(ReadMark, (conversation.id, actor.user_id))
    return uow.session.exec(
        select(func.count(col(Message.id)))
        .where(col(Message.conversation_id) == conversation.id)
        .where(col(Message.sender_kind) == SenderKind.STUDENT)
        .where(col(Message.seq) > (mark.read_seq if mark else 0))
    ).one()
