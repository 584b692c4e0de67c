"""Migrations run against the database of the settings, or one handed over in the config."""

from typing import Any

from alembic import context

from livechat.settings import load
from livechat.store import migrations
from livechat.store.engine import make_engine
from livechat.store.tables.registry import metadata


def run() -> None:
    """Apply the revisions; SQLite changes tables by copying them (batch mode)."""
    given = context.config.attributes.get("engine")
    engine = given if given is not None else make_engine(load())
    with engine.connect() as connection:
        # A table that is copied is dropped first, and with foreign keys on that would take
        # along every row that refers to it. The switch works outside transactions only.
        is_sqlite = connection.dialect.name == "sqlite"
        driver: Any = connection.connection.driver_connection
        if is_sqlite:
            driver.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=is_sqlite,
            compare_type=True,
            include_object=migrations.is_mapped,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if is_sqlite:
            driver.execute("PRAGMA foreign_keys=ON")


run()
