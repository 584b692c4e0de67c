"""The local folder keeps whole files under random names, or nothing at all."""

import io
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from livechat.adapters.files import LocalFiles


@pytest.fixture
def store(tmp_path: Path) -> LocalFiles:
    return LocalFiles(tmp_path / "files")


def test_files_are_private_to_the_account_that_runs_us(store: LocalFiles, tmp_path: Path) -> None:
    key = store.put(io.BytesIO(b"x"))
    path = tmp_path / "files" / key[:2] / key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "files").stat().st_mode) == 0o700


class BrokenUpload(io.RawIOBase):
    """A stream that breaks off after some bytes, as a cut connection does."""

    def __init__(self) -> None:
        self._left = 3

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if not self._left:
            raise ConnectionResetError
        self._left -= 1
        return b"part"


def test_a_broken_stream_leaves_nothing_behind(store: LocalFiles, tmp_path: Path) -> None:
    with pytest.raises(ConnectionResetError):
        store.put(BrokenUpload())  # type: ignore[arg-type]  # a raw stream is enough for put
    assert list(store.listed()) == []
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_leftovers_of_a_crash_are_swept_after_an_hour(store: LocalFiles, tmp_path: Path) -> None:
    incoming = tmp_path / "files" / "incoming"
    for name, written in (("old", 1_000), ("new", 10_000)):
        (incoming / name).write_bytes(b"half")
        os.utime(incoming / name, (written, written))
    assert store.sweep_unfinished(datetime.fromtimestamp(7_000, UTC)) == 1
    assert [p.name for p in incoming.iterdir()] == ["new"]
