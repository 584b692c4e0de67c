"""The append-only facts, and the events that wait to be told to other processes."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from livechat.domain.vocabulary import Fact
from livechat.store.columns import enum_column, json_column, reference, time_column
from livechat.store.tables.base import Table


class ConversationEvent(Table, table=True):
    __tablename__ = "conversation_event"
    __table_args__ = (Index("ix_conversation_event_fact_at", "fact", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(sa_column=reference("conversation.id"))
    actor_id: int | None = Field(
        default=None, sa_column=reference("user_account.id", nullable=True, index=False)
    )
    fact: Fact = Field(sa_column=enum_column(Fact))
    data: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    at: datetime = Field(sa_column=time_column())


class Outbox(Table, table=True):
    """A bus event of a committed transaction; gone once it is published."""

    __tablename__ = "outbox"
    id: int | None = Field(default=None, primary_key=True)
    topic: str = Field(max_length=80)
    payload: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    created_at: datetime = Field(sa_column=time_column())
