"""Where pictures and other files lie: a small protocol, and a local folder behind it."""

import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

_KEY = re.compile(r"[0-9a-f]{32}")


class StorageError(OSError):
    """The storage cannot be reached or refuses us; the text is for the log and names no secret."""


class Listed(NamedTuple):
    """A stored file, and when the storage says that it was written."""

    key: str
    written_at: datetime


class FileStore(Protocol):
    """Keys are chosen by the store, random, and say nothing about the content.

    Everything blocks. What fails below (no room, no rights, nobody answers) is an OSError.
    """

    def put(self, source: BinaryIO | Path) -> str:
        """Store everything in `source` durably and return its key; all or nothing (OSError)."""
        ...

    def put_as(self, key: str, source: BinaryIO | Path) -> None:
        """As `put`, under a key that this kind of store has made: for restoring a backup."""
        ...

    def open(self, key: str) -> BinaryIO:
        """A seekable reader, closed by the caller; FileNotFoundError when there is none."""
        ...

    def delete(self, key: str) -> None:
        """Remove the file; no error when it is gone already."""
        ...

    def exists(self, key: str) -> bool:
        """Whether there is a file of this key."""
        ...

    def listed(self) -> Iterator[Listed]:
        """Every stored file, for the sweep of orphans."""
        ...

    def sweep_unfinished(self, before: datetime) -> int:
        """Remove what a crash left half written before then; returns how many files went."""
        ...

    def check(self) -> None:
        """OSError unless files could be stored and read just now; quick, for health checks."""
        ...


def new_key() -> str:
    """A name that nobody can guess."""
    return secrets.token_hex(16)


def checked(key: str) -> str:
    """A key may come from a request: what we did not make names no file (FileNotFoundError)."""
    if not _KEY.fullmatch(key):
        raise FileNotFoundError("no such key")
    return key


def length(stream: BinaryIO) -> int:
    """The bytes in an opened file, which is then at its start."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    return size


class LocalFiles:
    """A folder outside everything served: `ab/ab12…`, written aside, synced, then renamed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)

    def put(self, source: BinaryIO | Path) -> str:
        """Store everything in `source` durably and return its key; all or nothing (OSError)."""
        key = new_key()
        self.put_as(key, source)
        return key

    def put_as(self, key: str, source: BinaryIO | Path) -> None:
        """As `put`, under a key that this kind of store has made: for restoring a backup."""
        aside, place = self._incoming / key, self._place(key)
        try:
            with aside.open("xb") as target:
                if isinstance(source, Path):
                    with source.open("rb") as reader:
                        shutil.copyfileobj(reader, target)
                else:
                    shutil.copyfileobj(source, target)
                target.flush()
                os.fsync(target.fileno())
            aside.chmod(0o600)
            place.parent.mkdir(exist_ok=True, mode=0o700)
            aside.rename(place)
            _sync_folder(place.parent)
            _sync_folder(self._folder)
        except BaseException:
            for written in (aside, place):
                with suppress(OSError):
                    written.unlink()
            raise

    def open(self, key: str) -> BinaryIO:
        """A seekable reader, closed by the caller; FileNotFoundError when there is none."""
        return self._place(key).open("rb")

    def delete(self, key: str) -> None:
        """Remove the file; no error when it is gone already."""
        with suppress(FileNotFoundError):
            self._place(key).unlink()

    def exists(self, key: str) -> bool:
        """Whether there is a file of this key."""
        try:
            return self._place(key).is_file()
        except FileNotFoundError:
            return False

    def listed(self) -> Iterator[Listed]:
        """Every stored file, for the sweep of orphans."""
        for path in self._folder.glob("??/*"):
            if _KEY.fullmatch(path.name):
                with suppress(FileNotFoundError):
                    yield Listed(path.name, _written_at(path))

    def sweep_unfinished(self, before: datetime) -> int:
        """Remove what a crash left half written before then; returns how many files went."""
        removed = 0
        for leftover in self._incoming.iterdir():
            with suppress(FileNotFoundError):
                if _written_at(leftover) < before:
                    leftover.unlink()
                    removed += 1
        return removed

    def check(self) -> None:
        """OSError unless files could be stored and read just now; quick, for health checks."""
        with tempfile.TemporaryFile(dir=self._incoming) as probe:
            probe.write(b"x")
            probe.flush()

    def _place(self, key: str) -> Path:
        return self._folder / checked(key)[:2] / key


def _written_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _sync_folder(folder: Path) -> None:
    # The rename itself is only durable once the folder is.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
