"""A conversation as the student may keep it: everything public, nothing internal."""

from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select
from sqlmodel import col
from sqlmodel import select as select_models

from livechat import png
from livechat.domain.actor import Actor
from livechat.domain.errors import DomainError
from livechat.domain.pace import TRANSCRIPTS
from livechat.domain.text import speaking, spoken, t
from livechat.domain.transcript import (
    EntryKind,
    Participant,
    StepTried,
    TranscriptEntry,
    TranscriptImage,
    TranscriptView,
)
from livechat.domain.vocabulary import (
    Fact,
    MessageKind,
    Outcome,
    SenderKind,
    Status,
    StepResult,
    Visibility,
)
from livechat.domain.wording import date_and_time, duration, heading, short_date, zone_or
from livechat.services import access, audit, lines, ticket_steps
from livechat.store.core import ATTACHMENT, MESSAGE
from livechat.store.tables.conversations import Conversation
from livechat.store.tables.events import ConversationEvent
from livechat.store.tables.knowledge import Article, StepOutcome
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

_MACHINES = (SenderKind.BOT, SenderKind.SYSTEM)

# The key of the institution's mark among a transcript's pictures; no stored file is called so.
LOGO: Final = "logo"


def build(uow: UnitOfWork, actor: Actor, conversation_id: str, zone: str = "") -> TranscriptView:
    """The same for student and staff, in the student's language; `zone` or the student's own."""
    conversation = access.conversation(uow, actor, conversation_id)
    student = uow.session.get_one(User, conversation.student_id)
    with speaking(student.language):
        return _view(uow, conversation, student, zone)


def _view(uow: UnitOfWork, conversation: Conversation, student: User, zone: str) -> TranscriptView:
    in_zone = zone_or(zone or student.timezone, uow.settings.timezone)
    rows = _messages(uow, conversation)
    is_closed = conversation.status is Status.CLOSED
    ticket = ticket_steps.of_conversation(uow, conversation)
    ticket_text = ""
    if ticket is not None:
        key = "ticket_follow_up" if ticket.follow_up_at else "ticket"
        ticket_text = t(
            f"conversation.{key}",
            number=ticket.number,
            due=date_and_time(ticket.due_at, in_zone),
            date=short_date(ticket.follow_up_at, in_zone) if ticket.follow_up_at else "",
        )
    return TranscriptView(
        institution=uow.settings.institution,
        reference=f"LC-{conversation.public_id[:10]}",
        topic=conversation.topic or t("conversation.no_topic"),
        student=student.name,
        participants=_participants(student, rows),
        opened_at=conversation.created_at,
        closed_at=conversation.closed_at if is_closed else None,
        made_at=uow.now,
        zone=in_zone.key,
        entries=_entries(uow, conversation, rows, in_zone),
        steps=_steps(uow, conversation),
        status=heading(t(f"rules.status_{conversation.status.value}")),
        outcome=_outcome(conversation) if is_closed else "",
        ticket=ticket_text,
        wait=_wait(uow, conversation),
        language=spoken().tag,
        logo=_logo(uow),
        accent=uow.settings.accent,
    )


def _outcome(conversation: Conversation) -> str:
    """How it ended, and what came of it where a person has said so."""
    reason, outcome = conversation.close_reason, conversation.outcome
    ended = t(f"conversation.ended_{reason.value}") if reason else ""
    # The reason says it already, or it is for the desk alone.
    if outcome in (None, Outcome.NO_ANSWER, Outcome.SPAM):
        return ended
    said = t(f"transcript.outcome_{outcome}")
    return t("transcript.ended_with", ended=ended, outcome=said) if ended else said


def _logo(uow: UnitOfWork) -> TranscriptImage | None:
    """The institution's mark, in the size of the file; None once the file is gone."""
    if not uow.settings.logo:
        return None
    try:
        width, height = png.size(Path(uow.settings.logo))
    except png.PngError:
        return None
    return TranscriptImage(LOGO, uow.settings.institution, width, height)


def check_pace(uow: UnitOfWork, actor: Actor) -> None:
    """Refuse who has had too many in the last minute, from whichever process."""
    taken = uow.session.exec(
        select_models(ConversationEvent.at)
        .where(col(ConversationEvent.fact) == Fact.TRANSCRIPT_DOWNLOADED)
        .where(col(ConversationEvent.at) > uow.now - TRANSCRIPTS.memory)
        .where(col(ConversationEvent.actor_id) == actor.user_id)
        .order_by(col(ConversationEvent.at))
    ).all()
    wait_s = TRANSCRIPTS.wait_s(taken, uow.now)
    if wait_s:
        raise DomainError("error.rate_limited", seconds=wait_s)


def note_download(uow: UnitOfWork, actor: Actor, conversation_id: str) -> None:
    """The transcript was handed out."""
    conversation = access.conversation(uow, actor, conversation_id)
    uow.record(Fact.TRANSCRIPT_DOWNLOADED, conversation.id or 0, actor.user_id)
    if actor.is_staff:
        audit.record(uow, actor, "transcript.downloaded", target=conversation.public_id)


def _messages(uow: UnitOfWork, conversation: Conversation) -> list[Row[Any]]:
    return list(
        uow.connection.execute(
            select(MESSAGE)
            .where(MESSAGE.c.conversation_id == conversation.id)
            # Notes are not filtered out of what is shown: they are never loaded.
            .where(MESSAGE.c.visibility == Visibility.PUBLIC)
            .order_by(MESSAGE.c.seq)
        ).all()
    )


def _participants(student: User, rows: list[Row[Any]]) -> tuple[Participant, ...]:
    found = {(SenderKind.STUDENT, student.name): Participant(student.name, SenderKind.STUDENT)}
    for row in rows:
        kind: SenderKind = row.sender_kind
        if kind not in (SenderKind.SYSTEM, SenderKind.STUDENT):
            name = _name(row)
            found.setdefault((kind, name), Participant(name, kind))
    return tuple(found.values())


def _name(row: Row[Any]) -> str:
    if row.sender_kind in _MACHINES:
        return t(f"thread.{row.sender_kind.value}")
    return str(row.sender_name)


def _entries(
    uow: UnitOfWork, conversation: Conversation, rows: list[Row[Any]], zone: ZoneInfo
) -> tuple[TranscriptEntry, ...]:
    pictures = _pictures(uow, conversation)
    found = []
    for row in rows:
        text, images = _text(row, zone), pictures.get(row.id, ())
        if not text and not images:
            continue
        kind = EntryKind.MESSAGE
        if row.kind is MessageKind.STEP:
            kind = EntryKind.STEP
        elif row.kind is MessageKind.EVENT:
            kind = EntryKind.EVENT
        found.append(
            TranscriptEntry(
                kind=kind,
                at=row.created_at,
                who="" if kind is EntryKind.EVENT else _name(row),
                role=row.sender_kind,
                text=text,
                images=images,
                result=_result(row) if kind is EntryKind.STEP else None,
            )
        )
    return tuple(found)


def _text(row: Row[Any], zone: ZoneInfo) -> str:
    data: dict[str, Any] = row.data or {}
    if row.kind is MessageKind.STEP:
        return f"{data.get('title', '')}\n{row.body}".strip()
    if row.kind is MessageKind.CHOICES:
        labels = [f"· {choice['label']}" for choice in data.get("choices", [])]
        return "\n".join([row.body, *labels]).strip()
    return lines.worded(row.body, data, zone)


def _result(row: Row[Any]) -> StepResult | None:
    given = (row.data or {}).get("result", "")
    return StepResult(given) if given else None


def _pictures(
    uow: UnitOfWork, conversation: Conversation
) -> dict[int, tuple[TranscriptImage, ...]]:
    found: dict[int, tuple[TranscriptImage, ...]] = {}
    for row in uow.connection.execute(
        select(ATTACHMENT)
        .join(MESSAGE, MESSAGE.c.id == ATTACHMENT.c.message_id)
        .where(ATTACHMENT.c.conversation_id == conversation.id)
        .where(MESSAGE.c.visibility == Visibility.PUBLIC)
        .order_by(ATTACHMENT.c.id)
    ).all():
        image = TranscriptImage(row.thumbnail_key, row.alt or row.file_name, row.width, row.height)
        found[row.message_id] = (*found.get(row.message_id, ()), image)
    return found


def _steps(uow: UnitOfWork, conversation: Conversation) -> tuple[StepTried, ...]:
    titles = dict(
        uow.session.exec(
            select_models(Article.slug, Article.title).where(
                col(Article.language) == conversation.language
            )
        ).all()
    )
    outcomes = uow.session.exec(
        select_models(StepOutcome)
        .where(col(StepOutcome.conversation_id) == conversation.id)
        .order_by(col(StepOutcome.id))
    ).all()
    return tuple(
        StepTried(titles.get(row.article_slug, row.article_slug), row.step_title, row.result)
        for row in outcomes
    )


def _wait(uow: UnitOfWork, conversation: Conversation) -> str:
    """From joining the queue to the first claim; "" without either."""
    events = uow.session.exec(
        select_models(ConversationEvent)
        .where(col(ConversationEvent.conversation_id) == conversation.id)
        .where(col(ConversationEvent.fact).in_([Fact.QUEUED, Fact.CLAIMED]))
        .order_by(col(ConversationEvent.id))
    ).all()
    joined = next((event.at for event in events if event.fact is Fact.QUEUED), None)
    claimed = next((event.at for event in events if event.fact is Fact.CLAIMED), None)
    if joined is None or claimed is None:
        return ""
    return duration((claimed - joined).total_seconds())
