"""Real databases of both kinds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from livechat.settings import load
from livechat.store import migrations
from livechat.store.database import Database


@pytest.fixture
def empty_database(tmp_path: Path) -> Iterator[Database]:
    database = Database(load({"LIVECHAT_DATA_DIR": str(tmp_path)}))
    yield database
    database.close()


@pytest.fixture
def database(empty_database: Database) -> Database:
    migrations.upgrade(empty_database.engine)
    return empty_database
