"""What the desk sees: the line, one's own chats, the figures, and who could take over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, func, or_, select

from livechat.bot.knowledge import GROUPS
from livechat.domain.actor import Actor
from livechat.domain.lifecycle import RUNNING
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
    users,
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
        .where(col(Conversation.status).in_(RUNNING))
        .where(or_(col(Conversation.owner_id) == actor.user_id, col(Conversation.id).in_(joined)))
        .order_by(col(Conversation.last_message_at).desc())
    ).all()
    keys = [one.id or 0 for one in mine]
    facts = _Facts(
        speakers=turns.last_speakers(uow, mine),
        names=users.names(uow, [one.student_id for one in mine]),
        texts=_last_texts(uow, keys),
        unread=_unread(uow, actor, keys),
    )
    found = [_chat(one, facts) for one in mine]
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
        online=desk_staff.online(uow),
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


@dataclass(frozen=True, slots=True)
class _Facts:
    """What rows of chats show, by conversation id; `names` by user id."""

    speakers: dict[int, SenderKind]
    names: dict[int, str]
    texts: dict[int, str]
    unread: dict[int, int]


def _chat(conversation: Conversation, facts: _Facts) -> ChatRow:
    key = conversation.id or 0
    name = facts.names[conversation.student_id]
    return ChatRow(
        id=conversation.public_id,
        student_name=name,
        initials=initials(name),
        topic=conversation.topic or t("conversation.no_topic"),
        excerpt=excerpt(facts.texts[key]) if key in facts.texts else "",
        last_at=iso(conversation.last_message_at),
        unread=facts.unread.get(key, 0),
        status=conversation.status.value,
        is_student_waiting=conversation.status is Status.ACTIVE
        and facts.speakers.get(key) in (SenderKind.STUDENT, None),
    )


def excerpt(body: str) -> str:
    """The beginning of a message on one line."""
    return " ".join(body.split())[:_EXCERPT] or t("queue.no_text")


def _last_texts(uow: UnitOfWork, keys: list[int]) -> dict[int, str]:
    newest = (
        select(col(Message.conversation_id), func.max(col(Message.seq)).label("seq"))
        .where(col(Message.conversation_id).in_(keys))
        .where(col(Message.visibility) == Visibility.PUBLIC)
        .where(col(Message.kind) == MessageKind.TEXT)
        .group_by(col(Message.conversation_id))
        .subquery()
    )
    rows = uow.session.exec(
        select(Message.conversation_id, Message.body).join(
            newest,
            (newest.c.conversation_id == Message.conversation_id) & (newest.c.seq == Message.seq),
        )
    )
    return {key: body for key, body in rows}  # noqa: C416 - rows are no pairs to mypy


def _unread(uow: UnitOfWork, actor: Actor, keys: list[int]) -> dict[int, int]:
    mark = (col(ReadMark.conversation_id) == col(Message.conversation_id)) & (
        col(ReadMark.user_id) == actor.user_id
    )
    rows = uow.session.exec(
        select(Message.conversation_id, func.count(col(Message.id)))
        .outerjoin(ReadMark, mark)
        .where(col(Message.conversation_id).in_(keys))
        .where(col(Message.sender_kind) == SenderKind.STUDENT)
        .where(col(Message.seq) > func.coalesce(col(ReadMark.read_seq), 0))
        .group_by(col(Message.conversation_id))
    )
    return {key: count for key, count in rows}  # noqa: C416 - rows are no pairs to mypy
