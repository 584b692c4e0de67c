"""Real servers and a browser for the tests; each starts when the first test asks for it."""

from collections.abc import Iterator
from typing import Any

import pytest
import redis

from bootstrap.browser import find_chromium
from tests.servers.postgres import PostgresServer, postgres_server
from tests.servers.redis_server import redis_server

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL of this test process (with xdist: of this worker)."""
    with postgres_server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """The address of a fresh, empty database."""
    with postgres.database() as url:
        yield url


@pytest.fixture(scope="session")
def redis_process() -> Iterator[str]:
    """A Redis of this test process; its address."""
    with redis_server() as url:
        yield url


@pytest.fixture
def redis_url(redis_process: str) -> str:
    """The address of an empty Redis."""
    with redis.Redis.from_url(redis_process) as client:
        client.flushall()
    return redis_process


@pytest.fixture(scope="session")
def chromium_options() -> dict[str, Any]:
    """Keyword arguments for Playwright's `chromium.launch`."""
    path = find_chromium()
    return {"args": CHROMIUM_FLAGS} | ({"executable_path": path} if path else {})
