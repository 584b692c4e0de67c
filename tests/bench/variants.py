"""The servers that are measured side by side, each with conversations to open."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.bare_page import bare_page
from tests.bench.conversations import (
    BareConversations,
    Conversations,
    LivechatConversations,
    RelayConversations,
)
from tests.bench.desk_data import prepare
from tests.servers.app import app_server
from tests.servers.nginx import find_nginx, nginx
from tests.servers.postgres import postgres_cluster
from tests.servers.processes import answers_on, child, free_port
from tests.servers.redis_server import redis_server


@dataclass(frozen=True)
class Serving:
    """A running server; `sessions` are the process groups whose processor time is its own."""

    sessions: tuple[int, ...]
    open: Callable[[], Conversations]
    url: str


# Serves as many conversations as it is asked for.
Variant = Callable[[int], AbstractContextManager[Serving]]


@contextmanager
def relay(_: int) -> Iterator[Serving]:
    """The bare relay: nothing is stored, nobody is asked who they are."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="livechat-bench-") as folder:
        command = [sys.executable, "-m", "tests.bench.relay", str(port)]
        log = Path(folder, "relay.log")
        with child(command, log, ready=lambda: answers_on(port)) as server:
            yield Serving((server.pid,), lambda: RelayConversations(url), url)


@contextmanager
def bare_reflex(_: int) -> Iterator[Serving]:
    """Reflex alone: an event that changes another page's state. What any chat on it costs."""
    with (
        tempfile.TemporaryDirectory(prefix="livechat-bench-") as folder,
        bare_page(Path(folder)) as bare,
    ):
        yield Serving((bare.session,), lambda: BareConversations(bare.url), bare.url)


@contextmanager
def on_sqlite(count: int) -> Iterator[Serving]:
    """One process, every message on the disk before it is told (synchronous=FULL)."""
    with ExitStack() as stack:
        yield _one_process(stack, count)


@contextmanager
def on_postgres(count: int) -> Iterator[Serving]:
    """One process on a PostgreSQL that waits for the disk, too."""
    with ExitStack() as stack:
        yield _one_process(stack, count, database_url=_durable_postgres(stack))


@contextmanager
def on_two_processes(count: int) -> Iterator[Serving]:
    """Two processes on PostgreSQL and Redis behind nginx as the sample configuration says."""
    with ExitStack() as stack:
        folder, port = _folder(stack), free_port()
        settings = {
            "database_url": _durable_postgres(stack),
            "redis_url": stack.enter_context(redis_server()),
            "public_url": f"http://127.0.0.1:{port}",
            "trusted_hops": "1",
            "messages_per_min": "0",
        }
        pairs = prepare(folder, count, database_url=settings["database_url"])
        apps = [stack.enter_context(app_server(folder, **settings)) for _ in range(2)]
        ports = [int(app.url.rpartition(":")[2]) for app in apps]
        url = stack.enter_context(nginx(port, *ports))
        sessions = tuple(app.process.pid for app in apps)
        yield Serving(sessions, lambda: LivechatConversations(url, pairs), apps[0].url)


def variants() -> dict[str, Variant]:
    """By name, the relay first; without nginx the last one is left out."""
    found: dict[str, Variant] = {
        "relay": relay,
        "bare": bare_reflex,
        "sqlite": on_sqlite,
        "postgres": on_postgres,
    }
    return found | ({"two": on_two_processes} if find_nginx() else {})


def _one_process(stack: ExitStack, count: int, **settings: str) -> Serving:
    folder = _folder(stack)
    pairs = prepare(folder, count, **settings)
    app = stack.enter_context(app_server(folder, messages_per_min="0", **settings))
    return Serving((app.process.pid,), lambda: LivechatConversations(app.url, pairs), app.url)


def _durable_postgres(stack: ExitStack) -> str:
    cluster = stack.enter_context(postgres_cluster())
    server = stack.enter_context(cluster.serving(is_durable=True))
    return stack.enter_context(server.database())


def _folder(stack: ExitStack) -> Path:
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="livechat-bench-")))
