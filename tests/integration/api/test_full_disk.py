"""R13: disk full or read-only, for pictures, PDF and database: chats go on, nothing is lost."""

import errno
import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import pytest
from starlette.testclient import TestClient

from livechat import cli, composition
from livechat.adapters.files import LocalFiles
from livechat.domain.actor import Actor
from livechat.services import attachments
from livechat.services.context import Context, set_context
from livechat.settings import load
from livechat.store import migrations
from tests.consistency import assert_consistent
from tests.factories.desk import Desk
from tests.factories.full_disk import Writer
from tests.factories.site import Site
from tests.integration.api.test_files import attach, png, rows, send
from tests.servers.small_disk import SmallDisk, small_disk

AWAY = "Writing still works"


class QuotaFiles(LocalFiles):
    """A folder with a quota, for machines on which nothing can be mounted."""

    is_full = False

    def put_as(self, key: str, source: BinaryIO | Path) -> None:
        """Half of it is written when the quota strikes."""
        if self.is_full:
            super().put_as(key, _Breaking())
        super().put_as(key, source)


class _Breaking(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            raise OSError(errno.ENOSPC, "No space left on device")
        self.seek(1)
        return b"half"


@pytest.fixture
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk of some megabytes at the place that the test names."""
    with ExitStack() as stack:
        try:
            yield stack.enter_context(small_disk(tmp_path / request.param, 24))
        except PermissionError:
            pytest.skip("only where one may mount")


def _fault(disk: SmallDisk, kind: str, is_on: bool) -> None:
    if kind == "read-only":
        disk.set_read_only(is_on)
    elif is_on:
        disk.fill()
    else:
        disk.free()


def _check_refused_and_going_on(site: Site, client: TestClient, student: Actor, chat: str) -> None:
    refused = send(client, chat, png(900, 700))
    assert refused.status_code == 503, refused.text
    assert AWAY in refused.json()["error"]
    site.desk.say(student, chat, "Can you read this?")
    assert "Can you read this?" in client.get(f"/api/transcript/{chat}.txt").text


def _check_recovered(site: Site, client: TestClient, student: Actor, chat: str) -> None:
    context = site.desk.context
    before = len(rows(site))
    answer = send(client, chat, png(900, 700))
    assert answer.status_code == 201, answer.text
    attach(site, student, chat, answer.json()["id"])
    assert client.get(answer.json()["url"]).status_code == 200
    site.desk.clock.advance(3700)
    attachments.sweep(context)
    assert len(rows(site)) == before + 1
    assert len(list(context.files.listed())) == 2 * (before + 1)
    incoming = context.settings.data_path / "files" / "incoming"
    assert list(incoming.iterdir()) == []
    assert_consistent(context.database, context.files)


def _begin(site: Site, context: Context) -> tuple[TestClient, Actor, str]:
    site.desk.context = context
    set_context(context)
    # Files carry the machine's time, so the clock is set to it.
    site.desk.clock.set(datetime.now(UTC))
    student = site.desk.student()
    client = site.signed_in(student)
    chat = site.desk.conversation(student)
    attach(site, student, chat, send(client, chat).json()["id"])
    return client, student, chat


@pytest.mark.parametrize("kind", ["full", "read-only"])
@pytest.mark.parametrize("disk", ["files"], indirect=True)
def test_r13_disk_of_pictures(
    site: Site, make_context: Callable[..., Context], disk: SmallDisk, kind: str
) -> None:
    client, student, chat = _begin(site, make_context())
    _fault(disk, kind, True)
    _check_refused_and_going_on(site, client, student, chat)
    assert site.nobody().get("/api/health/ready").json()["checks"]["files"] is False
    _fault(disk, kind, False)
    _check_recovered(site, client, student, chat)
    assert site.nobody().get("/api/health/ready").json()["checks"]["files"] is True


def test_r13_quota_of_pictures(site: Site, make_context: Callable[..., Context]) -> None:
    context = make_context()
    files = QuotaFiles(context.settings.data_path / "files")
    context.files = files
    client, student, chat = _begin(site, context)
    files.is_full = True
    _check_refused_and_going_on(site, client, student, chat)
    files.is_full = False
    _check_recovered(site, client, student, chat)


@pytest.mark.parametrize("kind", ["full", "read-only"])
@pytest.mark.parametrize("disk", ["temporary"], indirect=True)
def test_r13_temporary_folder_of_uploads_and_pdf(
    site: Site, disk: SmallDisk, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, student, chat = _begin(site, site.desk.context)
    monkeypatch.setattr(tempfile, "tempdir", str(disk.folder))
    _fault(disk, kind, True)
    _check_refused_and_going_on(site, client, student, chat)
    no_pdf = client.get(f"/api/transcript/{chat}.pdf")
    assert no_pdf.status_code == 503
    assert "download it as text" in no_pdf.json()["error"]
    _fault(disk, kind, False)
    assert [path.name for path in disk.folder.iterdir()] == []
    assert client.get(f"/api/transcript/{chat}.pdf").content.startswith(b"%PDF")
    _check_recovered(site, client, student, chat)


@pytest.fixture
def on_disk(site: Site, disk: SmallDisk) -> Iterator[Desk]:
    """A desk whose SQLite lies on the small disk."""
    context = composition.build_context(
        load({"LIVECHAT_DATA_DIR": str(disk.folder), "LIVECHAT_SQLITE_SYNCHRONOUS": "FULL"}),
        site.desk.clock,
    )
    migrations.upgrade(context.database.engine)
    yield Desk(context, site.desk.clock, [])
    context.database.close()


@pytest.mark.parametrize("disk", ["data"], indirect=True)
def test_r13_full_database_refuses_clearly_and_takes_the_same_message_later(
    site: Site, disk: SmallDisk, on_disk: Desk
) -> None:
    writer = Writer(on_disk)
    disk.fill()
    writer.write_until_refused()
    # It is told to whoever watches.
    set_context(on_disk.context)
    ready = site.nobody().get("/api/health/ready")
    assert (ready.status_code, ready.json()["checks"]["database"]) == (503, False)
    disk.free()
    writer.write_what_was_refused()


@pytest.mark.parametrize("disk", ["data"], indirect=True)
def test_r13_read_only_database_is_one_clear_line_at_the_start(
    disk: SmallDisk,
    on_disk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    student = on_disk.student()
    chat = on_disk.conversation(student)
    on_disk.context.database.close()
    disk.set_read_only(True)
    monkeypatch.setenv("LIVECHAT_DATA_DIR", str(disk.folder))
    assert cli.main(["migrate"]) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert told.startswith("livechat: ")
    disk.set_read_only(False)
    assert cli.main(["migrate"]) == 0
    assert on_disk.lines(student, chat)
