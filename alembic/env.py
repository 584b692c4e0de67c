"""Migrations run against the database of the settings, or one handed over in the config."""

from alembic import context

from livechat.settings import load
from livechat.store.engine import make_engine
from livechat.store.tables.registry import metadata


def run() -> None:
    """Apply the revisions; SQLite changes tables by copying them (batch mode)."""
    given = context.config.attributes.get("engine")
    engine = given if given is not None else make_engine(load())
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
