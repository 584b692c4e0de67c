"""Rows for every table, made from what the tables themselves say, to see what migrations keep."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Time,
    inspect,
    select,
)
from sqlalchemy.engine import Connection
from sqlalchemy.types import JSON, TypeDecorator

from livechat.store import migrations
from livechat.store.columns import EnumText
from livechat.store.tables.registry import metadata

ROWS = 3
_START = datetime(2026, 3, 29, 0, 30, 15, 123456, tzinfo=UTC)
# Column -> value, for every row of every table.
Rows = dict[str, list[dict[str, Any]]]


def fill(connection: Connection) -> None:
    """`ROWS` rows in each table; every other row leaves out what may be left out."""
    for table in metadata.sorted_tables:
        if connection.execute(select(table).limit(1)).first() is None:
            for number in range(1, ROWS + 1):
                connection.execute(table.insert().values(_row(table, number)))


def rows(connection: Connection) -> Rows:
    """Everything there is, as the database itself describes its tables, in a fixed order.

    Without the search's index, which follows from the messages.
    """
    found = MetaData()
    found.reflect(connection)
    return {
        table.name: sorted(
            (dict(row) for row in connection.execute(select(table)).mappings()), key=repr
        )
        for table in found.sorted_tables
        if table.name != "alembic_version" and migrations.is_mapped(table, table.name, "table")
    }


def common(first: Rows, second: Rows) -> dict[str, set[str]]:
    """The columns that both have, by table."""
    columns = {
        name: set(first[name][0]) & set(second[name][0])
        for name in first.keys() & second.keys()
        if first[name] and second[name]
    }
    return {name: kept for name, kept in columns.items() if kept}


def only(found: Rows, columns: dict[str, set[str]]) -> Rows:
    """The rows reduced to these columns."""
    return {
        table: sorted(
            ({name: row[name] for name in sorted(kept)} for row in found[table]), key=repr
        )
        for table, kept in columns.items()
    }


def _row(table: Table, number: int) -> dict[str, Any]:
    unique = _unique_columns(table)
    values = {}
    for column in table.columns:
        if column.nullable and number % 2 == 0 and column.name not in unique:
            continue
        values[column.name] = _value(column, number)
    return values


def _unique_columns(table: Table) -> set[str]:
    return {column.name for index in table.indexes if index.unique for column in index.columns}


def _value(column: Column[Any], number: int) -> Any:
    if column.foreign_keys:
        return number
    kind = column.type
    if isinstance(kind, EnumText):
        choices = list(kind.kind)
        return choices[number % len(choices)]
    while isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    simple: tuple[tuple[type, Any], ...] = (
        (Boolean, number % 2 == 0),
        (Integer, number),
        (Float, number + 0.25),
        (Numeric, Decimal(number)),
        (DateTime, _START + timedelta(hours=number)),
        (Date, date(2026, 2, 27 + number % 2)),
        (Time, time(number)),
        (JSON, {"words": [f"größer {number}", "سلام"], "n": None}),
        (LargeBinary, bytes([0, number])),
    )
    for known, value in simple:
        if isinstance(kind, known):
            return value
    length = getattr(kind, "length", None) or 60
    return f"{number} ÄÖ 👩‍🎓 'quoted' {column.name}"[:length]


def tables(connection: Connection) -> set[str]:
    """Names of the tables that exist now."""
    return set(inspect(connection).get_table_names()) - {"alembic_version"}
