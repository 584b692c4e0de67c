"""Writes the gallery: pages and stages, on phone and laptop, light and dark, also in Arabic."""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bootstrap.browser import find_chromium
from livechat.domain.text import speaking
from tests.screenshots import stages
from tests.servers.app import app_server
from tests.servers.waiting import eventually

SIZES = {"phone": {"width": 390, "height": 844}, "laptop": {"width": 1280, "height": 800}}
THEMES = ("light", "dark")
_READY_S = 120
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@contextmanager
def _window(
    browser: Browser, url: str, cookie: str, size: str, theme: Any, tag: str
) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(
        viewport=SIZES[size],  # type: ignore[arg-type]  # a plain dict serves
        color_scheme=theme,
        device_scale_factor=1,
        reduced_motion="reduce",
        locale=tag,
    )
    context.set_default_timeout(15_000)
    if cookie:
        name, _, value = cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": url}])
    page = context.new_page()
    try:
        yield page
    finally:
        page.unroute_all(behavior="ignoreErrors")
        context.close()


def _is_ready(url: str) -> bool:
    """The bot is there, too."""
    try:
        return httpx.get(f"{url}/api/health/ready").status_code == 200
    except httpx.HTTPError:
        return False


def main() -> None:
    """Pictures go to the folder given, else to var/gallery, which is not kept.

    Names of stages after the folder: those alone. The status is 1 when one was not reached.
    """
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "var/gallery")
    wanted, missed = set(sys.argv[2:]), 0
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="livechat-gallery-") as name:
        folder = Path(name)
        context, people = stages.prepare(folder)
        path = find_chromium()
        options: dict[str, Any] = {"executable_path": path} if path else {}
        # Nobody's page stays open, and yet the desk is staffed until the last picture.
        staffed = {"presence_lost_s": "86400", "offer_misses": "1000"}
        with app_server(folder, **staffed) as app:
            asyncio.run(eventually(lambda: _is_ready(app.url), _READY_S))
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(args=_FLAGS, **options)
                for tag, size, theme, stage in product(stages.NAMES, SIZES, THEMES, stages.STAGES):
                    if tag != "en" and stage.who in stages.DESK:
                        continue
                    if wanted and stage.name not in wanted:
                        continue
                    cookie = people[f"{tag} {stage.who}"]
                    name = stage.name if tag == "en" else f"{stage.name}-{tag}"
                    file = target / f"{name}-{size}-{theme}.png"
                    with (
                        _window(browser, app.url, cookie, size, theme, tag) as page,
                        speaking(tag),
                        stage.around(context, tag),
                    ):
                        try:
                            stage.go(page, app.url)
                            page.screenshot(path=file)
                            print(file, flush=True)
                        except Exception as error:
                            page.screenshot(path=file)
                            print(f"{file}: {str(error).splitlines()[0]}", flush=True)
                            missed += 1
                browser.close()
        context.database.close()
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
