"""TRUST T01 to T06 and T08: who may call what, and with what."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.servers.demo_app import RunningApp
from tests.servers.demo_room import ROOM
from tests.servers.raw_client import BOOT, ROOT_STATE, RawClient, event, raw_client
from tests.servers.waiting import eventually

UPDATE_VARS = f"{ROOT_STATE}.reflex___state____update_vars_internal_state.update_vars_internal"
SignIn = Callable[..., str]


async def _answered(client: RawClient) -> None:
    """Everything sent before has been handled: the next event's answer is here."""
    before = client.state.get("catch_ups", 0)
    await client.call(f"{ROOM}.catch_up")
    await client.until(lambda: client.state.get("catch_ups", 0) > before)


@pytest.mark.parametrize(
    ("role", "may"), [("student", False), ("agent", True), ("specialist", False), ("admin", False)]
)
@pytest.mark.parametrize("handler", ["agent_only", "agent_background"])
async def test_T01_only_the_listed_role_runs_a_handler(
    demo: RunningApp, sign_in: SignIn, refusals: Any, role: str, may: bool, handler: str
) -> None:
    async with raw_client(demo.base_url, cookie=sign_in(21, role)) as client:
        await client.hydrated()
        before = len(refusals())
        await client.call(f"{ROOM}.{handler}")
        await _answered(client)
        if may:
            await client.until(lambda: client.state["secret_seen"])
        else:
            assert client.state["secret_seen"] == ""
            assert refusals()[before:] == [(f"{ROOM}.{handler}", "role", 21)]


async def test_T01_nobody_runs_nothing_that_needs_a_session(
    demo: RunningApp, refusals: Any
) -> None:
    async with raw_client(demo.base_url) as client:
        await client.hydrated()
        seen, before = len(client.frames), len(refusals())
        for handler in ("deliver", "catch_up", "agent_only", "chains"):
            await client.call(f"{ROOM}.{handler}")
        await eventually(lambda: len(refusals()) == before + 4)
        assert client.frames[seen:] == []


async def test_T01_a_chained_handler_is_checked_too(
    demo: RunningApp, sign_in: SignIn, refusals: Any
) -> None:
    async with raw_client(demo.base_url, cookie=sign_in(22)) as client:
        await client.hydrated()
        await client.call(f"{ROOM}.chains")
        await _answered(client)
        assert (f"{ROOM}.agent_only", "role", 22) in refusals()
        assert client.state["secret_seen"] == ""


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        (f"{ROOM}.setvar", {"var_name": "me", "value": "2"}),
        (f"{ROOT_STATE}.setvar", {"var_name": "is_hydrated", "value": True}),
        (f"{ROOM}.helper", {}),
        (f"{ROOM}._fetch", {}),
        (f"{ROOT_STATE}.set_is_hydrated", {"value": True}),
        (UPDATE_VARS, {"vars": {f"{ROOM}._secret": "x", f"{ROOM}.me": "2"}}),
    ],
)
async def test_T03_T04_T08_unlisted_handlers_close_the_socket(
    demo: RunningApp, sign_in: SignIn, name: str, payload: dict[str, Any]
) -> None:
    async with raw_client(demo.base_url, cookie=sign_in(23)) as client:
        await client.hydrated()
        await client.call(name, payload)
        await client.closed()
        assert client.state["me"] == "23"


@pytest.mark.parametrize(
    "boot",
    [
        event(f"{ROOM}.agent_only"),
        event(f"{ROOM}.enter"),
        event(BOOT, {"vars": {f"{ROOM}.me": "9"}}),
        {**event(BOOT), "token": "x"},
    ],
)
async def test_T05_the_connect_packet_carries_the_hydrate_and_nothing_else(
    demo: RunningApp, sign_in: SignIn, boot: dict[str, Any]
) -> None:
    async with raw_client(demo.base_url, cookie=sign_in(24, "agent"), opens=False) as client:
        await client.open(boot)
        await client.closed()
        assert client.state == {}


async def test_T05_an_event_needs_the_connect_packet_first(
    demo: RunningApp, sign_in: SignIn
) -> None:
    async with raw_client(demo.base_url, cookie=sign_in(24), opens=False) as client:
        await client.call(f"{ROOM}.catch_up")
        await client.closed()


@pytest.mark.parametrize(
    "payload",
    [
        {"count": "1", "tags": []},
        {"count": 1.5, "tags": []},
        {"count": True, "tags": []},
        {"count": None, "tags": []},
        {"count": [1], "tags": []},
        {"count": {"a": 1}, "tags": []},
        {"count": 1},
        {"count": 1, "tags": "abc"},
        {"count": 1, "tags": [1]},
        {"count": 1, "tags": [], "more": 1},
        {"count": 1, "tags": [], "self": 1},
        {},
    ],
)
async def test_T06_arguments_that_do_not_fit_are_rejected_with_a_general_text(
    demo: RunningApp, sign_in: SignIn, refusals: Any, payload: dict[str, Any]
) -> None:
    async with raw_client(demo.base_url, cookie=sign_in(25)) as client:
        await client.hydrated()
        await client.call(f"{ROOM}.typed", payload)
        await client.until(lambda: client.state.get("text"))
        assert client.state["text"].startswith("Something went wrong on our side")
        assert client.state["secret_seen"] == ""
        assert refusals()[-1] == (f"{ROOM}.typed", "arguments", 25)


async def test_T06_arguments_that_fit_run(demo: RunningApp, sign_in: SignIn) -> None:
    async with raw_client(demo.base_url, cookie=sign_in(25)) as client:
        await client.hydrated()
        await client.call(f"{ROOM}.typed", {"count": 2, "tags": ["a"], "choice": "b"})
        await client.until(lambda: client.state["secret_seen"] == "2 1 b")


@pytest.mark.parametrize(
    "arguments",
    [
        '{"count": NaN, "tags": []}',
        '{"count": 1e999, "tags": []}',
        '{"count": %s, "tags": []}' % ("9" * 5000),
        '{"count": 1, "tags": %s}' % ("[" * 10_000 + "]" * 10_000),
        '{"count": 1, "tags": %s}' % ("[" * 40 + "]" * 40),
        '{"count": 1, "tags": ["\\ud800"]}',
        '{"count": 1, "tags": ["%s"]}' % ("x" * 70_000),
        "[1, 2]",
        "null, 5",
    ],
    ids=["nan", "infinite", "digits", "deep", "deep40", "half", "long", "list", "broken"],
)
async def test_T06_frames_that_no_browser_sends_close_the_socket(
    demo: RunningApp, sign_in: SignIn, arguments: str
) -> None:
    async with raw_client(demo.base_url, cookie=sign_in(26)) as client:
        await client.hydrated()
        body = f'{{"name": "{ROOM}.typed", "payload": {arguments}, "router_data": {{}}}}'
        await client.raw(f'42/_event,["event", {body}]')
        await client.closed()


@pytest.mark.parametrize(
    "frame",
    [
        b"\x00\x01",
        "",
        "2probe",
        "5",
        "42/_event,",
        "42/_event,{}",
        '42/_event,["event"]',
        '42/_event,17["event", {"name": "x"}]',
        '42/other,["event", {}]',
        '42["event", {}]',
        '43/_event,1["ok"]',
        '451-/_event,["event", {"_placeholder": true, "num": 0}]',
        "40/_event,",
        "40",
        '42/_event,["disconnect"]',
        json.dumps({"a": 1}),
    ],
)
async def test_T06_malformed_frames_close_the_socket(
    demo: RunningApp, sign_in: SignIn, frame: str | bytes
) -> None:
    async with raw_client(demo.base_url, cookie=sign_in(27)) as client:
        await client.hydrated()
        await client.raw(frame)
        await client.closed()


async def test_T06_the_server_is_well_after_all_this(demo: RunningApp, sign_in: SignIn) -> None:
    async with raw_client(demo.base_url, cookie=sign_in(28)) as client:
        await client.hydrated()
        await _answered(client)
    assert "Traceback" not in demo.log()
