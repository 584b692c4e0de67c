"""Writes the gallery: every page and stage, on phone and laptop, light and dark."""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bootstrap.browser import find_chromium
from tests.screenshots import stages
from tests.servers.app import app_server
from tests.servers.waiting import eventually

SIZES = {"phone": {"width": 390, "height": 844}, "laptop": {"width": 1280, "height": 800}}
THEMES = ("light", "dark")
_READY_S = 120
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@contextmanager
def _window(browser: Browser, url: str, cookie: str, size: str, theme: Any) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(
        viewport=SIZES[size],  # type: ignore[arg-type]  # a plain dict serves
        color_scheme=theme,
        device_scale_factor=1,
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    if cookie:
        name, _, value = cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": url}])
    try:
        yield context.new_page()
    finally:
        context.close()


def _is_ready(url: str) -> bool:
    """The bot is there, too."""
    try:
        return httpx.get(f"{url}/api/health/ready").status_code == 200
    except httpx.HTTPError:
        return False


def main() -> None:
    """Pictures go to the folder given, else to var/gallery, which is not kept."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "var/gallery")
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="livechat-gallery-") as name:
        folder = Path(name)
        people = stages.prepare(folder)
        path = find_chromium()
        options: dict[str, Any] = {"executable_path": path} if path else {}
        with app_server(folder) as app, sync_playwright() as playwright:
            asyncio.run(eventually(lambda: _is_ready(app.url), _READY_S))
            browser = playwright.chromium.launch(args=_FLAGS, **options)
            for size in SIZES:
                for theme in THEMES:
                    for stage in stages.STAGES:
                        with _window(browser, app.url, people[stage.who], size, theme) as page:
                            file = target / f"{stage.name}-{size}-{theme}.png"
                            try:
                                stage.go(page, app.url)
                                page.screenshot(path=file)
                                print(file, flush=True)
                            except Exception as error:
                                page.screenshot(path=file)
                                print(f"{file}: {str(error).splitlines()[0]}", flush=True)
            browser.close()


if __name__ == "__main__":
    main()
