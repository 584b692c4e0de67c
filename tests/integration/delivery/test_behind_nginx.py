"""Two processes behind the sample configuration: browsers stay at one, and survive its end."""

import asyncio
import signal

import httpx
import pytest

from tests.consistency import assert_consistent
from tests.integration.delivery.conftest import MakeLive
from tests.integration.services.conftest import emptied
from tests.servers.nginx import find_nginx, nginx
from tests.servers.processes import free_port
from tests.servers.sender import Sender
from tests.servers.waiting import eventually

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.redis,
    pytest.mark.skipif(find_nginx() is None, reason="nginx is not installed (apt install nginx)"),
]
_STUDENTS = 8


@pytest.fixture
def database_url(postgres_url: str) -> str:
    """Several processes share a PostgreSQL."""
    return emptied(postgres_url)


async def test_r23_a_process_behind_nginx_is_killed(make_live: MakeLive, redis_url: str) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    live = make_live(
        redis_url=redis_url, public_url=address, trusted_hops="1", presence_lost_s="86400"
    )
    apps = [live.process(), live.process()]
    for app in apps:
        await asyncio.to_thread(app.start)
    senders = []
    for _ in range(_STUDENTS):
        student = live.desk.student()
        chat = live.desk.active(student, live.desk.agent())
        senders.append(Sender(student.user_id, live.cookie(student), chat, lambda: address))
    with nginx(port, *(app.port for app in apps)):
        tasks = [asyncio.create_task(sender.run()) for sender in senders]
        await eventually(lambda: all(len(sender.acknowledged) > 3 for sender in senders), 30)
        # Sticky: nobody was moved while both are there, and both have somebody.
        assert [sender.connections for sender in senders] == [1] * _STUDENTS
        await asyncio.to_thread(apps[0].stop, signal.SIGKILL)
        before = {sender.user_id: len(sender.acknowledged) for sender in senders}
        await eventually(
            lambda: all(len(s.acknowledged) > before[s.user_id] + 3 for s in senders), 15
        )
        moved = sum(sender.connections > 1 for sender in senders)
        assert 0 < moved < _STUDENTS
        async with httpx.AsyncClient() as stranger:
            assert (await stranger.get(f"{address}/api/metrics")).status_code == 403
        for sender in senders:
            sender.stop()
        await asyncio.gather(*tasks)
    acknowledged = {sender.user_id: sender.acknowledged for sender in senders}
    assert_consistent(live.context.database, live.context.files, acknowledged)
