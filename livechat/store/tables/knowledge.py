"""The knowledge base and what the bot did with it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from livechat.domain.vocabulary import StepResult
from livechat.store.columns import enum_column, json_column, reference, time_column
from livechat.store.tables.base import Table


class Article(Table, table=True):
    __tablename__ = "article"
    __table_args__ = (UniqueConstraint("slug", "language"),)
    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(max_length=80)
    language: str = Field(default="en", max_length=12, index=True)
    title: str = Field(max_length=200)
    category: str = Field(max_length=40, index=True)
    summary: str = Field(default="", max_length=1000)
    keywords: list[str] = Field(default_factory=list, sa_column=json_column())
    error_codes: list[str] = Field(default_factory=list, sa_column=json_column())
    alternatives: list[str] = Field(default_factory=list, sa_column=json_column())
    needs: list[str] = Field(default_factory=list, sa_column=json_column())
    group: str = Field(default="platform", max_length=40)
    review_on: date | None = None
    is_published: bool = True
    version: int = 1
    updated_at: datetime = Field(sa_column=time_column())
    updated_by_id: int | None = Field(
        default=None, sa_column=reference("user_account.id", nullable=True, index=False)
    )


class ArticlePhrase(Table, table=True):
    __tablename__ = "article_phrase"
    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(sa_column=reference("article.id"))
    body: str = Field(max_length=400)


class ArticleStep(Table, table=True):
    __tablename__ = "article_step"
    __table_args__ = (UniqueConstraint("article_id", "position"),)
    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(sa_column=reference("article.id", index=False))
    position: int
    title: str = Field(max_length=200)
    body: str = Field(max_length=4000)
    done_when: str = Field(default="", max_length=400)
    minutes: int = 1
    conditions: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())


class ArticleVersion(Table, table=True):
    """What an article was before a change, as its Markdown."""

    __tablename__ = "article_version"
    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(sa_column=reference("article.id"))
    version: int
    markdown: str
    saved_at: datetime = Field(sa_column=time_column())
    saved_by_id: int | None = Field(
        default=None, sa_column=reference("user_account.id", nullable=True, index=False)
    )


class BotTurn(Table, table=True):
    """What the bot understood and decided for one message; gaps are turns that missed."""

    __tablename__ = "bot_turn"
    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(sa_column=reference("conversation.id"))
    body: str = Field(max_length=4000)
    decision: str = Field(max_length=40, index=True)
    article_slug: str = Field(default="", max_length=80)
    probability: float = 0.0
    candidates: list[Any] = Field(default_factory=list, sa_column=json_column())
    at: datetime = Field(sa_column=time_column(index=True))


class StepOutcome(Table, table=True):
    __tablename__ = "step_outcome"
    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(sa_column=reference("conversation.id"))
    article_slug: str = Field(max_length=80, index=True)
    step_title: str = Field(max_length=200)
    position: int
    result: StepResult = Field(sa_column=enum_column(StepResult))
    device: str = Field(default="", max_length=24)
    at: datetime = Field(sa_column=time_column())
