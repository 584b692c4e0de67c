"""Backup into one archive and restore from it: every row, every picture, every hash checked.

The archive holds `tables/<name>.jsonl`, `files/<key>` and, last, `manifest.json` with the
SHA-256 and length of everything else. It loads into either kind of database.
"""

import hashlib
import io
import json
import os
import re
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Final

from livechat.adapters import files
from livechat.domain.errors import DomainError
from livechat.services import stored_files
from livechat.services.context import Context
from livechat.store import dump, migrations

_FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"
_NAME: Final = re.compile(r"tables/[a-z_]{1,60}\.jsonl|files/[0-9a-f]{32}")
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """Length in bytes and hash of one member."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What was saved or restored."""

    rows: int
    files: int


def save(context: Context, target: Path) -> Summary:
    """Write a new archive while the app runs; DomainError when `target` is there already."""
    if target.exists():
        raise DomainError("ops.backup_exists", path=target)
    with tempfile.TemporaryDirectory(prefix=".livechat-backup-", dir=target.parent) as folder:
        tables = Path(folder, "tables")
        tables.mkdir()
        rows = dump.write(context.database.engine, tables)
        aside = Path(folder, "archive")
        # Rows first: a picture is stored before its row, so each of these rows has its file.
        keys = list(_keys(tables))
        with aside.open("xb") as stream:
            os.chmod(aside, 0o600)
            with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=3) as archive:
                entries = _add_tables(archive, tables) | _add_files(archive, context, keys)
                _add_manifest(archive, context, entries)
            stream.flush()
            os.fsync(stream.fileno())
        # A link fails where a rename would overwrite what came meanwhile.
        os.link(aside, target)
    return Summary(sum(rows.values()), len(keys))


def restore(context: Context, source: Path) -> Summary:
    """Fill the empty database; nothing is written unless the whole archive is as it was made."""
    engine = context.database.engine
    with tempfile.TemporaryDirectory(prefix=".livechat-restore-", dir=source.parent) as folder:
        revision, entries = _unpack(source, Path(folder))
        if dump.count(engine):
            raise DomainError("ops.not_empty")
        migrations.upgrade(engine)
        if dump.revision(engine) != revision:
            raise DomainError("ops.other_version", revision=revision)
        keys = [name.removeprefix("files/") for name in entries if name.startswith("files/")]
        try:
            for key in keys:
                context.files.put_as(key, Path(folder, "files", key))
            rows = dump.load(engine, lambda table: _lines(Path(folder, "tables"), table))
        except BaseException:
            stored_files.discard(context, keys)
            raise
    return Summary(sum(rows.values()), len(keys))


def _keys(tables: Path) -> Iterator[str]:
    for line in _lines(tables, "attachment"):
        row = json.loads(line)
        yield from dict.fromkeys((row["storage_key"], row["thumbnail_key"]))


def _lines(tables: Path, name: str) -> Iterator[str]:
    path = tables / f"{name}.jsonl"
    if path.exists():
        with path.open(encoding="utf-8", newline="\n") as lines:
            yield from lines


def _add_tables(archive: tarfile.TarFile, tables: Path) -> dict[str, Entry]:
    found = {}
    for path in sorted(tables.iterdir()):
        with path.open("rb") as stream:
            name = f"tables/{path.name}"
            found[name] = _add(archive, name, stream, path.stat().st_size)
    return found


def _add_files(archive: tarfile.TarFile, context: Context, keys: list[str]) -> dict[str, Entry]:
    found = {}
    for key in keys:
        with context.files.open(key) as stream:
            name = f"files/{key}"
            found[name] = _add(archive, name, stream, files.length(stream))
    return found


def _add_manifest(archive: tarfile.TarFile, context: Context, entries: dict[str, Entry]) -> None:
    manifest = {
        "format": _FORMAT,
        "revision": dump.revision(context.database.engine),
        "made_at": context.clock.now().isoformat(),
        "entries": {name: asdict(entry) for name, entry in entries.items()},
    }
    body = json.dumps(manifest, indent=1).encode()
    _add(archive, _MANIFEST, io.BytesIO(body), len(body))


class _Hashing:
    """Passes a stream on and hashes it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """As of a file."""
        data = self._stream.read(size)
        self.digest.update(data)
        return data


def _add(archive: tarfile.TarFile, name: str, stream: IO[bytes], size: int) -> Entry:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    hashing = _Hashing(stream)
    archive.addfile(member, hashing)
    return Entry(size, hashing.digest.hexdigest())


def _unpack(source: Path, folder: Path) -> tuple[str, dict[str, Entry]]:
    """Unpack and check everything; the revision and the members."""
    try:
        found, body = _extract(source, folder)
        manifest = json.loads(body)
        entries = {name: Entry(**entry) for name, entry in manifest["entries"].items()}
        form, revision = manifest["format"], str(manifest["revision"])
    except (OSError, EOFError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise DomainError("ops.bad_backup", reason=type(error).__name__) from error
    if form != _FORMAT:
        raise DomainError("ops.bad_backup", reason=f"format {form}")
    for name in sorted(entries.keys() | found.keys()):
        if entries.get(name) != found.get(name):
            raise DomainError("ops.bad_backup", reason=name)
    return revision, entries


def _extract(source: Path, folder: Path) -> tuple[dict[str, Entry], bytes]:
    for below in ("tables", "files"):
        (folder / below).mkdir()
    found: dict[str, Entry] = {}
    manifest = b""
    with tarfile.open(source, mode="r:gz") as archive:
        for member in archive:
            stream = archive.extractfile(member)
            if stream is None:
                raise ValueError(member.name)
            if member.name == _MANIFEST:
                manifest = stream.read()
            # The name becomes a path: only ours.
            elif _NAME.fullmatch(member.name) and member.name not in found:
                found[member.name] = _copy(stream, folder / member.name)
            else:
                raise ValueError(member.name)
    return found, manifest


def _copy(stream: IO[bytes], target: Path) -> Entry:
    hashing = _Hashing(stream)
    size = 0
    with target.open("xb") as output:
        while data := hashing.read(_CHUNK):
            size += output.write(data)
    return Entry(size, hashing.digest.hexdigest())
