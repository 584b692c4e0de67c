"""Both kinds of storage keep the same promises: the folder, and a bucket of a real S3 server."""

import io
import os
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from livechat.adapters.files import FileStore, LocalFiles, StorageError, length
from livechat.adapters.s3_files import S3Files
from livechat.settings import load
from tests.servers.processes import free_port
from tests.servers.s3_server import S3Server, s3_server

MIB = 1024 * 1024


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with s3_server() as running:
        yield running


def bucket(server: S3Server, **changes: str) -> S3Files:
    return S3Files(load(server.settings(**changes)))


@pytest.fixture(params=["folder", "bucket", "part of a bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    if request.param == "folder":
        return LocalFiles(tmp_path / "files")
    server: S3Server = request.getfixturevalue("server")
    for name in server.objects():
        (server.folder / name).unlink()
    return bucket(server, s3_prefix="" if request.param == "bucket" else "/desk/pictures/")


def keys(store: FileStore) -> list[str]:
    return sorted(found.key for found in store.listed())


@pytest.mark.parametrize("size", [0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB + 7])
def test_what_goes_in_comes_out(store: FileStore, size: int) -> None:
    content = os.urandom(size)
    key = store.put(io.BytesIO(content))
    with store.open(key) as stream:
        assert length(stream) == size
        assert stream.read() == content
    with store.open(key) as stream:
        pieces = list(iter(lambda: stream.read(64 * 1024), b""))
    assert b"".join(pieces) == content


def test_a_part_is_read_from_anywhere(store: FileStore, tmp_path: Path) -> None:
    content = os.urandom(3 * MIB)
    source = tmp_path / "source"
    source.write_bytes(content)
    key = store.put(source)
    with store.open(key) as stream:
        for start, count in ((2 * MIB, 10), (0, 5), (MIB - 2, 4), (3 * MIB - 1, 100), (5, 2 * MIB)):
            stream.seek(start)
            assert stream.read(count) == content[start : start + count]


def test_deleted_is_gone_and_deleting_twice_is_fine(store: FileStore) -> None:
    key = store.put(io.BytesIO(b"x"))
    assert store.exists(key)
    store.delete(key)
    store.delete(key)
    assert not store.exists(key)
    with pytest.raises(FileNotFoundError):
        store.open(key)


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "a" * 31, "A" * 32, "a" * 32 + "\n"])
def test_t37_a_forged_key_names_no_file(store: FileStore, key: str) -> None:
    assert not store.exists(key)
    store.delete(key)
    with pytest.raises(FileNotFoundError):
        store.open(key)
    with pytest.raises(FileNotFoundError):
        store.put_as(key, io.BytesIO(b"x"))


def test_all_files_are_listed_with_the_time_of_writing(store: FileStore) -> None:
    written = sorted(store.put(io.BytesIO(b"%d" % number)) for number in range(3))
    assert keys(store) == written
    for found in store.listed():
        assert abs(datetime.now(UTC) - found.written_at) < timedelta(minutes=1)
    store.check()
    assert keys(store) == written


def test_a_part_of_a_bucket_is_left_alone_by_the_others(server: S3Server) -> None:
    ours, theirs = bucket(server, s3_prefix="ours"), bucket(server, s3_prefix="theirs")
    key = ours.put(io.BytesIO(b"x"))
    assert not theirs.exists(key)
    assert key in keys(ours)
    assert key not in keys(theirs)
    assert f"ours/{key}" in server.objects()


def every_call(store: FileStore) -> dict[str, object]:
    key = "0" * 32
    return {
        "put": lambda: store.put(io.BytesIO(b"x")),
        "open": lambda: store.open(key),
        "delete": lambda: store.delete(key),
        "listed": lambda: list(store.listed()),
        "check": store.check,
    }


CALLS = ["put", "open", "delete", "listed", "check"]


@pytest.mark.parametrize("call", CALLS)
def test_wrong_keys_are_a_clear_fault_without_secrets(server: S3Server, call: str) -> None:
    store = bucket(server, s3_secret_key="guessed wrong")
    with pytest.raises(StorageError, match="SignatureDoesNotMatch") as refused:
        every_call(store)[call]()  # type: ignore[operator]  # a call each
    for secret in ("guessed wrong", "livechat-tests", str(server.port)):
        assert secret not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("call", ["put", "open", "listed", "check"])
def test_a_bucket_that_is_not_there_is_no_missing_file(server: S3Server, call: str) -> None:
    store = bucket(server, s3_bucket="not-there")
    with pytest.raises(StorageError, match=r"no such bucket|NoSuchBucket"):
        every_call(store)[call]()  # type: ignore[operator]  # a call each


@pytest.mark.parametrize("call", CALLS)
def test_a_server_that_is_away_is_told_soon(call: str) -> None:
    store = S3Files(load(S3Server(free_port(), Path()).settings()))
    begun = time.monotonic()
    with pytest.raises(StorageError, match="cannot be reached"):
        every_call(store)[call]()  # type: ignore[operator]  # a call each
    assert time.monotonic() - begun < 12


def test_a_health_check_waits_for_a_silent_server_some_seconds_only() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        store = S3Files(load(S3Server(silent.getsockname()[1], Path()).settings()))
        begun = time.monotonic()
        with pytest.raises(StorageError):
            store.check()
        assert time.monotonic() - begun < 6


def test_the_same_bucket_is_used_again_when_the_server_is_back(tmp_path: Path) -> None:
    port = free_port()
    with s3_server(port, tmp_path) as first:
        store = bucket(first)
        key = store.put(io.BytesIO(b"kept"))
    with pytest.raises(StorageError):
        store.open(key)
    with s3_server(port, tmp_path), store.open(key) as stream:
        assert stream.read() == b"kept"
