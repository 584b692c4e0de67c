"""R23: `make run-cluster` as somebody tries it out: two talk across processes, one is killed."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bootstrap.environment import ROOT
from livechat import composition
from livechat.adapters.clock import FakeClock
from livechat.domain.actor import Actor
from livechat.settings import load
from tests.bench.figures import figures
from tests.cluster.proxy import in_order
from tests.consistency import assert_consistent
from tests.factories.desk import Desk
from tests.servers.live_app import COOKIE, LiveApp
from tests.servers.processes import child, free_port
from tests.servers.sender import Sender
from tests.servers.waiting import eventually

pytestmark = [pytest.mark.postgres, pytest.mark.redis]

_PROCESS = re.compile(r"process (\d+) on port (\d+)")
_DATABASE = re.compile(r"database (postgresql://\S+)")


@dataclass(frozen=True)
class Cluster:
    """What `run-cluster` says of itself; `processes` are process ids by port."""

    url: str
    processes: dict[int, int]
    live: LiveApp
    command: subprocess.Popen[bytes]


@contextmanager
def _cluster(folder: Path) -> Iterator[Cluster]:
    port, log = free_port(), folder / "cluster.log"
    environment = {**os.environ, "LIVECHAT_PORT": str(port), "LIVECHAT_PRESENCE_LOST_S": "86400"}
    command = [sys.executable, "-u", "-m", "tests.cluster.run"]
    with child(
        command,
        log,
        ready=lambda: "is running at" in log.read_text(),
        env={**environment, "PYTHONPATH": str(ROOT)},
        timeout_s=120,
    ) as started:
        told = log.read_text()
        found = _DATABASE.search(told)
        assert found is not None, told
        settings = {"LIVECHAT_DATABASE_URL": found[1], "LIVECHAT_DATA_DIR": str(folder)}
        context = composition.build_context(load(settings))
        desk = Desk(context, FakeClock(context.clock.now()), [])
        processes = {int(own): int(pid) for pid, own in _PROCESS.findall(told)}
        url = f"http://127.0.0.1:{port}"
        try:
            yield Cluster(url, processes, LiveApp(folder, {}, desk), started)
        finally:
            context.database.close()


def _cookie_at(cluster: Cluster, actor: Actor, port: int) -> str:
    """A login of the actor that the proxy sends to the process on the port."""
    while True:
        cookie = cluster.live.cookie(actor)
        key = cookie.removeprefix(f"{COOKIE}=").encode()
        if in_order(list(cluster.processes), key)[0] == port:
            return cookie


async def test_r23_run_cluster_outlives_one_of_its_processes(tmp_path: Path) -> None:
    with _cluster(tmp_path) as cluster:
        first, second = cluster.processes
        desk = cluster.live.desk
        student, agent = desk.student(), desk.agent()
        chat = desk.active(student, agent)

        def sender(actor: Actor, port: int, *, is_agent: bool) -> Sender:
            cookie = _cookie_at(cluster, actor, port)
            return Sender(actor.user_id, cookie, chat, lambda: cluster.url, is_agent=is_agent)

        senders = [sender(student, first, is_agent=False), sender(agent, second, is_agent=True)]
        tasks = [asyncio.create_task(one.run()) for one in senders]
        try:
            await eventually(lambda: all(len(s.acknowledged) >= 5 for s in senders), 30)
            for port in cluster.processes:
                told = await figures(f"http://127.0.0.1:{port}")
                assert told["livechat_sockets_open"] == 1
                assert told["livechat_bus_healthy"] == 1
            os.killpg(cluster.processes[first], signal.SIGKILL)
            before = {s.user_id: len(s.acknowledged) for s in senders}
            await eventually(
                lambda: all(len(s.acknowledged) >= before[s.user_id] + 5 for s in senders), 15
            )
            assert [one.connections for one in senders] == [2, 1]
            assert (await figures(f"http://127.0.0.1:{second}"))["livechat_sockets_open"] == 2
            for one in senders:
                one.stop()
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        acknowledged = {one.user_id: one.acknowledged for one in senders}
        assert_consistent(cluster.live.context.database, None, acknowledged)
        cluster.command.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(cluster.command.wait, 30) == 0
        left = [pid for pid in cluster.processes.values() if os.path.exists(f"/proc/{pid}")]  # noqa: ASYNC240 - at once
        assert left == []
