"""TRUST T06 and T07 on the real app: rubbish costs the server and the others nothing."""

import asyncio

import psutil

from tests.integration.trust.conftest import Attacked
from tests.integration.trust.test_every_handler import FIND, settled
from tests.servers.live_app import CHAT
from tests.servers.raw_client import raw_client

_DEEP = "[" * 10_000 + "]" * 10_000
_WIDE = "[" + ",".join(["[]"] * 20_000) + "]"
_ARGUMENTS = (
    f'{{"text": {_DEEP}}}',
    f'{{"text": "{"x" * 70_000}"}}',
    '{"text": %s}' % ("9" * 60_000),
    '{"text": {"a": {"b": [null, NaN]}}}',
    '{"text": "\\ud800"}',
)


async def _rubbish(url: str, arguments: str) -> None:
    async with raw_client(url) as client:
        await client.hydrated()
        body = f'{{"name": "{FIND}", "payload": {arguments}, "router_data": {{}}}}'
        for _ in range(5):
            await client.raw(f'42/_event,["event", {body}]')
        await client.closed()


async def _wide(url: str) -> None:
    """Well-formed and shallow: refused for its type, and the page lives on."""
    async with raw_client(url) as client:
        await client.hydrated()
        body = f'{{"name": "{FIND}", "payload": {{"text": {_WIDE}}}, "router_data": {{}}}}'
        await client.raw(f'42/_event,["event", {body}]')
        await client.until(lambda: client.state.get("number"))


async def _storm(url: str) -> None:
    await asyncio.gather(_wide(url), *(_rubbish(url, each) for each in _ARGUMENTS))


async def test_T06_deep_and_huge_arguments_leave_memory_and_other_clients_alone(
    attacked: Attacked,
) -> None:
    memory = psutil.Process(attacked.site.pid).memory_info
    async with raw_client(attacked.url) as bystander:
        await bystander.hydrated()
        # What a first time costs (buffers, caches) is no leak.
        await _storm(attacked.url)
        await settled(bystander)
        before = memory().rss
        for _ in range(10):
            await _storm(attacked.url)
            await settled(bystander)
        assert not bystander.is_closed
        # 300 frames of up to 64 KB have been sent, 20 MB in all, and trees of 20,000 lists.
        assert memory().rss - before < 24 * 2**20
    assert "Traceback" not in attacked.site.log()
    assert "RecursionError" not in attacked.site.log()


async def test_T06_arguments_of_every_wrong_kind_are_answered_in_general_words(
    attacked: Attacked,
) -> None:
    student = attacked.live.desk.student()
    async with raw_client(attacked.url, cookie=attacked.live.cookie(student)) as client:
        await client.hydrated()
        wrong = [
            {},
            {"text": None},
            {"text": 1},
            {"text": True},
            {"text": ["a"]},
            {"text": {"a": 1}},
            {"text": "a", "more": 1},
            {"Text": "a"},
            {"text": "a", "self": "a", "__class__": "a"},
        ]
        for number, payload in enumerate(wrong, start=1):
            await client.call(f"{CHAT}.search_history", payload)
            await client.until(lambda number=number: client.state.get("number") == number, 20)
            assert "went wrong" in client.state["text"]
        assert not client.is_closed
    refused = [entry for entry in attacked.refusals() if entry[2] == student.user_id]
    assert [reason for _, reason, _ in refused] == ["arguments"] * len(wrong)
