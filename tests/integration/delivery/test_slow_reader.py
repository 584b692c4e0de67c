"""R20: whoever reads 1 kB a second holds up nobody else."""

import asyncio
import time
import uuid
from contextlib import AsyncExitStack

from tests.bench.figures import figures
from tests.consistency import assert_consistent
from tests.integration.delivery.conftest import MakeLive
from tests.servers.live_app import CHAT, LiveApp, help_page
from tests.servers.raw_client import RawClient
from tests.servers.unreliable_line import Line, unreliable_line

_SLOW_PAGES = 5
_MESSAGES = 40
_LONG = "A line that takes a slow reader most of a second. " * 20
_MEMORY = 60 * 2**20


async def test_r20_a_client_at_1_kb_a_second_slows_nobody(make_live: MakeLive) -> None:
    live = make_live(presence_lost_s="86400")
    student, other = live.desk.student(), live.desk.student()
    busy = live.desk.active(student, live.desk.agent())
    quiet = live.desk.active(other, live.desk.agent())
    app = live.process()
    with unreliable_line(app.port) as line:
        app.variables = {**app.variables, "LIVECHAT_ORIGINS": line.base_url}
        await asyncio.to_thread(app.start)
        async with AsyncExitStack() as stack:
            cookie = live.cookie(student)
            slow = [
                await stack.enter_async_context(help_page(line.base_url, cookie))
                for _ in range(_SLOW_PAGES)
            ]
            talking = await stack.enter_async_context(help_page(app.base_url, cookie))
            beside = await stack.enter_async_context(help_page(app.base_url, live.cookie(other)))
            before = await _p95_s(beside, quiet, _MESSAGES // 2)
            memory = (await figures(app.base_url))["process_resident_memory_bytes"]
            line.become(Line.SLOW)
            # Everything that is said here goes to the slow pages, too.
            flood = asyncio.create_task(_p95_s(talking, busy, _MESSAGES, _LONG))
            during = await _p95_s(beside, quiet, _MESSAGES // 2)
            own = await flood
            print(f"p95 {before:.3f} s alone, {during:.3f} s and {own:.3f} s beside slow readers")
            assert during < max(1.0, 5 * before)
            assert own < max(1.0, 5 * before)
            after = (await figures(app.base_url))["process_resident_memory_bytes"]
            assert after - memory < _MEMORY
            newest = _newest(live, busy)
            assert any(_last(page) != newest for page in slow), "the line was not slow"
            line.become(Line.GOOD)
            for page in slow:
                await page.until(lambda: page.is_closed or _last(page) == newest, 60)  # noqa: B023 - used at once
        async with help_page(line.base_url, cookie) as again:
            assert _last(again) == newest
    assert_consistent(live.context.database)


async def _p95_s(page: RawClient, conversation: str, count: int, text: str = "hello") -> float:
    """Send one after the other; the seconds until 95 of 100 were confirmed."""
    took = []
    for number in range(count):
        client_id, started = str(uuid.uuid4()), time.perf_counter()
        said = {"client_id": client_id, "text": f"{number} {text}", "attachments": []}
        await page.call(f"{CHAT}.deliver", said | {"conversation": conversation})
        await page.until(lambda: client_id in page.state.get("confirmed", ()), 30)  # noqa: B023 - used at once
        took.append(time.perf_counter() - started)
    return sorted(took)[int(0.95 * count)]


def _newest(live: LiveApp, conversation: str) -> int:
    return live.context.read(live.desk.messages, conversation)[-1].seq


def _last(page: RawClient) -> int:
    return int(page.tail[-1]["seq"])
