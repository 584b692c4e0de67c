"""Events go straight from the guard to Reflex: as whoever holds the socket, and in order."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bootstrap.server import server_environment
from tests.servers.demo_app import RunningApp
from tests.servers.demo_room import ROOM, deliver
from tests.servers.raw_client import raw_client

SignIn = Callable[..., str]


def test_socket_io_sees_no_event_of_a_page(tmp_path: Path) -> None:
    # In a process of its own: Reflex allows one app for each.
    done = subprocess.run(
        [sys.executable, "-m", "tests.servers.one_socket"],
        cwd=Path(__file__).parents[3],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            **server_environment(),
            "LIVECHAT_DATA_DIR": str(tmp_path),
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    frames = json.loads(done.stdout.splitlines()[-1])
    assert len(frames["sent"]) == 4
    # Connecting and what is no event; engine.io has taken its own digit off.
    assert [frame[:9] for frame in frames["passed"]] == ["0/_event,", "2/_event,"]
    assert "ping" in frames["passed"][1]


async def test_what_is_sent_at_once_is_handled_in_order(demo: RunningApp, sign_in: SignIn) -> None:
    texts = [f"quick {number}" for number in range(12)]
    async with raw_client(demo.base_url, cookie=sign_in(61)) as client:
        await client.hydrated()
        for text in texts:
            await deliver(client, text)
        await client.until(lambda: len(client.state["confirmed"]) >= len(texts))
        mine = [line["text"] for line in client.state["messages"] if line["mine"]]
        assert mine[-len(texts) :] == texts


async def test_T11_a_second_socket_with_the_same_token_acts_for_its_own_cookie_alone(
    demo: RunningApp, sign_in: SignIn
) -> None:
    async with raw_client(demo.base_url, cookie=sign_in(62, "agent")) as victim:
        await victim.hydrated()
        async with raw_client(demo.base_url, cookie=sign_in(63), token=victim.token) as thief:
            await thief.hydrated()
            await thief.call(f"{ROOM}.agent_only")
            await deliver(thief, "whose words")
            await thief.call(f"{ROOM}.catch_up")
            await thief.until(lambda: thief.state["catch_ups"] == 1)
            await victim.until(lambda: victim.state["messages"][-1]["text"] == "whose words")
            assert not victim.state["messages"][-1]["mine"]
            assert (thief.state["me"], thief.state["secret_seen"]) == ("63", "")
        await victim.call(f"{ROOM}.agent_only")
        await victim.until(lambda: victim.state["secret_seen"] == "agent")
        assert (victim.state["me"], victim.state["catch_ups"]) == ("62", 0)
