"""The conversation, its messages and what belongs to the thread."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from livechat.domain.vocabulary import (
    CloseReason,
    MessageKind,
    Outcome,
    Priority,
    SenderKind,
    Status,
    Visibility,
)
from livechat.store.columns import enum_column, json_column, reference, time_column
from livechat.store.tables.base import Table


class Conversation(Table, table=True):
    """`next_seq` is the number that the next message gets; it is bumped in SQL only."""

    __tablename__ = "conversation"
    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(max_length=32, unique=True)
    student_id: int = Field(sa_column=reference("user_account.id"))
    owner_id: int | None = Field(
        default=None, sa_column=reference("user_account.id", nullable=True)
    )
    continues_id: int | None = Field(
        default=None, sa_column=reference("conversation.id", nullable=True)
    )
    status: Status = Field(sa_column=enum_column(Status, index=True))
    close_reason: CloseReason | None = Field(
        default=None, sa_column=enum_column(CloseReason, nullable=True)
    )
    outcome: Outcome | None = Field(default=None, sa_column=enum_column(Outcome, nullable=True))
    priority: Priority = Field(default=Priority.NORMAL, sa_column=enum_column(Priority))
    next_seq: int = 1
    topic: str = Field(default="", max_length=200)
    category: str = Field(default="", max_length=40)
    article_slug: str = Field(default="", max_length=80)
    language: str = Field(default="en", max_length=12)
    device: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    dialogue: dict[str, Any] | None = Field(default=None, sa_column=json_column(nullable=True))
    handoff: dict[str, Any] | None = Field(default=None, sa_column=json_column(nullable=True))
    is_solution_offered: bool = False
    created_at: datetime = Field(sa_column=time_column(index=True))
    last_message_at: datetime = Field(sa_column=time_column())
    student_spoke_at: datetime = Field(sa_column=time_column())
    staff_spoke_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    idle_warned_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    closed_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))


class Message(Table, table=True):
    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("sender_id", "client_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    # No index of its own: the unique (conversation_id, seq) serves it.
    conversation_id: int = Field(sa_column=reference("conversation.id", index=False))
    seq: int
    sender_id: int | None = Field(
        default=None, sa_column=reference("user_account.id", nullable=True, index=False)
    )
    sender_kind: SenderKind = Field(sa_column=enum_column(SenderKind))
    sender_name: str = Field(default="", max_length=120)
    kind: MessageKind = Field(default=MessageKind.TEXT, sa_column=enum_column(MessageKind))
    visibility: Visibility = Field(default=Visibility.PUBLIC, sa_column=enum_column(Visibility))
    client_id: str | None = Field(default=None, max_length=36)
    body: str = Field(max_length=8000)
    data: dict[str, Any] | None = Field(default=None, sa_column=json_column(nullable=True))
    created_at: datetime = Field(sa_column=time_column())


class ReadMark(Table, table=True):
    """One watermark a participant: everything up to `seq` is delivered, or read."""

    __tablename__ = "read_mark"
    conversation_id: int = Field(
        primary_key=True, foreign_key="conversation.id", ondelete="CASCADE"
    )
    user_id: int = Field(primary_key=True, foreign_key="user_account.id", ondelete="CASCADE")
    delivered_seq: int = 0
    read_seq: int = 0
    read_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))


class Participant(Table, table=True):
    """Staff who joined the conversation; the owner is one of them."""

    __tablename__ = "participant"
    conversation_id: int = Field(
        primary_key=True, foreign_key="conversation.id", ondelete="CASCADE"
    )
    user_id: int = Field(primary_key=True, foreign_key="user_account.id", ondelete="CASCADE")
    joined_at: datetime = Field(sa_column=time_column())
    left_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))


class Draft(Table, table=True):
    """A staff member's unsent text; a student's draft never leaves the browser."""

    __tablename__ = "draft"
    conversation_id: int = Field(
        primary_key=True, foreign_key="conversation.id", ondelete="CASCADE"
    )
    user_id: int = Field(primary_key=True, foreign_key="user_account.id", ondelete="CASCADE")
    body: str = Field(max_length=8000)
    updated_at: datetime = Field(sa_column=time_column())


class Attachment(Table, table=True):
    """A re-encoded picture; it belongs to its uploader until a message takes it."""

    __tablename__ = "attachment"
    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(max_length=32, unique=True)
    uploader_id: int = Field(sa_column=reference("user_account.id"))
    conversation_id: int = Field(sa_column=reference("conversation.id"))
    message_id: int | None = Field(default=None, sa_column=reference("message.id", nullable=True))
    storage_key: str = Field(max_length=80)
    thumbnail_key: str = Field(max_length=80)
    file_name: str = Field(max_length=200)
    media_type: str = Field(max_length=40)
    alt: str = Field(default="", max_length=300)
    size: int
    width: int
    height: int
    sha256: str = Field(max_length=64)
    created_at: datetime = Field(sa_column=time_column(index=True))


class Rating(Table, table=True):
    __tablename__ = "rating"
    __table_args__ = (UniqueConstraint("conversation_id", "kind"),)
    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(sa_column=reference("conversation.id", index=False))
    student_id: int = Field(sa_column=reference("user_account.id"))
    agent_id: int | None = Field(
        default=None, sa_column=reference("user_account.id", nullable=True)
    )
    kind: str = Field(max_length=12)
    solved: str = Field(default="", max_length=12)
    stars: int
    comment: str = Field(default="", max_length=2000)
    is_reviewed: bool = False
    created_at: datetime = Field(sa_column=time_column(index=True))
    updated_at: datetime = Field(sa_column=time_column())
