"""Revisions go up, down and up again, and leave what the tables say (R24)."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from livechat.store import migrations
from livechat.store.database import Database
from livechat.store.tables.registry import metadata


def test_up_down_up_leaves_the_tables_of_the_metadata(empty_database: Database) -> None:
    engine = empty_database.engine
    migrations.upgrade(engine)
    migrations.downgrade(engine)
    left = set(inspect(engine).get_table_names()) - {"alembic_version"}
    assert left == set()
    migrations.upgrade(engine)
    with engine.connect() as connection:
        differences = compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": False}), metadata
        )
    assert differences == []
