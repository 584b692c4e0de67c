"""R25: a backup under load, restored elsewhere, has the same rows, and files by their hashes."""

import hashlib
import io
import itertools
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from livechat import composition
from livechat.adapters.tokens import public_id
from livechat.domain.actor import Actor
from livechat.domain.errors import DomainError
from livechat.services import backup
from livechat.services.context import Context
from livechat.settings import load
from livechat.store import dump
from livechat.store.tables.conversations import Attachment
from livechat.store.unit_of_work import UnitOfWork
from tests.consistency import assert_consistent
from tests.factories.desk import Desk
from tests.servers.postgres import PostgresServer, postgres_server

_WRITERS = 4


@pytest.fixture(scope="module")
def other_server() -> Iterator[PostgresServer]:
    """Another PostgreSQL than the one that is backed up."""
    with postgres_server() as server:
        yield server


@pytest.fixture(params=["to sqlite", pytest.param("to postgres", marks=pytest.mark.postgres)])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Context]:
    """A new installation: nothing in it, not even tables."""
    with _installation(request, tmp_path / "elsewhere") as context:
        yield context


@contextmanager
def _installation(request: pytest.FixtureRequest, folder: Path) -> Iterator[Context]:
    if request.param == "to sqlite":
        context = composition.build_context(load({"LIVECHAT_DATA_DIR": str(folder)}))
        yield context
        context.database.close()
        return
    server: PostgresServer = request.getfixturevalue("other_server")
    with server.database() as url:
        variables = {"LIVECHAT_DATA_DIR": str(folder), "LIVECHAT_DATABASE_URL": url}
        context = composition.build_context(load(variables))
        yield context
        context.database.close()


def _with_picture(desk: Desk, student: Actor, chat: str, number: int) -> None:
    content = f"picture {number} of {chat}".encode() * 100
    keys = [desk.context.files.put(io.BytesIO(content)) for _ in range(2)]

    def row(uow: UnitOfWork) -> None:
        uow.session.add(
            Attachment(
                public_id=public_id(),
                uploader_id=student.user_id,
                conversation_id=desk.find(uow, chat).id,
                storage_key=keys[0],
                thumbnail_key=keys[1],
                file_name="ä picture.png",
                media_type="image/png",
                size=len(content),
                width=1,
                height=1,
                sha256=hashlib.sha256(content).hexdigest(),
                created_at=uow.now,
            )
        )

    desk.context.write(row)


@contextmanager
def _people_writing(desk: Desk) -> Iterator[Callable[[], int]]:
    """Messages and pictures without a pause; gives how many writes are done."""
    stop = threading.Event()
    done = itertools.count()

    students = [desk.student() for _ in range(_WRITERS)]
    chats = [desk.active(student, desk.agent()) for student in students]

    def write(student: Actor, chat: str) -> None:
        for count in itertools.count():
            desk.say(student, chat, f"line {count} with “quotes”, \\, emoji 🙂 and\na new line")
            if count % 10 == 0:
                _with_picture(desk, student, chat, count)
            next(done)
            if stop.is_set():
                return

    with ThreadPoolExecutor(_WRITERS) as pool:
        writers = [pool.submit(write, *pair) for pair in zip(students, chats, strict=True)]
        try:
            yield lambda: int(repr(done)[6:-1])
        finally:
            stop.set()
    for writer in writers:
        writer.result()


def test_r25_backup_under_load_is_restored_elsewhere(
    desk: Desk, elsewhere: Context, tmp_path: Path
) -> None:
    early = desk.student()
    chat = desk.queued(early, "written before the backup")
    with _people_writing(desk) as written:
        while written() < 100:
            time.sleep(0.01)  # until the load is there
        before = written()
        saved = backup.save(desk.context, tmp_path / "backup.tar.gz")
        assert written() > before
    desk.say(early, chat, "written after the backup")

    restored = backup.restore(elsewhere, tmp_path / "backup.tar.gz")
    assert restored == saved
    assert saved.rows > 200
    assert saved.files >= 2 * _WRITERS
    assert_consistent(elsewhere.database, elsewhere.files)
    there = Desk(elsewhere, desk.clock, [])
    lines = there.lines(early, chat)
    assert "written before the backup" in lines
    assert "written after the backup" not in lines
    assert _tables(elsewhere, tmp_path / "again") == _in_archive(tmp_path / "backup.tar.gz")
    # New rows get new keys.
    there.say(early, chat, "going on")
    assert_consistent(elsewhere.database, elsewhere.files)


def _tables(context: Context, folder: Path) -> dict[str, bytes]:
    folder.mkdir()
    dump.write(context.database.engine, folder)
    return {f"tables/{path.name}": path.read_bytes() for path in folder.iterdir()}


def _in_archive(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as archive:
        members = {member.name: archive.extractfile(member) for member in archive}
        return {
            name: stream.read()
            for name, stream in members.items()
            if stream is not None and name.startswith("tables/")
        }


def _refusal(work: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as refused:
        work()
    return refused.value.key


def test_a_backup_overwrites_neither_a_file_nor_a_database(desk: Desk, tmp_path: Path) -> None:
    desk.conversation(desk.student())
    target = tmp_path / "backup.tar.gz"
    backup.save(desk.context, target)
    kept = target.read_bytes()
    assert _refusal(lambda: backup.save(desk.context, target)) == "ops.backup_exists"
    assert target.read_bytes() == kept
    assert target.stat().st_mode & 0o077 == 0
    assert _refusal(lambda: backup.restore(desk.context, target)) == "ops.not_empty"
    assert not list(tmp_path.glob(".livechat-*"))


@pytest.mark.parametrize("damage", ["cut", "changed", "left out", "foreign name", "no archive"])
def test_a_damaged_backup_restores_nothing(
    desk: Desk, tmp_path: Path, make_context: Callable[..., Context], damage: str
) -> None:
    student = desk.student()
    _with_picture(desk, student, desk.conversation(student), 1)
    good = tmp_path / "backup.tar.gz"
    backup.save(desk.context, good)
    bad = tmp_path / "bad.tar.gz"
    _damage(good, bad, damage)
    variables = {"LIVECHAT_DATA_DIR": str(tmp_path / "elsewhere")}
    elsewhere = composition.build_context(load(variables))
    try:
        assert _refusal(lambda: backup.restore(elsewhere, bad)) == "ops.bad_backup"
        assert dump.count(elsewhere.database.engine) == 0
        assert not list((tmp_path / "elsewhere" / "files").glob("??/*"))
        assert backup.restore(elsewhere, good).files == 2
    finally:
        elsewhere.database.close()


def _damage(good: Path, bad: Path, damage: str) -> None:
    if damage == "cut":
        bad.write_bytes(good.read_bytes()[:-200])
        return
    if damage == "no archive":
        bad.write_bytes(b"not an archive")
        return
    with tarfile.open(good) as source, tarfile.open(bad, "w:gz") as target:
        for member in source:
            stream = source.extractfile(member)
            content = stream.read() if stream else b""
            is_chosen = member.name == "tables/message.jsonl"
            if is_chosen and damage == "left out":
                continue
            if is_chosen and damage == "changed":
                content = content.replace(b"black", b"white")
            if is_chosen and damage == "foreign name":
                member.name = "tables/../../escaped"
            target.addfile(member, io.BytesIO(content))
