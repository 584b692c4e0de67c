"""A tab that is not in view: count in its title, sound and notification, asked for in good time."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from livechat.domain.vocabulary import Role
from tests.e2e.backstage import Backstage
from tests.e2e.beginnings import asking, at_the_desk
from tests.e2e.chat import Chat
from tests.e2e.conftest import Person, wait_until
from tests.e2e.desk import Desk
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e

# Playwright keeps every tab in view, and a headless browser has decided on notifications: what the
# page is told of both is set here, and what it does is noted.
_NOTE = """([permission, isPhone]) => {
  let isAway = false;
  const noted = (window.noted = { asked: 0, shown: [], tones: 0 });
  const get = () => (isAway ? "hidden" : "visible");
  Object.defineProperty(document, "visibilityState", { get });
  window.look = (away) => {
    isAway = away;
    document.dispatchEvent(new Event("visibilitychange"));
  };
  window.Notification = class {
    static permission = permission;
    static async requestPermission() {
      noted.asked += 1;
      this.permission = "granted";
      return this.permission;
    }
    constructor(text, { tag }) {
      if (isPhone) throw new TypeError("Illegal constructor.");
      noted.shown.push([text, tag]);
    }
  };
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) {
    noted.tones += this.context.state === "running" ? 1 : 0;
    return start.apply(this, when);
  };
}"""


@pytest.fixture
def watched(someone: Callable[..., Person]) -> Callable[..., Person]:
    """Opens a browser whose page notes what it does to be noticed."""

    def open_for(email: str, permission: str = "default", is_phone: bool = False) -> Person:
        person = someone(email)
        arguments = f"{[permission, is_phone]}".replace("False", "false").replace("True", "true")
        person.context.add_init_script(f"({_NOTE})({arguments})")
        return person

    return open_for


def noted(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("window.noted")
    return found


def look(page: Page, *, away: bool) -> None:
    page.evaluate("window.look", away)


def helped(
    app: AppServer, student: Person, agent: Person, name: str, before_joining: Callable[[], None]
) -> tuple[Chat, Desk]:
    """A student whose chat an agent has accepted."""
    desk = at_the_desk(app, agent)
    chat = asking(app, student)
    before_joining()
    chat.join_the_queue()
    desk.accept(name)
    expect(chat.panel.get_by_role("heading", name="Jonas Weber")).to_be_visible()
    return chat, desk


def test_permission_is_asked_for_on_joining_the_queue_and_not_before(
    app: AppServer,
    backstage: Backstage,
    someone: Callable[..., Person],
    watched: Callable[..., Person],
) -> None:
    name = "Lena Fischer"
    student = watched(backstage.new_student(name))
    asked: list[int] = []
    helped(
        app,
        student,
        someone(Role.AGENT),
        name,
        lambda: asked.append(noted(student.page)["asked"]),
    )
    assert asked == [0]
    assert noted(student.page)["asked"] == 1


def test_answer_in_a_hidden_tab_counts_sounds_and_notifies(
    app: AppServer,
    backstage: Backstage,
    someone: Callable[..., Person],
    watched: Callable[..., Person],
) -> None:
    name = "Omar Diallo"
    student = watched(backstage.new_student(name), "granted")
    page = student.page
    chat, desk = helped(app, student, someone(Role.AGENT), name, lambda: None)
    desk.write("I am looking at it.")
    expect(chat.says("I am looking at it.")).to_be_visible()
    expect(desk.log.get_by_text("Read").last).to_be_visible()
    title = page.title()
    assert noted(page) == {"asked": 0, "shown": [], "tones": 0}

    look(page, away=True)
    desk.write("I have reset it, please try again.")
    expect(page).to_have_title(f"(1) {title}")
    wait_until(page, lambda: noted(page)["tones"] > 0)
    [[text, tag]] = noted(page)["shown"]
    assert "Jonas Weber" in text
    assert "reset" not in text, "a notification lies open on a locked screen"
    desk.write("It should turn now.")
    expect(page).to_have_title(f"(2) {title}")
    wait_until(page, lambda: len(noted(page)["shown"]) == 2)
    assert noted(page)["shown"][1][1] == tag, "a newer notification takes the older one's place"

    look(page, away=False)
    expect(page).to_have_title(title)
    expect(desk.log.get_by_text("Read").last).to_be_visible()


def test_nothing_is_shown_to_those_who_refused(
    app: AppServer,
    backstage: Backstage,
    someone: Callable[..., Person],
    watched: Callable[..., Person],
) -> None:
    name = "Mei Lin"
    student = watched(backstage.new_student(name), "denied")
    _, desk = helped(app, student, someone(Role.AGENT), name, lambda: None)
    look(student.page, away=True)
    desk.write("Please try again.")
    wait_until(student.page, lambda: noted(student.page)["tones"] > 0)
    assert noted(student.page)["asked"] == 0
    assert noted(student.page)["shown"] == []


def test_phones_that_notify_only_by_a_worker_do_so(
    app: AppServer,
    backstage: Backstage,
    someone: Callable[..., Person],
    watched: Callable[..., Person],
) -> None:
    name = "Sara Nowak"
    student = watched(backstage.new_student(name), "granted", is_phone=True)
    student.context.grant_permissions(["notifications"], origin=app.url)
    _, desk = helped(app, student, someone(Role.AGENT), name, lambda: None)
    look(student.page, away=True)
    desk.write("Please try again.")
    shown = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
      .map((shown) => shown.title)"""
    wait_until(student.page, lambda: bool(student.page.evaluate(shown)))
    [text] = student.page.evaluate(shown)
    assert "Jonas Weber" in text
