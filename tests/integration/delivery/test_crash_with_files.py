"""R14: a process killed between file and row leaves at most a file, and that for an hour."""

import io
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from sqlmodel import func, select

from livechat.domain.errors import DomainError
from livechat.services import attachments, jobs
from livechat.services.context import Context
from livechat.store.tables.conversations import Attachment
from tests.consistency import assert_consistent
from tests.factories.desk import Desk
from tests.servers.crash_with_files import POINTS
from tests.servers.demo_app import ROOT
from tests.servers.s3_server import S3Server, s3_server


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with s3_server() as running:
        yield running


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest) -> dict[str, str]:
    """Settings of the place where pictures lie."""
    if request.param == "folder":
        return {}
    server: S3Server = request.getfixturevalue("server")
    for name in server.objects():
        (server.folder / name).unlink()
    return server.settings()


def _picture(folder: Path) -> Path:
    path = folder / "shot.png"
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(out, "PNG")
    path.write_bytes(out.getvalue())
    return path


def _rows(context: Context) -> int:
    return context.read(lambda uow: uow.session.exec(select(func.count(Attachment.id))).one())  # type: ignore[arg-type]  # a column


@pytest.mark.parametrize("point", POINTS)
def test_r14_killed_between_file_and_row(
    desk: Desk,
    make_context: Callable[..., Context],
    storage: dict[str, str],
    tmp_path: Path,
    point: str,
) -> None:
    plain = {name.removeprefix("LIVECHAT_").lower(): value for name, value in storage.items()}
    context = desk.context = make_context(**plain)
    desk.clock.set(datetime.now(UTC))
    student, other = desk.student(), desk.student()
    chat = desk.conversation(student)
    kept = attachments.store(
        context, other, desk.conversation(other), _picture(tmp_path), "kept.png"
    )
    is_erased = point.endswith("deleted")
    if is_erased:
        attachments.store(context, student, chat, _picture(tmp_path), "shot.png")
    crash = subprocess.run(
        [
            *(sys.executable, "-m", "tests.servers.crash_with_files", point, chat),
            *(str(student.user_id), str(tmp_path / "shot.png")),
        ],
        cwd=ROOT,
        env=_variables(context, storage),
        capture_output=True,
        text=True,
    )
    assert crash.returncode == -signal.SIGKILL, crash.stderr
    # Nothing that has a row is without a file, and the chats go on.
    assert_consistent(context.database, context.files)
    assert _rows(context) == 1
    if not is_erased:
        assert desk.say(student, chat, "Did it arrive?") > 0
        again = attachments.store(context, student, chat, _picture(tmp_path), "shot.png")
        assert again.name == "shot.png"
    desk.clock.advance(30 * 60)
    jobs.keep_house(context)
    before = len(list(context.files.listed()))
    # Looked for every ten minutes: so in 70 at the latest.
    desk.clock.advance(40 * 60)
    jobs.keep_house(context)
    after = len(list(context.files.listed()))
    assert after == 2 * _rows(context)
    assert before >= after
    assert not list((tmp_path / "files" / "incoming").glob("*"))
    assert_consistent(context.database, context.files)
    with attachments.open_for(context, other, kept.id).stream as stream:
        assert stream.read(4) == b"\x89PNG"
    if is_erased:
        with pytest.raises(DomainError):
            desk.say(student, chat, "nobody")


def _variables(context: Context, storage: dict[str, str]) -> dict[str, str]:
    settings = context.settings
    return {
        "PATH": "/usr/bin:/bin",
        "LIVECHAT_DATA_DIR": settings.data_dir,
        "LIVECHAT_DATABASE_URL": settings.database_url,
        **storage,
    }
