"""Column types shared by the tables: UTC times, enumerations as text, JSON."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, DateTime, ForeignKey, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python on every database; SQLite stores it without the offset."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class EnumText(TypeDecorator[StrEnum]):
    """A StrEnum as VARCHAR(24): readable in SQL, and a new value needs no migration."""

    impl = String(24)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.kind(value)


def enum_column(
    kind: type[StrEnum], *, nullable: bool = False, index: bool = False
) -> Column[StrEnum]:
    return Column(EnumText(kind), nullable=nullable, index=index)


def time_column(*, nullable: bool = False, index: bool = False) -> Column[datetime]:
    return Column(UtcDateTime(), nullable=nullable, index=index)


def json_column(*, nullable: bool = False, default: str | None = None) -> Column[Any]:
    """`default` is the JSON that rows get which are older than the column."""
    return Column(JSON(none_as_null=True), nullable=nullable, server_default=default)


def reference(
    target: str, *, nullable: bool = False, index: bool = True, ondelete: str = "CASCADE"
) -> Column[int]:
    return Column(
        ForeignKey(target, ondelete="SET NULL" if nullable else ondelete),
        nullable=nullable,
        index=index,
    )
