"""TRUST T11, T14, T47 and T48, and the fan-out: a state belongs to the cookie's session."""

import time
from collections.abc import Callable

import pytest

from tests.servers.demo_app import RunningApp
from tests.servers.demo_room import ROOM, deliver
from tests.servers.raw_client import ROOT_STATE, RawClient, raw_client
from tests.servers.waiting import eventually

REPORTER = f"{ROOT_STATE}.reflex___state____frontend_event_exception_state"
SignIn = Callable[..., str]
Counts = Callable[[], dict[str, int]]


def _hears(client: RawClient, text: str) -> bool:
    return any(message["text"] == text for message in client.state.get("messages", []))


async def _say(base_url: str, cookie: str, text: str) -> None:
    async with raw_client(base_url, cookie=cookie) as client:
        await client.hydrated()
        await deliver(client, text)
        await client.until(lambda: _hears(client, text))


async def test_others_hear_of_a_message_without_asking(demo: RunningApp, sign_in: SignIn) -> None:
    async with raw_client(demo.base_url, cookie=sign_in(41)) as listener:
        await listener.hydrated()
        await _say(demo.base_url, sign_in(42), "over here")
        await listener.until(lambda: _hears(listener, "over here"))


async def test_T11_a_stolen_token_without_a_cookie_shows_and_hears_nothing(
    demo: RunningApp, sign_in: SignIn
) -> None:
    async with raw_client(demo.base_url, cookie=sign_in(43, "agent")) as victim:
        await victim.hydrated()
        await victim.call(f"{ROOM}.agent_only")
        await victim.until(lambda: victim.state["secret_seen"] == "agent")
    async with (
        raw_client(demo.base_url, token=victim.token) as thief,
        raw_client(demo.base_url, cookie=sign_in(44)) as witness,
    ):
        await thief.hydrated()
        await witness.hydrated()
        assert (thief.state["secret_seen"], thief.state["me"]) == ("", "")
        await _say(demo.base_url, sign_in(45), "after the theft")
        # The witness has it, so the push has been and gone.
        await witness.until(lambda: _hears(witness, "after the theft"))
        assert not any("theft" in frame for frame in thief.frames)


async def test_T11_a_stolen_token_with_another_cookie_gets_a_fresh_state(
    demo: RunningApp, sign_in: SignIn
) -> None:
    async with raw_client(demo.base_url, cookie=sign_in(43, "agent")) as victim:
        await victim.hydrated()
        await victim.call(f"{ROOM}.agent_only")
        await victim.until(lambda: victim.state["secret_seen"] == "agent")
    async with raw_client(demo.base_url, cookie=sign_in(44), token=victim.token) as thief:
        await thief.hydrated()
        assert (thief.state["secret_seen"], thief.state["me"]) == ("", "44")


async def test_T11_a_token_in_use_gives_the_thief_another_one(
    demo: RunningApp, sign_in: SignIn
) -> None:
    async with raw_client(demo.base_url, cookie=sign_in(46)) as victim:
        await victim.hydrated()
        async with raw_client(demo.base_url, cookie=sign_in(47), token=victim.token) as thief:
            await thief.hydrated()
            assert thief.token != victim.token
            assert thief.state["me"] == "47"
        assert victim.state["me"] == "46"


@pytest.mark.parametrize("quiet", [False, True], ids=["told", "found out"])
async def test_T14_sockets_of_an_ended_session_close_within_5_s(
    demo: RunningApp, sign_in: SignIn, end_sessions: Callable[..., None], quiet: bool
) -> None:
    async with (
        raw_client(demo.base_url, cookie=sign_in(48)) as client,
        raw_client(demo.base_url, cookie=sign_in(49)) as other,
    ):
        await client.hydrated()
        await other.hydrated()
        end_sessions(48, quiet=quiet)
        await client.closed(5)
        assert not other.is_closed


async def test_T14_the_next_event_of_an_ended_session_is_denied_and_the_page_emptied(
    demo: RunningApp, sign_in: SignIn, end_sessions: Callable[..., None]
) -> None:
    await _say(demo.base_url, sign_in(50), "still here")
    async with raw_client(demo.base_url, cookie=sign_in(51)) as client:
        await client.hydrated()
        assert client.state["messages"]
        end_sessions(51, quiet=True)
        await client.call(f"{ROOM}.catch_up")
        await client.until(lambda: client.state["messages"] == [] or client.is_closed)
        assert client.state["catch_ups"] == 0


async def test_R22_clients_that_left_leave_nothing_and_no_phantom_is_made(
    demo: RunningApp, sign_in: SignIn, counts: Counts
) -> None:
    empty = {"clients": 0, "states": 0, "topics": 0, "futures": 0}
    for number in range(3):
        async with raw_client(demo.base_url, cookie=sign_in(52)) as client:
            await client.hydrated()
            assert counts()["clients"] >= 1
            assert counts()["topics"] == 1
        # Said while the first one is gone but its state is still kept.
        await _say(demo.base_url, sign_in(53), f"to nobody {number}")
    await eventually(lambda: {name: counts()[name] for name in empty} == empty)


async def test_a_tab_that_returns_soon_finds_its_state(demo: RunningApp, sign_in: SignIn) -> None:
    cookie = sign_in(52, "agent")
    async with raw_client(demo.base_url, cookie=cookie) as client:
        await client.hydrated()
        await client.call(f"{ROOM}.agent_only")
        await client.until(lambda: client.state["secret_seen"] == "agent")
    async with raw_client(demo.base_url, cookie=cookie, token=client.token) as again:
        await again.hydrated()
        assert again.state["secret_seen"] == "agent"


async def test_T48_an_unexpected_fault_shows_and_logs_no_private_words(
    demo: RunningApp, sign_in: SignIn
) -> None:
    async with raw_client(demo.base_url, cookie=sign_in(54)) as client:
        await client.hydrated()
        await client.call(f"{ROOM}.crash")
        await client.until(lambda: client.state.get("text"))
        assert not any("private words" in frame for frame in client.frames)
    log = demo.log()
    assert '"kind": "unexpected"' in log
    assert "RuntimeError" in log
    assert "private words" not in log


async def test_T47_what_a_browser_reports_is_one_line(demo: RunningApp, sign_in: SignIn) -> None:
    async with raw_client(demo.base_url, cookie=sign_in(55)) as client:
        await client.hydrated()
        payload = {"info": 'x"}\n{"kind": "forged"}', "component_stack": ""}
        await client.call(f"{REPORTER}.handle_frontend_exception", payload)
        await client.call(f"{ROOM}.catch_up")
        await client.until(lambda: client.state["catch_ups"] == 1)
    assert "forged" in demo.log()
    assert '\n{"kind": "forged"}' not in demo.log()


async def test_a_slow_service_does_not_stop_the_others(demo: RunningApp, sign_in: SignIn) -> None:
    async with (
        raw_client(demo.base_url, cookie=sign_in(56)) as slow,
        raw_client(demo.base_url, cookie=sign_in(57)) as quick,
    ):
        await slow.hydrated()
        await quick.hydrated()
        await slow.call(f"{ROOM}.slow", {"seconds": 2})
        started = time.monotonic()
        await quick.call(f"{ROOM}.catch_up")
        await quick.until(lambda: quick.state["catch_ups"] == 1)
        assert time.monotonic() - started < 1
