"""What a browser has to do for our pages, beside the same for the plainest Reflex page.

Transfer and time until usable on an emulated phone of the middle; panel, own bubble, memory after
1,000 messages and the desk's frames on this machine as it is. Targets are in brackets.
"""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, async_playwright

from bootstrap.browser import find_chromium
from livechat import composition
from livechat.domain.vocabulary import Role
from livechat.settings import load
from livechat.store.unit_of_work import UnitOfWork
from tests.bench.bare_page import bare_page
from tests.bench.browsing import Visit, median, visit
from tests.bench.desk_data import Pair, chat_of, person, prepare
from tests.bench.pages import Pages
from tests.bench.sockets import percentile, steady
from tests.conftest import CHROMIUM_FLAGS
from tests.servers.app import app_server

_RUNS = 5
_CHATS, _ARRIVING_PER_S, _FRAMES_MS = 50, 20, 10_000
_MESSAGES = 1000
# Under the limit of frames for one socket.
_FILLING_PER_S = 15
Figures = dict[str, float]


async def _load(browser: Browser, url: str, path: str, cookie: str) -> Figures:
    """The first view with an empty cache, then the panel, on the slow phone."""
    async with visit(browser, url, cookie, slow=True) as seen:
        await seen.page.goto(f"{url}{path}", wait_until="commit")
        usable = await seen.watched("usable")
        await seen.page.wait_for_load_state("networkidle")
        closed, told = seen.bytes, seen.frames
        await seen.page.get_by_role("button", name="Live chat").first.click()
        opened = await seen.watched("opened")
        await seen.page.wait_for_load_state("networkidle")
        return {
            "first view, kB compressed [<250]": closed / 1000,
            "first view, requests": len(seen.requests),
            "first view, kB on the socket": told / 1000,
            "panel adds, kB compressed [<60]": (seen.bytes - closed) / 1000,
            "usable on the phone, ms [<2500]": usable,
            "click to panel on the phone, ms": opened,
        }


async def _talk(browser: Browser, url: str, path: str, cookie: str) -> Figures:
    """Panel and own bubbles on a line without delay."""
    async with visit(browser, url, cookie, slow=False, phone=False) as seen:
        await seen.page.goto(f"{url}{path}")
        await seen.page.wait_for_load_state("networkidle")
        await seen.page.get_by_role("button", name="Live chat").first.click()
        opened = await seen.watched("opened")
        return {
            "click to panel, ms [<100]": opened,
            "Enter to own bubble, ms": await _own_bubble(seen),
        }


async def _own_bubble(seen: Visit) -> float:
    field = seen.page.get_by_role("textbox", name="Message")
    times = []
    for number in range(_RUNS):
        await field.fill(f"Own message number {number} of this page.")
        await field.press("Enter")
        times.append(await seen.watched("bubble"))
    return median(times)


async def _memory(browser: Browser, pages: Pages, url: str, pair: Pair) -> Figures:
    """A page that was there while a thousand messages arrived."""
    async with visit(browser, url, pair.student_cookie, slow=False, phone=False) as seen:
        await seen.page.goto(f"{url}/help")
        await seen.page.get_by_role("button", name="Live chat").first.click()
        await seen.page.get_by_role("log").wait_for()
        before = await seen.heap_mb()
        agent = await pages.agent(pair, lambda _: None)
        for number in range(_MESSAGES):
            await pages.answer(agent, pair, f"Earlier message {number}.")
            await asyncio.sleep(1 / _FILLING_PER_S)
        await seen.page.get_by_text(f"Earlier message {_MESSAGES - 1}.").last.wait_for()
        await agent.close()
        return await _grown(seen, before)


async def _bare_memory(browser: Browser, url: str) -> Figures:
    async with visit(browser, url, slow=False, phone=False) as seen:
        await seen.page.goto(url)
        await seen.page.get_by_role("button", name="Live chat").click()
        await seen.page.get_by_role("button", name="Fill").wait_for()
        before = await seen.heap_mb()
        await seen.page.get_by_role("button", name="Fill").click()
        await seen.page.get_by_text(f"Earlier message {_MESSAGES - 1}.").wait_for()
        return await _grown(seen, before)


async def _grown(seen: Visit, before: float) -> Figures:
    after = await seen.heap_mb()
    return {
        f"memory after {_MESSAGES} messages, MB": after,
        f"of it by the {_MESSAGES} messages, MB": after - before,
        f"elements after {_MESSAGES} messages": await seen.elements(),
    }


async def _desk_frames(
    browser: Browser, pages: Pages, url: str, agent: str, pairs: list[Pair]
) -> Figures:
    """The desk of an agent with fifty chats, in which students write."""
    students = [await pages.student(pair) for pair in pairs]
    async with visit(browser, url, agent, slow=False, phone=False) as seen:
        await seen.page.goto(f"{url}/agent")
        await seen.page.get_by_text("Student 101").first.wait_for()

        def writing(at: int) -> Callable[[], Any]:
            return lambda: pages.say(students[at], pairs[at], "It still does not work.")

        senders = [writing(at) for at in range(len(pairs))]
        rate = _ARRIVING_PER_S / len(senders)
        told = seen.frames
        arriving = asyncio.create_task(steady(senders, rate, _FRAMES_MS / 1000))
        times = await seen.frame_times(_FRAMES_MS)
        await arriving
    for student in students:
        await student.close()
    return _frames(times, seen.frames - told)


async def _bare_frames(browser: Browser, url: str) -> Figures:
    async with visit(browser, url, slow=False, phone=False) as seen:
        await seen.page.goto(f"{url}/busy")
        await seen.page.wait_for_load_state("networkidle")
        told = seen.frames
        await seen.page.get_by_role("button", name="Start").click()
        return _frames(await seen.frame_times(_FRAMES_MS), seen.frames - told)


def _frames(times: list[float], told: float) -> Figures:
    """`told`: bytes on the page's socket meanwhile, which shows that it had something to do."""
    return {
        "desk, kB/s on the socket": told / _FRAMES_MS,
        "desk frame, ms, median [<17]": percentile(times, 0.5),
        "desk frame, ms, p99": percentile(times, 0.99),
        "desk frames over 50 ms, % of time": 100
        * sum(one for one in times if one > 0.05)
        / sum(times),
    }


def _full_desk(folder: Path) -> tuple[str, list[Pair]]:
    """One agent with fifty running chats, and who is in them."""
    context = composition.build_context(load({"LIVECHAT_DATA_DIR": str(folder / "data")}))

    def work(uow: UnitOfWork) -> tuple[str, list[Pair]]:
        agent, cookie = person(uow, Role.AGENT, 100, "Busy Agent")
        pairs = []
        for number in range(101, 101 + _CHATS):
            student, own = person(uow, Role.STUDENT, number)
            pairs.append(Pair(chat_of(uow, student, agent, 4), own, cookie))
        return cookie, pairs

    made = context.write(work)
    context.database.close()
    return made


async def _measure(
    url: str, bare: str, talk: Pair, long: Pair, desk: tuple[str, list[Pair]]
) -> None:
    path = find_chromium()
    options: dict[str, Any] = {"executable_path": path} if path else {}
    async with Pages(url) as pages, async_playwright() as playwright:
        browser = await playwright.chromium.launch(args=CHROMIUM_FLAGS, **options)
        loads = [await _load(browser, url, "/help", talk.student_cookie) for _ in range(_RUNS)]
        bare_loads = [await _load(browser, bare, "/", "") for _ in range(_RUNS)]
        talks = [await _talk(browser, url, "/help", talk.student_cookie) for _ in range(_RUNS)]
        bare_talks = [await _talk(browser, bare, "/", "") for _ in range(_RUNS)]
        print(f"{'':<40}{'Livechat':>10}{'bare':>10}")
        _print(_medians(loads) | _medians(talks), _medians(bare_loads) | _medians(bare_talks))
        _print(await _memory(browser, pages, url, long), await _bare_memory(browser, bare))
        _print(await _desk_frames(browser, pages, url, *desk), await _bare_frames(browser, bare))
        await browser.close()


def _medians(runs: list[Figures]) -> Figures:
    return {name: median([run[name] for run in runs]) for name in runs[0]}


def _print(ours: Figures, bare: Figures) -> None:
    for name, value in ours.items():
        print(f"{name:<40}{value:>10.1f}{bare[name]:>10.1f}", flush=True)


def main() -> None:
    """Everything in one run, so that both pages meet the same machine."""
    with tempfile.TemporaryDirectory(prefix="livechat-bench-") as name:
        folder = Path(name)
        talk, long = prepare(folder, 2)
        desk = _full_desk(folder)
        with app_server(folder, agent_capacity=str(_CHATS)) as app, bare_page(folder) as bare:
            asyncio.run(_measure(app.url, bare.url, talk, long, desk))


if __name__ == "__main__":
    main()
