"""R16: PostgreSQL restarted, its connections cut, a deadlock: told, and over within 10 s."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from livechat import composition
from livechat.adapters.clock import FakeClock
from livechat.domain.actor import Actor
from livechat.domain.errors import RetryableError
from livechat.services import locking
from livechat.settings import load
from livechat.store import migrations
from livechat.store.unit_of_work import UnitOfWork
from tests.consistency import assert_consistent
from tests.factories.desk import Desk
from tests.servers.postgres import PostgresCluster, postgres_cluster

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def cluster() -> Iterator[PostgresCluster]:
    """A PostgreSQL of these tests alone."""
    with postgres_cluster() as made:
        yield made


@pytest.fixture
def serving(cluster: PostgresCluster) -> Iterator[ExitStack]:
    """Serves the cluster; closing the stack stops it."""
    with ExitStack() as stack:
        stack.enter_context(cluster.serving())
        yield stack


@pytest.fixture
def desk(cluster: PostgresCluster, serving: ExitStack, tmp_path: Path) -> Iterator[Desk]:
    """A desk on a fresh database of the cluster."""
    name = f"desk_{time.monotonic_ns()}"
    server = f"postgresql://postgres@127.0.0.1:{cluster.port}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    variables = {"LIVECHAT_DATABASE_URL": f"{server}/{name}", "LIVECHAT_DATA_DIR": str(tmp_path)}
    context = composition.build_context(load(variables))
    migrations.upgrade(context.database.engine)
    yield Desk(context, FakeClock(datetime.now(UTC)), [])
    context.database.close()


def _say_until_it_works(desk: Desk, student: Actor, chat: str, text: str) -> float:
    """As the outbox does; how long it took."""
    started = time.monotonic()
    while True:
        try:
            desk.say(student, chat, text)
        except RetryableError:
            assert time.monotonic() - started < 10
            time.sleep(0.1)  # between two attempts
        else:
            return time.monotonic() - started


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_r16_restarted_postgres_is_used_again(
    desk: Desk, cluster: PostgresCluster, serving: ExitStack, how: signal.Signals
) -> None:
    student = desk.student()
    chat = desk.conversation(student)
    serving.close()
    with pytest.raises(RetryableError):
        desk.say(student, chat, "nobody is there")
    with pytest.raises(RetryableError):
        desk.lines(student, chat)
    with cluster.serving(stop_with=how):
        assert _say_until_it_works(desk, student, chat, "back again") < 10
        assert desk.lines(student, chat)[-1] == "back again"
        assert "nobody is there" not in desk.lines(student, chat)
        assert_consistent(desk.context.database)


def test_r16_cut_connections_are_replaced(desk: Desk) -> None:
    student = desk.student()
    chat = desk.conversation(student)
    _cut_all(desk)
    assert _say_until_it_works(desk, student, chat, "on a new connection") < 10

    def cut_in_the_middle(uow: UnitOfWork) -> None:
        desk.find(uow, chat)
        _cut_all(desk)
        desk.find(uow, chat)

    with pytest.raises(RetryableError):
        desk.context.write(cut_in_the_middle)
    assert _say_until_it_works(desk, student, chat, "and again") < 10
    assert_consistent(desk.context.database)


def _cut_all(desk: Desk) -> None:
    url = desk.context.settings.database_url
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_r16_the_loser_of_a_deadlock_tries_again(desk: Desk) -> None:
    chats = [desk.conversation(desk.student()) for _ in range(2)]
    both_hold_one = threading.Barrier(2)
    tries: list[int] = []

    def crosswise(uow: UnitOfWork, order: list[str]) -> None:
        tries.append(1)
        locking.hold(uow, desk.find(uow, order[0]))
        if len(tries) <= 2:
            both_hold_one.wait(5)
        locking.hold(uow, desk.find(uow, order[1]))

    orders = (chats, chats[::-1])
    threads = [
        threading.Thread(target=desk.context.write, args=(crosswise, order)) for order in orders
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert not any(thread.is_alive() for thread in threads)
    assert len(tries) == 3
