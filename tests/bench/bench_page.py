"""Weight of the Help page, and the time until the chat panel can be used, on this machine."""

import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from bootstrap.browser import find_chromium
from tests.bench.desk_data import prepare
from tests.conftest import CHROMIUM_FLAGS
from tests.servers.app import app_server

_RUNS = 5


def _weigh(page: Page) -> dict[str, Any]:
    weight: dict[str, Any] = page.evaluate(
        """() => {
          const all = [...performance.getEntriesByType('resource'),
                       ...performance.getEntriesByType('navigation')];
          const paint = performance.getEntriesByName('first-contentful-paint')[0];
          return {bytes: all.reduce((sum, one) => sum + one.transferSize, 0),
                  requests: all.length, paint: paint ? paint.startTime : NaN};
        }"""
    )
    return weight


def _visit(browser: Browser, url: str, cookie: dict[str, str]) -> tuple[float, float, float, float]:
    """(kB, first paint ms, page usable ms, click to usable panel ms)."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_cookies([{**cookie, "url": url}])  # type: ignore[list-item]  # a plain dict serves
    page = context.new_page()
    start = time.perf_counter()
    page.goto(f"{url}/help", wait_until="commit")
    launcher = page.get_by_role("button", name="Live chat").first
    launcher.wait_for()
    usable = time.perf_counter() - start
    page.wait_for_load_state("networkidle")
    weight = _weigh(page)
    start = time.perf_counter()
    launcher.click()
    page.get_by_role("textbox", name="Message").wait_for()
    opened = time.perf_counter() - start
    context.close()
    return weight["bytes"] / 1000, weight["paint"], 1000 * usable, 1000 * opened


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def main() -> None:
    """Print medians over several visits, each with an empty cache."""
    with tempfile.TemporaryDirectory(prefix="livechat-bench-") as name:
        folder = Path(name)
        (pair,) = prepare(folder, 1)
        key, _, value = pair.student_cookie.partition("=")
        with app_server(folder) as app, sync_playwright() as playwright:
            path = find_chromium()
            options: dict[str, Any] = {"executable_path": path} if path else {}
            browser = playwright.chromium.launch(args=CHROMIUM_FLAGS, **options)
            visits = [_visit(browser, app.url, {"name": key, "value": value}) for _ in range(_RUNS)]
            browser.close()
    names = ("transferred kB", "first paint ms", "page usable ms", "click to usable panel ms")
    for number, label in enumerate(names):
        print(f"{label:<28} {_median([visit[number] for visit in visits]):>8.0f}")


if __name__ == "__main__":
    main()
