"""Files in an S3-compatible storage: each one object, written and read by plain requests."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from livechat.adapters.files import Listed, StorageError, checked, new_key
from livechat.settings import Settings

if TYPE_CHECKING:
    from obstore.store import S3Config

T = TypeVar("T")
# So much comes with each request for a part; nearly every picture comes with the first one.
_PIECE = 1024 * 1024
_CODE = re.compile(r"<Code>(\w{1,60})</Code>")


class S3Files:
    """A bucket, or what is below a prefix in it. Safe from any thread; blocking, with time-outs.

    Without an access key the machine's own credentials are used (environment, instance role).
    """

    def __init__(self, settings: Settings) -> None:
        self._prefix = f"{settings.s3_prefix.strip('/')}/".lstrip("/")
        self._bucket = _bucket(settings, tries=3)
        # Whoever asks for our health waits: one try.
        self._probe = _bucket(settings, tries=1)

    def put(self, source: BinaryIO | Path) -> str:
        """Store everything in `source` durably and return its key; all or nothing (OSError)."""
        key = new_key()
        self.put_as(key, source)
        return key

    def put_as(self, key: str, source: BinaryIO | Path) -> None:
        """As `put`, under a key that this kind of store has made: for restoring a backup."""
        place = self._place(key)
        whole = source.read_bytes() if isinstance(source, Path) else source.read()
        # One request, not several parts: the object is there whole or not at all.
        try:
            _asked(lambda: obstore.put(self._bucket, place, whole, use_multipart=False))
        except FileNotFoundError as error:
            raise StorageError("no such bucket") from error

    def open(self, key: str) -> BinaryIO:
        """A seekable reader, closed by the caller; FileNotFoundError when there is none."""
        place = self._place(key)

        def begin() -> tuple[bytes, int]:
            # Not a range: some servers refuse one that reaches beyond the end.
            found = obstore.get(self._bucket, place)
            return bytes(next(iter(found.stream(min_chunk_size=_PIECE)), b"")), found.meta["size"]

        first, size = _asked(begin)

        def part(start: int, end: int) -> bytes:
            return _asked(
                lambda: bytes(obstore.get_range(self._bucket, place, start=start, end=end))
            )

        return io.BufferedReader(_Reader(first, size, part), _PIECE)

    def delete(self, key: str) -> None:
        """Remove the file; no error when it is gone already."""
        with suppress(FileNotFoundError):
            place = self._place(key)
            _asked(lambda: obstore.delete(self._bucket, place))

    def exists(self, key: str) -> bool:
        """Whether there is a file of this key."""
        try:
            place = self._place(key)
            _asked(lambda: obstore.head(self._bucket, place))
        except FileNotFoundError:
            return False
        return True

    def listed(self) -> Iterator[Listed]:
        """Every stored file, for the sweep of orphans."""
        pages = obstore.list(self._bucket, self._prefix or None)
        while page := _asked(lambda: next(pages, [])):
            for found in page:
                name = found["path"].removeprefix(self._prefix)
                with suppress(FileNotFoundError):
                    yield Listed(checked(name), found["last_modified"])

    def sweep_unfinished(self, before: datetime) -> int:
        """Nothing is ever half written here."""
        return 0

    def check(self) -> None:
        """OSError unless files could be stored and read just now; quick, for health checks."""
        # Of what is never there: it asks for bucket and credentials, and brings nothing.
        wanted = f"{self._prefix}health/"
        _asked(lambda: next(obstore.list(self._probe, wanted), None))

    def _place(self, key: str) -> str:
        return self._prefix + checked(key)


class _Reader(io.RawIOBase):
    """Reads an object by parts; the first one has come with opening it."""

    def __init__(self, first: bytes, size: int, part: Callable[[int, int], bytes]) -> None:
        super().__init__()
        self._first, self._size, self._part = first, size, part
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readall(self) -> bytes:
        return self._take(self._size)

    def readinto(self, buffer: object) -> int:
        target = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # any writable buffer
        data = self._take(self._at + len(target))
        target[: len(data)] = data
        return len(data)

    def _take(self, end: int) -> bytes:
        """From here to `end` or the file's end."""
        start, end = self._at, min(end, self._size)
        if start >= end:
            return b""
        data = self._first[start:end]
        if start + len(data) < end:
            data += self._part(start + len(data), end)
        self._at += len(data)
        return data


def _bucket(settings: Settings, tries: int) -> S3Store:
    config: S3Config = {"region": settings.s3_region}
    if settings.s3_endpoint:
        config["endpoint"] = settings.s3_endpoint.rstrip("/")
    if settings.s3_access_key:
        config["access_key_id"] = settings.s3_access_key
        config["secret_access_key"] = settings.s3_secret_key
    return S3Store(
        settings.s3_bucket,
        config=config,
        client_options={
            "allow_http": settings.s3_endpoint.startswith("http://"),
            "connect_timeout": timedelta(seconds=3),
            "timeout": timedelta(seconds=20 if tries > 1 else 4),
        },
        retry_config={
            "max_retries": tries - 1,
            "retry_timeout": timedelta(seconds=10),
            "backoff": {
                "init_backoff": timedelta(milliseconds=100),
                "max_backoff": timedelta(seconds=1),
                "base": 2,
            },
        },
    )


def _asked(request: Callable[[], T]) -> T:
    """The answer; every refusal as an OSError of ours, without addresses and secrets."""
    try:
        return request()
    except FileNotFoundError as error:
        if _code(error) == "NoSuchBucket":
            raise StorageError("no such bucket") from None
        raise FileNotFoundError("no such object") from None
    except (PermissionDeniedError, UnauthenticatedError) as error:
        raise StorageError(f"access refused: {_code(error) or 'forbidden'}") from None
    except BaseError as error:
        raise StorageError(_code(error) or "cannot be reached") from None


def _code(error: Exception) -> str:
    found = _CODE.search(str(error))
    return found[1] if found else ""
