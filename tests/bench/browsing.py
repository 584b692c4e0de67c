"""A browser that measures: what was transferred, when one could click, what a frame took."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, CDPSession, Page

_PATIENCE_S = 60
_WHEN_KNOWN = """(name) => new Promise((done) => {
  const look = () => watching[name] > 0 ? done(watching[name]) : setTimeout(look, 5);
  look();
})"""
_WATCHING = Path(__file__).with_name("watching.js").read_text(encoding="utf-8")
# A phone of the middle: four times slower than this machine, 1.6 Mb/s down, 150 ms there and back.
SLOWER, BITS_PER_S, ROUND_TRIP_MS = 4, 1_600_000, 150
PHONE, LAPTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


@dataclass
class Visit:
    """A page and all that came over the line for it."""

    page: Page
    cdp: CDPSession
    bytes: float = 0
    frames: float = 0
    requests: list[str] = field(default_factory=list)

    async def watched(self, name: str) -> float:
        """Waits for a figure of watching.js, in milliseconds."""
        # Playwright's own waiting would need eval, which the page's policy forbids.
        async with asyncio.timeout(_PATIENCE_S):
            return float(await self.page.evaluate(_WHEN_KNOWN, name))

    async def heap_mb(self) -> float:
        """JavaScript's memory once what nobody needs is collected."""
        await self.cdp.send("HeapProfiler.collectGarbage")
        found: Any = await self.cdp.send("Runtime.getHeapUsage")
        return float(found["usedSize"]) / 1e6

    async def elements(self) -> int:
        """How many elements the page has."""
        return int(await self.page.evaluate("document.querySelectorAll('*').length"))

    async def frame_times(self, milliseconds: int) -> list[float]:
        """Of every frame in so much time, in seconds, in order of size."""
        await self.page.evaluate("window.watching.frames = []; window.watching.isCounting = true")
        await self.page.wait_for_timeout(milliseconds)
        found = await self.page.evaluate("window.watching.isCounting = false, watching.frames")
        return sorted(float(one) / 1000 for one in found)


@asynccontextmanager
async def visit(
    browser: Browser, url: str, cookie: str = "", *, slow: bool, phone: bool = True
) -> AsyncIterator[Visit]:
    """A new browser with an empty cache; the page is not loaded yet."""
    context = await browser.new_context(viewport=PHONE if phone else LAPTOP)  # type: ignore[arg-type]  # a plain dict serves
    context.set_default_timeout(1000 * _PATIENCE_S)
    if cookie:
        name, _, value = cookie.partition("=")
        await context.add_cookies([{"name": name, "value": value, "url": url}])
    page = await context.new_page()
    await page.add_init_script(_WATCHING)
    cdp = await context.new_cdp_session(page)
    found = Visit(page, cdp)

    def loaded(event: dict[str, Any]) -> None:
        found.bytes += event["encodedDataLength"]

    def told(event: dict[str, Any]) -> None:
        found.frames += len(event["response"]["payloadData"])

    cdp.on("Network.loadingFinished", loaded)
    cdp.on("Network.webSocketFrameReceived", told)
    cdp.on(
        "Network.requestWillBeSent", lambda event: found.requests.append(event["request"]["url"])
    )
    await cdp.send("Network.enable")
    if slow:
        line = {"offline": False, "latency": ROUND_TRIP_MS, "downloadThroughput": BITS_PER_S / 8}
        await cdp.send("Network.emulateNetworkConditions", {**line, "uploadThroughput": 96_000})
        await cdp.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    try:
        yield found
    finally:
        await context.close()


def median(values: list[float]) -> float:
    """The middle one."""
    return sorted(values)[len(values) // 2]
