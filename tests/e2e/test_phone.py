"""The panel on a phone: Back closes it, fields do not zoom, the keyboard covers nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from livechat.domain.vocabulary import PresenceState, Role
from livechat.services import presence
from tests.e2e.backstage import Backstage
from tests.e2e.chat import Chat
from tests.e2e.conftest import PHONE, Account, Person
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e

# iOS zooms into fields with smaller letters.
_SMALL_FIELDS = """() => [...document.querySelectorAll("input, textarea, select")]
  .filter((field) => field.getClientRects().length && !/checkbox|radio|file/.test(field.type))
  .filter((field) => parseFloat(getComputedStyle(field).fontSize) < 16)
  .map((field) => field.outerHTML.slice(0, 120))"""
# A keyboard over the page shows in the visual viewport alone; no browser test can raise one.
_KEYBOARD = """(height) => {
  const shown = window.innerHeight - height;
  Object.defineProperty(window.visualViewport, "height", { get: () => shown, configurable: true });
  window.visualViewport.dispatchEvent(new Event("resize"));
}"""


@pytest.fixture
def student(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person], accounts: list[Account]
) -> Person:
    """A new student with a phone on the Help page, while an agent is at the desk."""
    agent = next(account for account in accounts if account.role is Role.AGENT)
    backstage.context.write(presence.set_state, backstage.actor(agent.email), PresenceState.ONLINE)
    person = someone(backstage.new_student("Noor Haddad"), viewport=PHONE)
    person.sign_in(app.url, "/help")
    return person


def test_back_closes_the_panel_and_stays_on_the_page(student: Person, app: AppServer) -> None:
    page, chat = student.page, Chat(student.page)
    chat.open()
    expect(chat.choices().first).to_be_visible()
    chat.type("half a sentence")
    sent = len(student.frames)
    page.evaluate("window.isSamePage = true")
    page.go_back()
    expect(chat.panel).to_have_count(0)
    assert page.url.rstrip("/") == f"{app.url}/help"
    assert page.evaluate("window.isSamePage")
    assert not any("is_hydrated" in frame for frame in student.frames[sent:])

    # Opened again, with the draft; the next Back closes it again.
    chat.open()
    expect(chat.panel.get_by_role("textbox", name="Message")).to_have_value("half a sentence")
    page.go_back()
    expect(chat.panel).to_have_count(0)
    # Forward is the way back into it.
    page.go_forward()
    expect(chat.panel).to_be_visible()


@pytest.mark.parametrize("way", ["button", "Escape"])
def test_back_leaves_the_page_once_the_panel_was_closed_otherwise(
    student: Person, way: str
) -> None:
    page, chat = student.page, Chat(student.page)
    page.locator("ul.pop a").first.click()
    page.wait_for_url("**/help/*")
    article = page.url
    chat.open()
    page.wait_for_function("history.state.livechatPanel")
    if way == "button":
        chat.press("Close the panel; the chat stays open")
    else:
        page.keyboard.press("Escape")
    expect(chat.panel).to_have_count(0)
    page.wait_for_function("!history.state?.livechatPanel")
    assert page.url == article
    page.go_back()
    page.wait_for_url("**/help")
    expect(page.get_by_role("searchbox")).to_be_visible()


def test_back_after_a_reload_with_the_panel_open_closes_it(student: Person, app: AppServer) -> None:
    page, chat = student.page, Chat(student.page)
    chat.open()
    page.reload()
    expect(chat.panel).to_be_visible()
    page.go_back()
    expect(chat.panel).to_have_count(0)
    assert page.url.rstrip("/") == f"{app.url}/help"


def test_back_leaves_the_page_on_a_laptop(student: Person) -> None:
    page, chat = student.page, Chat(student.page)
    page.set_viewport_size({"width": 1280, "height": 800})
    chat.open()
    page.go_back()
    expect(page).not_to_have_url("**/help")


def test_no_field_is_so_small_that_phones_zoom_in(student: Person, app: AppServer) -> None:
    page, chat = student.page, Chat(student.page)
    assert page.evaluate(_SMALL_FIELDS) == []
    chat.open()
    chat.write("my robot arm in the lab simulation does not turn")
    assert page.evaluate(_SMALL_FIELDS) == []
    chat.press("Talk to a person")
    expect(chat.panel.get_by_label("Problem")).to_be_visible()
    assert page.evaluate(_SMALL_FIELDS) == []
    page.goto(f"{app.url}/account")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate(_SMALL_FIELDS) == []


def test_composer_stands_above_a_keyboard_that_lies_over_the_page(student: Person) -> None:
    page, chat = student.page, Chat(student.page)
    chat.open()
    field = chat.panel.get_by_role("textbox", name="Message")
    field.focus()
    page.evaluate(_KEYBOARD, 300)
    expect(chat.panel).to_have_css("height", f"{PHONE['height'] - 300}px")
    box = field.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= PHONE["height"] - 300
    page.evaluate(_KEYBOARD, 0)
    expect(chat.panel).to_have_css("height", f"{PHONE['height']}px")
