"""What the desk does by itself: shortcuts, the title's count, notifications, clocks."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from livechat.domain.vocabulary import Role
from tests.e2e.backstage import Backstage
from tests.e2e.beginnings import at_the_desk, waiting
from tests.e2e.conftest import Person, wait_until
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e

# A browser without a window never hides a page, so that it is said to be hidden; the
# notifications are real ones, and their texts are kept.
_LOOK_AWAY = """() => {
  Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
  window.told = [];
  window.Notification = class extends Notification {
    constructor(text, options) {
      super(text, options);
      window.told.push(text);
    }
  };
}"""


def _press(page: Page, key: str) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press(key)


def test_two_chats_are_worked_by_the_keyboard_and_draw_attention(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    agent = someone(Role.AGENT)
    agent.context.grant_permissions(["notifications"], origin=app.url)
    desk, page = at_the_desk(app, agent), agent.page
    names = ("Lena Fischer", "Amina Yusuf")
    chats = {}
    for name in names:
        chats[name] = waiting(app, someone(backstage.new_student(name)))
        desk.accept(name)
    opened = page.get_by_role("region", name="Conversation with")
    expect(opened).to_have_accessible_name("Conversation with Amina Yusuf")

    # J and K walk through the chats; off while one types, but for Escape.
    first = page.locator("[data-chat]").first.locator("b").inner_text()
    last = page.locator("[data-chat]").last.locator("b").inner_text()
    _press(page, "j")
    _press(page, "j")
    expect(opened).to_have_accessible_name(f"Conversation with {last}")
    _press(page, "k")
    expect(opened).to_have_accessible_name(f"Conversation with {first}")
    _press(page, "r")
    page.keyboard.type("jk?")
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_have_value("jk?")
    expect(opened).to_have_accessible_name(f"Conversation with {first}")

    # ? is the sheet of shortcuts, T the ticket.
    _press(page, "?")
    sheet = desk.sheet("Keyboard shortcuts")
    for word in ("Next", "Internal note", "ticket"):
        expect(sheet).to_contain_text(word, ignore_case=True)
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    _press(page, "t")
    expect(page.get_by_role("dialog").get_by_label("Group")).to_be_visible()
    page.keyboard.press("Escape")

    # A message while one looks elsewhere: a notification, and its count in the title.
    page.evaluate(_LOOK_AWAY)
    chats[last].write("are you still there?")
    wait_until(page, lambda: page.evaluate("window.told.length") > 0)
    expect(page).to_have_title(re.compile(r"^\(\d+\) "))
    row = desk.lists.get_by_role("button").filter(has_text=last)
    expect(row).to_contain_text("are you still there?")
    # The clock of whoever waits goes on by itself, with nothing from the server.
    clock = row.locator(".c")
    before, told = clock.inner_text(), len(_from_server(agent))
    expect(clock).not_to_have_text(before)
    # Drafts and marks of what was done above may still come; the rows do not.
    assert [frame for frame in _from_server(agent)[told:] if "chats_rx_state_" in frame] == []


def _from_server(person: Person) -> list[str]:
    return [frame for frame in person.frames if frame.startswith("42")]
