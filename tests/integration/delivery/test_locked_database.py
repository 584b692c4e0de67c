"""R15: a locked SQLite is waited for, and told when it takes too long."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from livechat.domain.errors import RetryableError
from tests.consistency import assert_consistent
from tests.factories.desk import Desk


@pytest.fixture
def database_url() -> str:
    """This happens to SQLite alone."""
    return ""


@contextmanager
def _locked(desk: Desk, seconds: float) -> Iterator[None]:
    """Another program holds the write lock for so long."""
    has_lock = threading.Event()

    def hold() -> None:
        path = desk.context.settings.data_path / "livechat.db"
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            has_lock.set()
            time.sleep(seconds)  # this is the fault
            other.execute("ROLLBACK")

    thread = threading.Thread(target=hold)
    thread.start()
    has_lock.wait()
    try:
        yield
    finally:
        thread.join()


def test_r15_locked_for_3_s_is_waited_for(desk: Desk) -> None:
    student = desk.student()
    chat = desk.conversation(student)
    with _locked(desk, 3):
        desk.say(student, chat, "patience")
    assert desk.lines(student, chat)[-1] == "patience"
    assert_consistent(desk.context.database)


def test_r15_locked_for_10_s_is_a_retryable_error_and_reading_goes_on(desk: Desk) -> None:
    student = desk.student()
    chat = desk.conversation(student)
    before = desk.lines(student, chat)
    with _locked(desk, 10):
        started = time.monotonic()
        with pytest.raises(RetryableError):
            desk.say(student, chat, "too long")
        assert time.monotonic() - started < 8
        assert desk.lines(student, chat) == before
    desk.say(student, chat, "again")
    assert desk.lines(student, chat) == [*before, "again"]
    assert_consistent(desk.context.database)
