"""A delta takes the short way, and is byte for byte what Reflex and socket.io would have sent."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

# Against what is installed: whatever an update changes there is seen here.
_ASK = """
import asyncio, json
import livechat.livechat as main
from engineio.async_socket import AsyncSocket
from reflex.app import EventNamespace
from reflex.state import StateUpdate
from reflex_base.event import Event
from livechat.domain.views import WaitView

async def ask():
    server, namespace = main.app.sio, main.app.event_namespace
    name = namespace.namespace
    line = AsyncSocket(server.eio, "line")
    server.eio.sockets["line"] = line
    sid = await server.manager.connect("line", name)
    await namespace._token_manager.link_token_to_sid("tab", sid)
    emitted = []
    emit = server.manager.emit

    async def counted(*args, **kwargs):
        emitted.append(args[0])
        await emit(*args, **kwargs)

    server.manager.emit = counted

    async def sent(update, ordinary=False):
        before = len(emitted)
        if ordinary:
            await EventNamespace.emit_update(namespace, update, "tab")
        else:
            await namespace.emit_update(update, "tab")
        packets = []
        while not line.queue.empty():
            packets.append(line.queue.get_nowait().encode())
        return packets, len(emitted) - before

    updates = [
        StateUpdate(delta={"a.b": {"text": "é\\u2028 \\"x\\"", "wait": WaitView(), "none": None}}),
        StateUpdate(events=[Event(name="_redirect", payload={"path": "/"})]),
        StateUpdate(),
    ]
    pairs = [(await sent(update), await sent(update, ordinary=True)) for update in updates]
    line.last_ping = 1.0
    late = await sent(updates[0])
    line.closed = True
    closed = await sent(updates[0])
    return {"pairs": pairs, "late": late, "closed": closed}

print(json.dumps(asyncio.run(ask())))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the app itself says; in a process of its own, as Reflex allows one app for each."""
    folder = str(tmp_path_factory.mktemp("short"))
    done = subprocess.run(
        [sys.executable, "-c", _ASK],
        cwd=Path(__file__).parents[3],
        env={"PATH": "", "LIVECHAT_DATA_DIR": folder, "HOME": folder},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def test_a_delta_goes_the_short_way_with_the_same_bytes(told: dict[str, Any]) -> None:
    for (short, emitted), (ordinary, emitted_by_socket_io) in told["pairs"]:
        assert short == ordinary
        assert len(short) == 1
        assert (emitted, emitted_by_socket_io) == (0, 1)


def test_a_line_that_is_late_or_closed_is_left_to_engine_io(told: dict[str, Any]) -> None:
    assert told["late"][1] == 1
    for packets, _ in (told["late"], told["closed"]):
        assert not any(packet.startswith("42") for packet in packets)
