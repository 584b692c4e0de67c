"""Known problems that many have at once, and who wants to hear when one is over."""

from datetime import datetime

from sqlalchemy import false
from sqlmodel import Field

from livechat.store.columns import reference, time_column
from livechat.store.tables.base import Table


class Incident(Table, table=True):
    """One that was seen by itself has the slug of its article and no text of its own; what an
    admin has written is about an article, a category, or nothing that the bot knows."""

    __tablename__ = "incident"
    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(max_length=32, unique=True)
    article_slug: str = Field(default="", max_length=80)
    category: str = Field(default="", max_length=40, sa_column_kwargs={"server_default": ""})
    title: str = Field(max_length=200)
    is_seen_by_itself: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    created_by_id: int | None = Field(
        default=None, sa_column=reference("user_account.id", nullable=True)
    )
    started_at: datetime = Field(sa_column=time_column())
    ends_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    next_update_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    ended_at: datetime | None = Field(
        default=None, sa_column=time_column(nullable=True, index=True)
    )


class IncidentAsker(Table, table=True):
    """A student who wants to be told by mail, and in the chat if one was open."""

    __tablename__ = "incident_asker"
    incident_id: int = Field(primary_key=True, foreign_key="incident.id", ondelete="CASCADE")
    user_id: int = Field(primary_key=True, foreign_key="user_account.id", ondelete="CASCADE")
    conversation_id: int | None = Field(
        default=None, sa_column=reference("conversation.id", nullable=True)
    )
    asked_at: datetime = Field(sa_column=time_column())
