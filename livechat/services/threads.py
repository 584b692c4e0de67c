"""Reads a page of a thread and makes the views of one viewer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, bindparam, exists, func, select

from livechat.domain.actor import Actor
from livechat.domain.text import t
from livechat.domain.views import AttachmentView, ChoiceView, MessageView, StepView, ThreadView
from livechat.domain.vocabulary import MessageKind, SenderKind, Visibility
from livechat.domain.wording import clock_time, day_name, initials, is_same_day, iso, zone_or
from livechat.services import lines
from livechat.services.access import ConversationKey
from livechat.store.core import ATTACHMENT, MESSAGE, READ_MARK
from livechat.store.unit_of_work import UnitOfWork

_GROUP_GAP_S = 300


@dataclass(frozen=True, slots=True)
class Span:
    """Which messages: after a seq, else before one, else the newest; at most `limit`."""

    after: int
    before: int
    limit: int


def page(
    uow: UnitOfWork,
    actor: Actor,
    conversation: ConversationKey,
    span: Span,
    *,
    zone: str = "",
    with_marks: bool = True,
) -> ThreadView:
    """The thread for `actor`: internal notes are not loaded for students at all."""
    rows, has_older = _rows(uow, actor, conversation, span)
    pictures = _pictures(uow, [row.id for row in rows if row.has_pictures])
    in_zone = zone_or(zone, uow.settings.timezone)
    views = [view(row, actor, pictures, in_zone) for row in rows]
    if zone:  # without, a line stays as it was worded for the student
        for one, row in zip(views, rows, strict=True):
            one.body = lines.worded(row.body, row.data or {}, in_zone)
    _group(uow, views, rows, in_zone)
    mine, read, delivered = _marks(uow, actor, conversation) if with_marks else (0, 0, 0)
    return ThreadView(
        conversation_id=conversation.public_id,
        messages=views,
        has_older=has_older,
        last_seq=max((one.seq for one in views), default=span.after),
        my_read_seq=mine,
        other_read_seq=read,
        other_delivered_seq=delivered,
    )


class Grouped(Protocol):
    """What decides whether two messages stand together."""

    @property
    def sender_kind(self) -> SenderKind: ...
    @property
    def sender_id(self) -> int | None: ...
    @property
    def visibility(self) -> Visibility: ...
    @property
    def created_at(self) -> datetime: ...


# Column by column, as SQLite looks through the whole table for pairs; too much may be found.
_AT = select(
    MESSAGE.c.conversation_id,
    MESSAGE.c.seq,
    MESSAGE.c.sender_kind,
    MESSAGE.c.sender_id,
    MESSAGE.c.visibility,
    MESSAGE.c.created_at,
).where(
    MESSAGE.c.conversation_id.in_(bindparam("homes", expanding=True)),
    MESSAGE.c.seq.in_(bindparam("numbers", expanding=True)),
)


def at(uow: UnitOfWork, places: Mapping[int, int]) -> dict[int, Grouped]:
    """By conversation id: who said its message of that seq, and when; for few conversations."""
    rows = uow.connection.execute(
        _AT, {"homes": list(places), "numbers": list(set(places.values()))}
    )
    return {
        row.conversation_id: cast("Grouped", row)
        for row in rows
        if row.seq == places[row.conversation_id]
    }


def unread(uow: UnitOfWork, actor: Actor, conversation: ConversationKey, read_seq: int) -> int:
    """How many messages of the other side and the bot came after `read_seq`."""
    theirs = (SenderKind.STUDENT,) if actor.is_staff else (SenderKind.AGENT, SenderKind.SPECIALIST)
    query = (
        select(func.count())
        .where(MESSAGE.c.conversation_id == conversation.id, MESSAGE.c.seq > read_seq)
        .where(MESSAGE.c.sender_kind.in_((SenderKind.BOT, *theirs)))
        .where(MESSAGE.c.visibility == Visibility.PUBLIC)
    )
    return int(uow.connection.execute(query).scalar_one())


def _select(*, is_staff: bool, past: str) -> Select[Any]:
    has_pictures = exists().where(ATTACHMENT.c.message_id == MESSAGE.c.id)
    query = select(MESSAGE, has_pictures.label("has_pictures")).where(
        MESSAGE.c.conversation_id == bindparam("conversation")
    )
    if not is_staff:
        query = query.where(MESSAGE.c.visibility == Visibility.PUBLIC)
    if past == "after":
        query = query.where(MESSAGE.c.seq > bindparam("seq")).order_by(MESSAGE.c.seq)
    else:
        query = query.order_by(MESSAGE.c.seq.desc())
    if past == "before":
        query = query.where(MESSAGE.c.seq < bindparam("seq"))
    return query.limit(bindparam("most"))


# Made once: putting a statement together costs more than running it.
_SELECTS = {
    (is_staff, past): _select(is_staff=is_staff, past=past)
    for is_staff in (False, True)
    for past in ("after", "before", "")
}

_MARKS = select(READ_MARK.c.user_id, READ_MARK.c.read_seq, READ_MARK.c.delivered_seq).where(
    READ_MARK.c.conversation_id == bindparam("conversation")
)


def _rows(
    uow: UnitOfWork, actor: Actor, conversation: ConversationKey, span: Span
) -> tuple[list[Row[Any]], bool]:
    past = "after" if span.after else "before" if span.before else ""
    values = {"conversation": conversation.id, "seq": span.after or span.before}
    query = _SELECTS[(actor.is_staff, past)]
    if span.after:
        return list(uow.connection.execute(query, values | {"most": span.limit})), True
    newest = uow.connection.execute(query, values | {"most": span.limit + 1}).all()
    return list(reversed(newest[: span.limit])), len(newest) > span.limit


def _pictures(uow: UnitOfWork, message_ids: list[int]) -> dict[int, list[AttachmentView]]:
    if not message_ids:
        return {}
    rows = uow.connection.execute(
        select(ATTACHMENT).where(ATTACHMENT.c.message_id.in_(message_ids)).order_by(ATTACHMENT.c.id)
    ).all()
    found: dict[int, list[AttachmentView]] = {}
    for row in rows:
        found.setdefault(row.message_id, []).append(picture(row))
    return found


def picture(row: Any) -> AttachmentView:
    """The view of an Attachment (a row or the table's own object)."""
    return AttachmentView(
        id=row.public_id,
        url=f"/api/attachment/{row.public_id}",
        thumbnail_url=f"/api/attachment/{row.public_id}/thumbnail",
        name=row.file_name,
        alt=row.alt,
        width=row.width,
        height=row.height,
    )


def view(
    row: Any, actor: Actor, pictures: dict[int, list[AttachmentView]], zone: ZoneInfo
) -> MessageView:
    """A row of `message`, apart from how it is grouped with its neighbours."""
    data: dict[str, Any] = row.data or {}
    is_person = row.sender_kind not in (SenderKind.BOT, SenderKind.SYSTEM)
    return MessageView(
        seq=row.seq,
        client_id=row.client_id or "",
        kind=row.kind.value,
        sender_kind=row.sender_kind.value,
        sender_name=row.sender_name if is_person else t(f"thread.{row.sender_kind.value}"),
        initials=initials(row.sender_name) if is_person else "",
        is_mine=is_person and _is_own_side(row, actor),
        is_note=row.visibility is Visibility.INTERNAL,
        body=row.body,
        at=iso(row.created_at),
        time=clock_time(row.created_at, zone),
        attachments=pictures.get(row.id, []),
        choices=[ChoiceView(**choice) for choice in data.get("choices", [])],
        step=_step(row, data),
    )


def _is_own_side(row: Any, actor: Actor) -> bool:
    """A student's own words, or, for staff, anything that the desk said."""
    if not actor.is_staff:
        return bool(row.sender_id == actor.user_id)
    return row.sender_kind in (SenderKind.AGENT, SenderKind.SPECIALIST)


def _step(row: Any, data: dict[str, Any]) -> StepView | None:
    if row.kind is not MessageKind.STEP:
        return None
    result = data.get("result", "")
    return StepView(
        article=data["article"],
        article_title=data["article_title"],
        number=data["number"],
        total=data["total"],
        title=data["title"],
        body=row.body,
        done_when=data.get("done_when", ""),
        minutes=data.get("minutes", 1),
        result=result,
        result_label=t(f"step.{result}") if result else "",
    )


def follow(
    view: MessageView, row: Grouped, last: Grouped | None, now: datetime, zone: ZoneInfo
) -> bool:
    """Give the view its place behind `last`; whether it goes on that one's group."""
    if last is None or not is_same_day(row.created_at, last.created_at, zone):
        view.day = day_name(row.created_at, now, zone)
    goes_on = last is not None and not view.day and _is_one_group(last, row)
    view.is_group_start = not goes_on
    return goes_on


def _is_one_group(last: Grouped, row: Grouped) -> bool:
    """The same sender to the same readers within five minutes."""
    return (
        last.sender_kind is row.sender_kind
        and last.sender_id == row.sender_id
        and last.visibility is row.visibility
        and (row.created_at - last.created_at).total_seconds() < _GROUP_GAP_S
    )


def _group(uow: UnitOfWork, views: list[MessageView], rows: list[Row[Any]], zone: ZoneInfo) -> None:
    """Mark day changes and the ends of groups."""
    for index, (one, row) in enumerate(zip(views, rows, strict=True)):
        last: Any = rows[index - 1] if index else None
        if follow(one, cast("Grouped", row), last, uow.now, zone):
            views[index - 1].is_group_end = False


def _marks(uow: UnitOfWork, actor: Actor, conversation: ConversationKey) -> tuple[int, int, int]:
    """(own read mark, the other side's read mark, the other side's delivered mark)."""
    mine = read = delivered = 0
    for row in uow.connection.execute(_MARKS, {"conversation": conversation.id}):
        if row.user_id == actor.user_id:
            mine = row.read_seq
        elif not actor.is_staff or row.user_id == conversation.student_id:
            read, delivered = max(read, row.read_seq), max(delivered, row.delivered_seq)
    return mine, read, delivered
