"""Applies the Alembic revisions from inside the program."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

SEARCH = "message_words"
ROOT = Path(__file__).resolve().parents[2]


def _config(engine: Engine) -> Config:
    config = Config(str(ROOT / "alembic.ini"))
    config.set_main_option("script_location", str(ROOT / "alembic"))
    config.attributes["engine"] = engine
    return config


def is_mapped(thing: object, name: str | None, kind: str, *_: object) -> bool:
    """For comparisons with the tables of the program: the search's index is none of them."""
    return not (kind in ("table", "index") and (name or "").removeprefix("ix_").startswith(SEARCH))


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database up to `revision`."""
    command.upgrade(_config(engine), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Take the database down to `revision`; `base` drops every table."""
    command.downgrade(_config(engine), revision)
