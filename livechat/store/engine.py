"""Engines: SQLite in WAL mode with explicit transactions, or PostgreSQL with a pool."""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from livechat.settings import Settings


def make_engine(settings: Settings) -> Engine:
    """The engine for `settings`; connections are made when first needed."""
    url = settings.effective_database_url
    if url.startswith("sqlite"):
        if not settings.database_url:
            settings.data_path.mkdir(parents=True, exist_ok=True)
        return _sqlite(url, settings.sqlite_synchronous)
    return create_engine(
        url,
        pool_size=settings.worker_threads,
        max_overflow=4,
        pool_pre_ping=True,
        pool_recycle=1800,
        # The connection that was used last has its statements ready.
        pool_use_lifo=True,
        connect_args={"connect_timeout": 5},
    )


def _sqlite(url: str, synchronous: str) -> Engine:
    engine = create_engine(
        url,
        pool_size=20,
        max_overflow=10,
        # The connection that was used last has its statements and pages at hand.
        pool_use_lifo=True,
        connect_args={"check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver's own transaction handling is off: `begin` below says what is meant.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            "busy_timeout=5000",
            # Pages of the log: a thread beside the writer does this long before (checkpoint.py).
            "wal_autocheckpoint=20000",
            "foreign_keys=ON",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        is_writer = connection.get_execution_options().get("is_writer", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")

    return engine
