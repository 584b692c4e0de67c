"""The write-ahead log is emptied beside the writer."""

from pathlib import Path

from sqlalchemy import text

from livechat.settings import load
from livechat.store.database import Database
from livechat.store.unit_of_work import UnitOfWork
from tests.servers.waiting import eventually


async def test_what_was_committed_comes_into_the_file_without_the_writer(tmp_path: Path) -> None:
    file = tmp_path / "livechat.db"
    database = Database(load({"LIVECHAT_DATA_DIR": str(tmp_path)}))

    def fill(uow: UnitOfWork) -> None:
        uow.connection.execute(text("CREATE TABLE IF NOT EXISTS note (body TEXT)"))
        uow.connection.execute(text("INSERT INTO note VALUES (:body)"), {"body": "x" * 20_000})

    try:
        for _ in range(10):
            database.write(fill)
        # Ten notes of 20 kB: with nobody emptying the log they would stay in it.
        await eventually(lambda: file.stat().st_size > 200_000)
    finally:
        database.close()
