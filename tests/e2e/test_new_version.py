"""R26: a new version is deployed in the middle of a chat; old tabs load it, and keep the draft."""

import re
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.consistency import assert_consistent
from tests.e2e.chat import Chat
from tests.servers.demo_app import ROOT
from tests.servers.live_app import COOKIE, LiveApp, live_app

pytestmark = pytest.mark.e2e

_DRAFT = "half a thought about the second try"
# Longer than a tab waits for a quiet moment.
_QUIET_MS = 4_000


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveApp]:
    with live_app(tmp_path) as found:
        yield found


def _other_pages(folder: Path) -> dict[str, str]:
    """The same pages with a visible change, as the next version would bring it."""
    pages = folder / "next" / "build" / "client"
    shutil.copytree(ROOT / ".web" / "build" / "client", pages)
    for page in pages.rglob("*.html"):
        text = page.read_text().replace("<head>", '<head><meta name="release" content="next"/>', 1)
        page.write_text(text)
        page.with_name(f"{page.name}.gz").unlink(missing_ok=True)
    return {"REFLEX_WEB_WORKDIR": str(folder / "next")}


def _help_page(browser: Browser, url: str, cookie: str) -> tuple[BrowserContext, Page]:
    context = browser.new_context()
    value = cookie.removeprefix(f"{COOKIE}=")
    context.add_cookies([{"name": COOKIE, "value": value, "url": url}])
    page = context.new_page()
    page.clock.install()
    page.goto(f"{url}/help")
    return context, page


def _release(page: Page) -> Any:
    return page.locator('meta[name="release"]')


def test_r26_old_tabs_load_the_new_version_and_keep_the_draft(
    live: LiveApp, browser: Browser, tmp_path: Path
) -> None:
    student = live.desk.student()
    conversation = live.desk.active(student, live.desk.agent(), "The video is black.")
    old = live.process()
    old.start()
    context, page = _help_page(browser, old.base_url, live.cookie(student))
    chat = Chat(page)
    chat.open()
    expect(chat.says("The video is black.")).to_be_visible()
    chat.type(_DRAFT)
    expect(_release(page)).to_have_count(0)

    old.stop(signal.SIGTERM)
    chat.panel.get_by_role("textbox", name="Message").press_sequentially(" sent meanwhile")
    page.keyboard.press("Enter")
    chat.type(_DRAFT)
    following = live.process(LIVECHAT_PORT=str(old.port), **_other_pages(tmp_path))
    following.port = old.port
    following.start()

    expect(_release(page)).to_have_count(1, timeout=20_000)
    expect(chat.panel).to_be_visible()
    field = chat.panel.get_by_role("textbox", name="Message")
    expect(field).to_have_value(_DRAFT)
    expect(chat.says(f"{_DRAFT} sent meanwhile")).to_be_visible()
    chat.panel.get_by_role("textbox", name="Message").press("Enter")
    expect(chat.log.get_by_text(re.compile(f"^{_DRAFT}$"))).to_be_visible()
    # It is shown as soon as it is sent; the browser is not to be closed before it is stored.
    expect(chat.log.locator(".pending")).to_have_count(0)
    context.close()
    bodies = [row.body for row in live.context.read(live.desk.messages, conversation)]
    assert bodies[-2:] == [f"{_DRAFT} sent meanwhile", _DRAFT]
    assert_consistent(live.context.database)


def test_r26_a_restart_of_the_same_version_reloads_nothing(live: LiveApp, browser: Browser) -> None:
    student = live.desk.student()
    live.desk.active(student, live.desk.agent(), "The video is black.")
    app = live.process()
    app.start()
    context, page = _help_page(browser, app.base_url, live.cookie(student))
    chat = Chat(page)
    chat.open()
    expect(chat.says("The video is black.")).to_be_visible()
    page.evaluate("window.isTheSamePage = true")
    app.stop(signal.SIGKILL)
    with page.expect_response("**/api/version", timeout=20_000):
        app.start()
    chat.write("after the restart")
    page.clock.fast_forward(_QUIET_MS)
    chat.write("a while after the restart")
    assert page.evaluate("window.isTheSamePage")
    context.close()
