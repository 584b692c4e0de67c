"""Without a connection: an honest page in the reader's language, and nothing of anybody's chat."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from livechat.domain.text import speaking, t
from tests.e2e.backstage import Backstage
from tests.e2e.beginnings import in_the_chat
from tests.e2e.chat import Chat
from tests.e2e.conftest import PATIENCE_MS, Person, wait_until
from tests.servers.app import AppServer, app_server

pytestmark = pytest.mark.e2e

_KEPT = """async () => {
  const kept = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) kept.push(request.url);
  return kept.map((url) => new URL(url).pathname + new URL(url).search);
}"""
_LEFT = """async () => ({
  local: {...localStorage}, session: {...sessionStorage},
  databases: (await indexedDB.databases()).map((one) => one.name),
})"""


def _wait_for_worker(page: Page) -> None:
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    wait_until(page, lambda: bool(page.evaluate(_KEPT)))


@pytest.fixture
def open_in(browser: Browser, app: AppServer) -> Any:
    """Opens /help in a new browser of the language."""
    contexts: list[BrowserContext] = []

    def open_help(tag: str) -> tuple[BrowserContext, Page]:
        context = browser.new_context(locale=tag)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{app.url}/help")
        _wait_for_worker(page)
        return context, page

    yield open_help
    for context in contexts:
        context.close()


@pytest.mark.parametrize("tag", ["en", "es", "ar"])
def test_the_offline_page_is_in_the_readers_language_and_goes_on_by_itself(
    open_in: Callable[[str], tuple[BrowserContext, Page]], tag: str
) -> None:
    context, page = open_in(tag)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    context.set_offline(True)
    page.reload()
    with speaking(tag):
        expect(page.get_by_role("heading", level=1, name=t("offline.title"))).to_be_visible()
        expect(page.get_by_role("status")).to_have_text(t("offline.device"))
        expect(page.get_by_text(t("offline.place", n=10))).to_be_visible()
        expect(page.locator("html")).to_have_attribute("dir", "rtl" if tag == "ar" else "ltr")
        page.get_by_role("link", name=t("offline.again")).click()
        expect(page.get_by_role("heading", level=1, name=t("offline.title"))).to_be_visible()
        context.set_offline(False)
        expect(page.get_by_role("heading", level=1, name=t("help.title"))).to_be_visible()
    assert complaints == []


def test_another_language_brings_its_own_page_and_keeps_one(
    open_in: Callable[[str], tuple[BrowserContext, Page]],
) -> None:
    _, page = open_in("en")
    page.locator(".language > summary").click()
    page.get_by_role("button", name="Español").click()
    with speaking("es"):
        expect(page.get_by_role("heading", level=1, name=t("help.title"))).to_be_visible()
    wait_until(page, lambda: page.evaluate(_KEPT) == ["/offline?language=es"])


def test_a_server_that_does_not_answer_is_called_by_its_name(
    browser: Browser, tmp_path: Path
) -> None:
    context = browser.new_context()
    page = context.new_page()
    with app_server(tmp_path) as server:
        page.goto(f"{server.url}/help")
        _wait_for_worker(page)
    page.reload()
    expect(page.get_by_role("heading", level=1, name=t("offline.title"))).to_be_visible()
    expect(page.get_by_role("status")).to_have_text(t("offline.server"))
    with app_server(tmp_path, port=urlsplit(server.url).port):
        expect(page.get_by_role("heading", level=1, name=t("help.title"))).to_be_visible()
        context.close()


def test_offline_shows_nothing_of_a_conversation_and_keeps_one_public_page(
    someone: Callable[..., Person], app: AppServer, backstage: Backstage
) -> None:
    student = someone(backstage.new_student("Noor Haddad"))
    chat = in_the_chat(app, student)
    expect(chat.choices().first).to_be_visible()
    chat.write("The poster in my room is black.")
    _wait_for_worker(student.page)
    assert student.page.evaluate(_KEPT) == ["/offline?language=en"]
    student.context.set_offline(True)
    for path in ("/help", "/account", "/help/video-buffering"):
        student.page.goto(f"{app.url}{path}")
        expect(student.page.get_by_role("heading", level=1)).to_have_text(t("offline.title"))
        assert "poster" not in student.page.content()
        assert "Noor" not in student.page.content()
    student.complaints[:] = [line for line in student.complaints if not _is_offline(line)]


def _is_offline(line: str) -> bool:
    return "ERR_INTERNET_DISCONNECTED" in line or "WebSocket" in line


@pytest.mark.parametrize("is_shared", [True, False], ids=["shared computer", "own device"])
def test_signing_out_leaves_nothing_of_the_person(
    someone: Callable[..., Person], app: AppServer, backstage: Backstage, is_shared: bool
) -> None:
    student = someone(backstage.new_student("Noor Haddad"))
    page = student.page
    page.goto(f"{app.url}/sign-in?next=/help")
    page.get_by_label("Email").fill(student.account.email)
    page.get_by_label("Password", exact=True).fill(student.account.password)
    if is_shared:
        page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"/help/?$"))
    chat = Chat(page)
    chat.open()
    chat.type("half a secret thought")
    _wait_for_worker(page)
    wait_until(page, lambda: "secret" in str(page.evaluate(_LEFT)))
    page.keyboard.press("Escape")
    page.locator(".account:not(.language) > summary").click()
    page.get_by_role("button", name=t("page.sign_out")).click()
    expect(page.get_by_role("link", name=t("page.sign_in")).first).to_be_visible()
    assert not [one for one in student.context.cookies() if "session" in str(one.get("name"))]
    if is_shared:
        left = page.evaluate(_LEFT)
        assert "secret" not in str(left)
        assert student.account.email not in str(left)
        assert left["databases"] == []
    _wait_for_worker(page)
    assert page.evaluate(_KEPT) == ["/offline?language=en"]


def test_it_is_an_app_that_browsers_offer_to_install(
    open_in: Callable[[str], tuple[BrowserContext, Page]], app: AppServer
) -> None:
    context, page = open_in("ar")
    session = context.new_cdp_session(page)
    found = session.send("Page.getAppManifest")
    assert found["errors"] == []
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # The only objection is to the tests' own kind of window.
    assert [one["errorId"] for one in errors if one["errorId"] != "in-incognito"] == []
    manifest = page.evaluate("fetch('/manifest.webmanifest').then((answer) => answer.json())")
    assert (manifest["lang"], manifest["dir"], manifest["start_url"]) == ("ar", "rtl", "/help")
    assert {icon["purpose"] for icon in manifest["icons"] if "purpose" in icon} == {
        "any",
        "maskable",
    }
    for one in manifest["icons"]:
        natural = page.evaluate(
            """(src) => new Promise((done) => { const image = new Image();
            image.onload = () => done(image.naturalWidth); image.src = src; })""",
            one["src"],
        )
        assert one["sizes"] in ("any", f"{natural}x{natural}")
