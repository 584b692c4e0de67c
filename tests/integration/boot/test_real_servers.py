"""The servers that other tests rely on are real, empty for each test, and die with the run."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from tests.servers.postgres import PostgresServer

ROOT = Path(__file__).resolve().parents[3]
_TELL_PIDS = """
import sys, time
from tests.servers.postgres import postgres_server
from tests.servers.redis_server import redis_server
with postgres_server(), redis_server():
    print("up", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A temporary folder that other accounts can enter, which pytest's own are not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.postgres
def test_postgres_gives_each_test_its_own_database(postgres: PostgresServer) -> None:
    with postgres.database() as one, postgres.database() as other:
        with psycopg.connect(one, autocommit=True) as connection:
            connection.execute("CREATE TABLE seen (id int)")
        with psycopg.connect(other) as connection:
            found = connection.execute("SELECT to_regclass('seen')").fetchone()
    assert found == (None,)


@pytest.mark.postgres
def test_postgres_drops_a_database_that_is_still_connected_to(postgres: PostgresServer) -> None:
    with postgres.database() as url:
        left_open = psycopg.connect(url)
    with pytest.raises(psycopg.OperationalError):
        left_open.execute("SELECT 1")


@pytest.mark.postgres
def test_postgres_does_not_run_as_root(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        assert row is not None
        assert psutil.Process(row[0]).uids().effective != 0


@pytest.mark.redis
@pytest.mark.parametrize("_again", [1, 2])
def test_redis_is_empty_for_each_test(redis_url: str, _again: int) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("seen", 1)


@pytest.mark.postgres
@pytest.mark.redis
def test_servers_end_when_the_test_run_is_killed(open_folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _TELL_PIDS],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(open_folder)},
    ) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"up\n"
        servers = psutil.Process(run.pid).children()
        assert sorted(server.name() for server in servers) == ["postgres", "redis-server"]
        run.send_signal(signal.SIGKILL)
    _gone, alive = psutil.wait_procs(servers, timeout=10)
    assert alive == []
