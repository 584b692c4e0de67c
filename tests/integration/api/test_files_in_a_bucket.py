"""Pictures in an S3-compatible storage, by the real routes, with a real server and its faults."""

import io
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from starlette.testclient import TestClient

from livechat import composition
from livechat.adapters.files import LocalFiles
from livechat.domain.actor import Actor
from livechat.services import attachments, backup, jobs, privacy
from livechat.services.context import Context, set_context
from livechat.settings import Settings, SettingsError, load
from tests.consistency import assert_consistent
from tests.factories.desk import Desk
from tests.factories.site import Site
from tests.integration.api.test_files import attach, png, rows, send
from tests.servers.processes import free_port
from tests.servers.s3_server import S3Server, s3_server


@pytest.fixture(scope="module")
def running() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


@pytest.fixture
def server(running: S3Server) -> S3Server:
    for name in running.objects():
        (running.folder / name).unlink()
    return running


Use = Callable[..., Context]


@pytest.fixture
def use(site: Site, make_context: Callable[..., Context]) -> Use:
    """Let the site keep its pictures in this server's bucket, with changed settings."""

    def change(server: S3Server, **changes: str) -> Context:
        values = server.settings(**changes)
        plain = {name.removeprefix("LIVECHAT_").lower(): value for name, value in values.items()}
        context = make_context(**plain)
        site.desk.context = context
        set_context(context)
        return context

    return change


@pytest.fixture
def in_bucket(use: Use, server: S3Server) -> Context:
    return use(server)


def _sent(site: Site, student: Actor, client: TestClient) -> tuple[str, dict[str, str]]:
    conversation_id = site.desk.conversation(student)
    answer = send(client, conversation_id, png(400, 300), alt="Error")
    assert answer.status_code == 201, answer.text
    attach(site, student, conversation_id, answer.json()["id"])
    return conversation_id, answer.json()


def test_picture_goes_into_the_bucket_and_out_by_parts(
    site: Site, in_bucket: Context, server: S3Server
) -> None:
    student = site.desk.student()
    client = site.signed_in(student)
    _, view = _sent(site, student, client)
    row = rows(site)[0]
    assert server.objects() == sorted([row.storage_key, row.thumbnail_key])
    whole = client.get(view["url"])
    assert Image.open(io.BytesIO(whole.content)).size == (400, 300)
    assert whole.headers["cache-control"] == "private, no-store"
    part = client.get(view["url"], headers={"range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    head = client.head(view["url"])
    assert head.headers["content-length"] == str(len(whole.content))
    assert client.get(view["thumbnail_url"]).content[:3] == b"\xff\xd8\xff"
    assert_consistent(in_bucket.database, in_bucket.files)
    assert not list((Path(in_bucket.settings.data_dir) / "files").glob("??/*"))


def test_transcript_and_export_take_pictures_from_the_bucket(
    site: Site, in_bucket: Context
) -> None:
    student = site.desk.student()
    client = site.signed_in(student)
    conversation_id, _ = _sent(site, student, client)
    pdf = client.get(f"/api/transcript/{conversation_id}.pdf").content
    assert sum(len(page.images) for page in PdfReader(io.BytesIO(pdf)).pages) == 1
    assert b"pictures/" in client.get("/api/account/export.zip").content


def test_erased_student_leaves_nothing_in_the_bucket(
    site: Site, in_bucket: Context, server: S3Server
) -> None:
    student = site.desk.student()
    _sent(site, student, site.signed_in(student))
    assert len(server.objects()) == 2
    privacy.erase(in_bucket, student, in_bucket.read(privacy.public_id_of, student))
    assert server.objects() == []


def test_orphans_in_the_bucket_are_gone_an_hour_later(
    site: Site, in_bucket: Context, server: S3Server
) -> None:
    student = site.desk.student()
    _sent(site, student, site.signed_in(student))
    lost = in_bucket.files.put(io.BytesIO(b"no row"))
    site.desk.clock.set(datetime.now(UTC))
    jobs.keep_house(in_bucket)
    assert lost in server.objects()
    site.desk.clock.advance(3700)
    jobs.keep_house(in_bucket)
    assert lost not in server.objects()
    assert len(server.objects()) == 2
    assert_consistent(in_bucket.database, in_bucket.files)


def away(site: Site, use: Use, server: S3Server, fault: str) -> None:
    """From now on the storage is of no use."""
    if fault == "away":
        use(S3Server(free_port(), server.folder))
    elif fault == "wrong key":
        use(server, s3_secret_key="guessed wrong")
    else:
        use(server, s3_bucket="not-there")


@pytest.mark.parametrize("fault", ["away", "wrong key", "no bucket"])
def test_r13_text_chat_goes_on_while_the_storage_is_of_no_use(
    site: Site, use: Use, server: S3Server, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    use(server)
    # Files carry the server's time, so the clock is set to it.
    site.desk.clock.set(datetime.now(UTC))
    student, agent = site.desk.student(), site.desk.agent()
    client = site.signed_in(student)
    conversation_id, view = _sent(site, student, client)
    away(site, use, server, fault)
    with caplog.at_level(logging.ERROR):
        refused = send(client, conversation_id)
    assert refused.status_code == 503
    assert "Writing still works" in refused.json()["error"]
    assert "files cannot be used" in caplog.text
    assert "guessed wrong" not in caplog.text
    lost = client.get(view["url"])
    assert (lost.status_code, lost.json()) == (503, refused.json())
    assert site.desk.say(student, conversation_id, "Still here?") > 0
    assert "Still here?" in client.get(f"/api/transcript/{conversation_id}.txt").text
    pdf = client.get(f"/api/transcript/{conversation_id}.pdf")
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
    assert "Picture, out of reach when this was made: Error" in " ".join(text.split())
    jobs.keep_house(site.desk.context)
    assert len(rows(site)) == 1
    # Back again, and nothing is lost or left over.
    context = use(server)
    assert client.get(view["url"]).status_code == 200
    assert send(client, site.desk.active(student, agent)).status_code == 201
    site.desk.clock.advance(3700)
    attachments.sweep(context)
    assert len(server.objects()) == 4
    assert_consistent(context.database, context.files)


def test_what_could_not_be_deleted_is_swept_later(site: Site, use: Use, server: S3Server) -> None:
    use(server)
    student = site.desk.student()
    _sent(site, student, site.signed_in(student))
    away(site, use, server, "away")
    context = site.desk.context
    privacy.erase(context, student, context.read(privacy.public_id_of, student))
    assert rows(site) == []
    assert len(server.objects()) == 2
    context = use(server)
    site.desk.clock.set(datetime.now(UTC))
    site.desk.clock.advance(3700)
    attachments.sweep(context)
    assert server.objects() == []


@pytest.mark.parametrize("way", ["out of the bucket", "into the bucket"])
def test_r25_backup_moves_pictures_between_folder_and_bucket(
    site: Site, use: Use, server: S3Server, tmp_path: Path, way: str
) -> None:
    source: Context = use(server) if way == "out of the bucket" else site.desk.context
    student = site.desk.student()
    chat, view = _sent(site, student, site.signed_in(student))
    saved = backup.save(source, tmp_path / "backup.tar.gz")
    assert saved.files == 2
    variables = {"LIVECHAT_DATA_DIR": str(tmp_path / "elsewhere")}
    if way == "into the bucket":
        variables |= server.settings()
    elsewhere = composition.build_context(load(variables))
    try:
        assert isinstance(elsewhere.files, LocalFiles) == (way == "out of the bucket")
        assert backup.restore(elsewhere, tmp_path / "backup.tar.gz") == saved
        assert_consistent(elsewhere.database, elsewhere.files)
        assert Desk(elsewhere, site.desk.clock, []).lines(student, chat)[-1] == "Look:"
        assert view["id"]
    finally:
        elsewhere.database.close()


def test_a_restore_into_a_storage_that_is_away_writes_nothing(
    site: Site, server: S3Server, tmp_path: Path
) -> None:
    student = site.desk.student()
    _sent(site, student, site.signed_in(student))
    backup.save(site.desk.context, tmp_path / "backup.tar.gz")
    variables = {"LIVECHAT_DATA_DIR": str(tmp_path / "elsewhere")}
    variables |= S3Server(free_port(), server.folder).settings()
    elsewhere = composition.build_context(load(variables))
    try:
        with pytest.raises(OSError, match="cannot be reached"):
            backup.restore(elsewhere, tmp_path / "backup.tar.gz")
        assert (
            elsewhere.read(
                lambda uow: (
                    uow.session.connection()
                    .exec_driver_sql("select count(*) from message")
                    .scalar_one()
                )
            )
            == 0
        )
    finally:
        elsewhere.database.close()


def test_readiness_says_that_pictures_are_away_and_chats_go_on(
    site: Site, use: Use, server: S3Server
) -> None:
    use(server)
    assert site.nobody().get("/api/health/ready").json()["checks"]["files"] is True
    away(site, use, server, "wrong key")
    answer = site.nobody().get("/api/health/ready").json()["checks"]
    assert (answer["files"], answer["database"]) == (False, True)


@pytest.mark.parametrize(
    "changes",
    [
        {"bucket": "https://s3.example.edu/pictures"},
        {"bucket": "b"},
        {"access_key": "only this"},
        {"endpoint": "s3.example.edu"},
        {"endpoint": "ftp://s3.example.edu"},
    ],
)
def test_settings_that_cannot_work_are_refused_in_one_line(changes: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="LIVECHAT_S3_"):
        _loaded(**changes)


def test_in_production_pictures_do_not_travel_in_the_clear() -> None:
    values = {"LIVECHAT_PRODUCTION": "true", "LIVECHAT_PUBLIC_URL": "https://help.example.edu"}
    with pytest.raises(SettingsError, match="https"):
        _loaded(values, endpoint="http://s3.example.edu")
    assert _loaded(values, endpoint="http://127.0.0.1:9000").s3_bucket == "pictures"


def _loaded(values: dict[str, str] | None = None, **changes: str) -> Settings:
    wanted = {"bucket": "pictures"} | changes
    own = {f"LIVECHAT_S3_{name.upper()}": value for name, value in wanted.items()}
    return load((values or {}) | own)
