"""TRUST T07, T10, T12, T25, T30, T49 and T50: the door in front of Reflex."""

import asyncio
import statistics
import time
import uuid
from collections.abc import Callable

import aiohttp
import httpx
import pytest

from tests.servers.demo_app import RunningApp
from tests.servers.demo_room import ROOM
from tests.servers.raw_client import raw_client
from tests.servers.waiting import eventually

SignIn = Callable[..., str]
Counts = Callable[[], dict[str, int]]


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "https://evil.example",
        "https://help.example.edu.evil.example",
        "https://xhelp.example.edu",
        "http://help.example.edu",
        "https://help.example.edu:444",
        "HTTPS://HELP.EXAMPLE.EDU",
        "https://help.example.edu/",
        "http://127.0.0.1",
        "*",
    ],
)
async def test_T10_other_origins_get_403(demo: RunningApp, origin: str | None) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with raw_client(demo.base_url, origin=origin):
            pass
    assert refused.value.status == 403


async def test_T10_a_listed_origin_is_let_in(demo: RunningApp) -> None:
    async with raw_client(demo.base_url, origin="https://help.example.edu") as client:
        await client.hydrated()


@pytest.mark.parametrize(
    "token",
    ["", "x" * 20_000, "../../etc/passwd", "c-1", str(uuid.uuid4()).upper(), "{}", "null"],
)
async def test_T12_tokens_that_are_no_uuids_are_refused(demo: RunningApp, token: str) -> None:
    with pytest.raises(aiohttp.ClientError):
        async with raw_client(demo.base_url, token=token):
            pass


@pytest.mark.parametrize(
    "query",
    [
        "EIO=4&transport=websocket",
        "EIO=3&transport=websocket&token={0}",
        "EIO=4&transport=polling&token={0}",
        "EIO=4&transport=websocket&token={0}&token={0}",
        "EIO=4&transport=websocket&token={0}&sid=abc",
        "",
    ],
)
async def test_T12_odd_handshakes_are_refused(demo: RunningApp, query: str) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError):
        async with raw_client(demo.base_url, query=query.format(uuid.uuid4())):
            pass


async def test_T07_unknown_names_leave_nothing_behind(
    demo: RunningApp, sign_in: SignIn, counts: Counts
) -> None:
    before = counts()
    cookie = sign_in(31)

    async def attack() -> None:
        async with raw_client(demo.base_url, cookie=cookie) as client:
            await client.hydrated()
            for number in range(200):
                # Also after the first has closed the door: the others are on their way by then.
                await client.call(f"{ROOM}.nothing_{number}")
            await client.closed()

    for _ in range(5):
        await asyncio.gather(*(attack() for _ in range(10)))
    await eventually(lambda: counts()["clients"] == before["clients"])
    after = counts()
    assert after["futures"] <= before["futures"]
    assert after["topics"] == before["topics"]


async def test_T30_a_flood_is_cut_off_and_others_do_not_notice(
    demo: RunningApp, sign_in: SignIn
) -> None:
    cookie = sign_in(32)
    waits: list[float] = []

    async def flood() -> None:
        async with raw_client(demo.base_url, cookie=cookie) as client:
            for _ in range(200):
                if client.is_closed:
                    return
                await client.call(f"{ROOM}.catch_up")
            await client.closed()

    async with raw_client(demo.base_url, cookie=sign_in(33)) as quiet:
        await quiet.hydrated()
        floods = [asyncio.create_task(flood()) for _ in range(40)]
        for _ in range(20):
            before = quiet.state["catch_ups"]
            started = time.monotonic()
            await quiet.call(f"{ROOM}.catch_up")
            await quiet.until(lambda before=before: quiet.state["catch_ups"] > before)
            waits.append(time.monotonic() - started)
        await asyncio.gather(*floods)
        assert not quiet.is_closed
    assert statistics.quantiles(waits, n=20)[-1] < 0.5


async def test_T30_the_allowed_rate_is_not_cut_off(demo: RunningApp, sign_in: SignIn) -> None:
    async with raw_client(demo.base_url, cookie=sign_in(34)) as client:
        await client.hydrated()
        for _ in range(35):
            await client.call(f"{ROOM}.catch_up")
        await client.until(lambda: client.state["catch_ups"] == 35)
        assert not client.is_closed


@pytest.mark.parametrize("path", ["/", "/assets/", "/nope", "/_upload", "/demo/counts", "/ping"])
def test_T49_security_headers_are_on_every_response(demo: RunningApp, path: str) -> None:
    headers = httpx.get(demo.base_url + path).headers
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.partition("style-src")[0]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


def test_T49_a_page_that_was_not_modified_keeps_its_policy(demo: RunningApp) -> None:
    first = httpx.get(demo.base_url)
    again = httpx.get(demo.base_url, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    name = "content-security-policy"
    assert again.headers[name] == first.headers[name]


@pytest.mark.parametrize(
    "path", ["/_upload", "/_upload/x.png", "/_all_routes", "/auth-codespace", "/.states", "/.web"]
)
def test_T50_reflex_side_doors_are_closed(demo: RunningApp, path: str) -> None:
    assert httpx.get(demo.base_url + path).status_code == 404
    own = {"Origin": demo.base_url}
    assert httpx.post(demo.base_url + path, headers=own).status_code in (404, 405)


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example"])
def test_T25_other_sites_post_nothing(demo: RunningApp, origin: str | None) -> None:
    headers = {"Origin": origin} if origin else {}
    answer = httpx.post(f"{demo.base_url}/demo/end", params={"user": 1}, headers=headers)
    assert answer.status_code == 403
