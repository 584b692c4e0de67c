"""Every row of the database in and out of plain files, the same for SQLite and PostgreSQL.

One file of JSON lines a table, in the order in which foreign keys allow loading it again. All is
read in one snapshot, so that writing goes on meanwhile. A dump loads into either kind.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Date, DateTime, Engine, Table, func, insert, select, text

from livechat.store.columns import UtcDateTime
from livechat.store.tables.registry import metadata

_BATCH = 500


def write(engine: Engine, folder: Path) -> dict[str, int]:
    """Write `<table>.jsonl` for each table into `folder`; returns rows by table."""
    is_sqlite = engine.dialect.name == "sqlite"
    isolation = {} if is_sqlite else {"isolation_level": "REPEATABLE READ"}
    # On SQLite a read transaction in WAL mode is a snapshot from its first read on.
    with engine.execution_options(**isolation).connect() as connection, connection.begin():
        if not is_sqlite:
            connection.execute(text("SET TRANSACTION READ ONLY"))
        return {table.name: _write_table(connection, table, folder) for table in _tables()}


def revision(engine: Engine) -> str:
    """The migration that the database stands at, "" for an empty one."""
    with engine.connect() as connection:
        if not engine.dialect.has_table(connection, "alembic_version"):
            return ""
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())


def count(engine: Engine) -> int:
    """How many rows there are in all tables together."""
    with engine.connect() as connection:
        return sum(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in _tables()
            if engine.dialect.has_table(connection, table.name)
        )


def load(engine: Engine, open_table: Callable[[str], Iterator[str]]) -> dict[str, int]:
    """Fill the empty, migrated database in one transaction; `open_table(name)` gives its lines."""
    with engine.connect() as connection, connection.begin():
        loaded = {
            table.name: _load_table(connection, table, open_table(table.name))
            for table in _tables()
        }
        if engine.dialect.name == "postgresql":
            for table in _tables():
                _set_sequence(connection, table)
    return loaded


def _tables() -> Sequence[Table]:
    return metadata.sorted_tables


def _write_table(connection: Connection, table: Table, folder: Path) -> int:
    number = 0
    order = list(table.primary_key.columns)
    rows = connection.execution_options(yield_per=_BATCH).execute(select(table).order_by(*order))
    with (folder / f"{table.name}.jsonl").open("w", encoding="utf-8") as lines:
        for row in rows.mappings():
            plain = {name: _plain(value) for name, value in row.items()}
            lines.write(json.dumps(plain, ensure_ascii=False, separators=(",", ":")) + "\n")
            number += 1
    return number


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def _load_table(connection: Connection, table: Table, lines: Iterator[str]) -> int:
    number = 0
    batch: list[dict[str, Any]] = []
    for line in lines:
        batch.append(_row(table, json.loads(line)))
        number += 1
        if len(batch) == _BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)
    return number


def _row(table: Table, plain: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _typed(table.columns[name], value) for name, value in plain.items()}


def _typed(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, UtcDateTime | DateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, Date) else value


def _set_sequence(connection: Connection, table: Table) -> None:
    """The next own key comes after the loaded ones."""
    key = table.autoincrement_column
    if key is None:
        return
    connection.execute(
        select(
            func.setval(
                func.pg_get_serial_sequence(table.name, key.name),
                select(func.coalesce(func.max(key), 0) + 1).scalar_subquery(),
                False,
            )
        )
    )
