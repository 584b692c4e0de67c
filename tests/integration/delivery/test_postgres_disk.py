"""R13 for PostgreSQL: its disk is full, or it takes no writes: a clear error, nothing lost."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from livechat.domain.errors import RetryableError
from livechat.services.context import Context
from tests.consistency import assert_consistent
from tests.factories.desk import Desk
from tests.factories.full_disk import Writer
from tests.integration.services.conftest import emptied
from tests.servers.postgres import UNPRIVILEGED
from tests.servers.small_disk import SmallDisk, small_disk

pytestmark = pytest.mark.postgres


@pytest.fixture
def database_url(postgres_url: str) -> str:
    """This happens to PostgreSQL alone."""
    return emptied(postgres_url)


@pytest.fixture
def run(database_url: str) -> Iterator[Callable[[str], object]]:
    """Runs a statement as the database's owner."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection.execute


@pytest.fixture
def disk(run: Callable[[str], object]) -> Iterator[SmallDisk]:
    """A small disk on which the messages lie."""
    # Not pytest's own folder: that is closed to the server's account.
    folder = Path(f"/tmp/livechat-tablespace-{os.getpid()}")  # noqa: S108 - see above
    try:
        with small_disk(folder, 8) as mounted:
            place = folder / "space"
            place.mkdir()
            shutil.chown(folder, UNPRIVILEGED)
            shutil.chown(place, UNPRIVILEGED)
            run(f"CREATE TABLESPACE small LOCATION '{place}'")
            run("ALTER TABLE message SET TABLESPACE small")
            yield mounted
            mounted.free()
            run("ALTER TABLE message SET TABLESPACE pg_default")
            run("DROP TABLESPACE small")
    except PermissionError:
        pytest.skip("only where one may mount")
    finally:
        folder.rmdir()


def test_r13_full_disk_refuses_clearly_and_takes_the_same_message_later(
    desk: Desk, disk: SmallDisk
) -> None:
    writer = Writer(desk)
    disk.fill()
    writer.write_until_refused()
    disk.free()
    writer.write_what_was_refused()


def test_r13_read_only_server_refuses_clearly_and_reading_goes_on(
    desk: Desk, run: Callable[[str], object]
) -> None:
    context: Context = desk.context
    student = desk.student()
    chat = desk.conversation(student)
    before = desk.lines(student, chat)
    name = context.database.engine.url.database
    run(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    context.database.engine.dispose()
    try:
        with pytest.raises(RetryableError, match="Nothing is lost"):
            desk.say(student, chat, "not now")
        assert desk.lines(student, chat) == before
    finally:
        run("SET default_transaction_read_only = off")
        run(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
        context.database.engine.dispose()
    desk.say(student, chat, "now")
    assert desk.lines(student, chat) == [*before, "now"]
    assert_consistent(context.database, context.files)
