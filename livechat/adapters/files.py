"""Where pictures and other files lie: a small protocol, and a local folder behind it."""

import os
import re
import secrets
import shutil
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol

_KEY = re.compile(r"[0-9a-f]{32}")


class FileStore(Protocol):
    """Keys are chosen by the store, random, and say nothing about the content."""

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

    def size(self, key: str) -> int:
        """Its length in bytes; FileNotFoundError when there is none."""
        ...


class LocalFiles:
    """A folder outside everything served: `ab/ab12…`, written aside, synced, then renamed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)

    def put(self, source: BinaryIO | Path) -> str:
        """Store everything in `source` durably and return its key; all or nothing (OSError)."""
        key = secrets.token_hex(16)
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

    def size(self, key: str) -> int:
        """Its length in bytes; FileNotFoundError when there is none."""
        return self._place(key).stat().st_size

    def keys(self) -> list[str]:
        """Every stored key, for the sweep of orphans and for backups."""
        return sorted(p.name for p in self._folder.glob("??/*") if _KEY.fullmatch(p.name))

    def age_seconds(self, key: str, now: float) -> float:
        """Seconds since the file was written, `now` being a Unix time."""
        return now - self._place(key).stat().st_mtime

    def sweep_incoming(self, now: float, older_than_seconds: float = 3600) -> int:
        """Remove what a crash left half written; returns how many files went."""
        removed = 0
        for leftover in self._incoming.iterdir():
            with suppress(FileNotFoundError):
                if now - leftover.stat().st_mtime > older_than_seconds:
                    leftover.unlink()
                    removed += 1
        return removed

    def _place(self, key: str) -> Path:
        # A key may come from a request: anything that we did not make names no file.
        if not _KEY.fullmatch(key):
            raise FileNotFoundError("no such key")
        return self._folder / key[:2] / key


def _sync_folder(folder: Path) -> None:
    # The rename itself is only durable once the folder is.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
