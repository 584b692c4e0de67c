"""Every page and stage at five widths, from a small phone to a large screen: no sideways scroll."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from livechat.domain.vocabulary import Role
from tests.e2e.backstage import Backstage
from tests.e2e.beginnings import at_the_desk
from tests.e2e.chat import Chat
from tests.e2e.conftest import Person
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e

WIDTHS = (320, 390, 768, 1280, 1920)
# No space to break at, as addresses and error codes have none.
LONG = "https://courses.example.edu/" + "robot-arm-simulation/" * 8 + "?error=0x80070057"
# The page, and what scrolls in it but code, tables and rows of tabs, which may be wider.
_SIDEWAYS = """() => {
  const root = document.documentElement;
  const found = root.scrollWidth > root.clientWidth ? [`page ${root.scrollWidth}`] : [];
  for (const element of document.querySelectorAll("body *")) {
    const isMeant = element.matches("pre, nav") || element.querySelector(":scope > table");
    const isScrolling = /auto|scroll/.test(getComputedStyle(element).overflowX);
    if (isMeant || !isScrolling || element.scrollWidth <= element.clientWidth) continue;
    const { right } = element.getBoundingClientRect();
    const wide = [...element.querySelectorAll("*")]
      .filter((inner) => inner.getBoundingClientRect().right > right)
      .map((inner) => inner.outerHTML.slice(0, 90));
    found.push(`${element.className} ${element.scrollWidth}: ${wide.slice(-2)}`);
  }
  return found;
}"""


def fits(page: Page, where: str) -> None:
    """Nothing is wider than its place."""
    assert page.evaluate(_SIDEWAYS) == [], where


@pytest.mark.parametrize("width", WIDTHS)
def test_person_helps_at_every_width(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person], width: int
) -> None:
    size = {"width": width, "height": 800}
    name = "Lena Fischer-Abdelrahman"
    email = backstage.new_student(name)
    agent = someone(Role.AGENT, viewport=size)
    desk = at_the_desk(app, agent)
    student = someone(email, viewport=size)
    student.sign_in(app.url, "/help")
    fits(student.page, "help")
    chat = Chat(student.page)
    chat.open()
    # Links are shown short, so no message is found by all of its text.
    chat.type(f"The robot arm does not turn {LONG}")
    chat.press("Send")
    expect(chat.says("The robot arm does not turn")).to_be_visible()
    expect(chat.bot_turns()).to_have_count(2)
    fits(student.page, "bot")
    chat.press("Talk to a person")
    expect(chat.panel.get_by_label("Problem")).to_be_visible()
    fits(student.page, "handoff")
    chat.join_the_queue()
    expect(chat.panel.get_by_text("1st", exact=True)).to_be_visible()
    fits(student.page, "queue")
    desk.accept(name)
    expect(chat.panel.get_by_role("heading", name="Jonas Weber")).to_be_visible()
    desk.type(f"Please open {LONG}")
    desk.button("Send").click()
    expect(chat.says("Please open")).to_be_visible()
    chat.write("Done")
    fits(student.page, "talk")
    fits(agent.page, "desk")
    desk.button("Is it solved?").click()
    chat.press("Yes, solved")
    expect(chat.panel.get_by_text("How was Jonas Weber’s help?")).to_be_visible()
    fits(student.page, "rating")
    chat.rate("How was Jonas Weber’s help?", "4", "Yes")
    desk.button("End chat").click()
    sheet = desk.sheet("Wrap up")
    sheet.get_by_role("group", name="Category").get_by_role("button", name="Something else").click()
    fits(agent.page, "wrap-up")
    sheet.get_by_role("button", name="End chat").click()
    expect(chat.panel.get_by_text("Conversation ended")).to_be_visible()
    fits(student.page, "ended")
    chat.transcript()


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (None, "/sign-in"),
        (None, "/sign-up"),
        (Role.STUDENT, "/help/sign-in-password-not-accepted"),
        (Role.STUDENT, "/account"),
        (Role.ADMIN, "/admin"),
        (Role.ADMIN, "/agent"),
    ],
)
def test_page_fits_at_every_width(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person], role: Role, path: str
) -> None:
    person = someone(role or Role.STUDENT)
    if role:
        person.sign_in(app.url, path)
    else:
        person.page.goto(f"{app.url}{path}")
    expect(person.page.get_by_role("heading", level=1)).to_be_attached()
    for width in WIDTHS:
        person.page.set_viewport_size({"width": width, "height": 800})
        fits(person.page, f"{path} at {width}")
