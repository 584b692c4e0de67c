"""The desk in real browsers: nothing is sent that was not meant, and the keyboard does it all."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from livechat.domain.vocabulary import Role
from tests.e2e.backstage import Backstage
from tests.e2e.beginnings import in_the_chat
from tests.e2e.chat import Chat
from tests.e2e.conftest import PHONE, Person
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e


class _Desk:
    """An agent who has taken the student's chat."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.log = page.get_by_role("log", name="Conversation")
        self.field = page.get_by_role("textbox", name="Message")
        self.note = page.get_by_role("textbox", name="Internal note")

    def key(self, key: str) -> None:
        """A shortcut, pressed outside of every field."""
        self.page.keyboard.press("Escape")
        self.page.keyboard.press(key)


@pytest.fixture
def talk(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> tuple[_Desk, Chat]:
    """An agent and a student in one chat."""
    agent = someone(Role.AGENT)
    agent.sign_in(app.url, "/agent")
    online = agent.page.get_by_role("button", name="Online", exact=True)
    online.click()
    expect(online).to_have_attribute("aria-pressed", "true")
    student = someone(backstage.new_student("Amina Yusuf"))
    chat = in_the_chat(app, student)
    expect(chat.choices().first).to_be_visible()
    chat.write("the lecture video stops every few seconds")
    chat.press("Talk to a person")
    chat.panel.get_by_role("button", name="Join the queue").click()
    agent.page.get_by_role("button", name="Accept").click()
    desk = _Desk(agent.page)
    expect(desk.log.get_by_text("the lecture video stops").first).to_be_visible()
    expect(chat.says("joined.")).to_be_visible()
    return desk, chat


def test_a_note_and_a_reply_are_never_confused(talk: tuple[_Desk, Chat]) -> None:
    desk, chat = talk
    desk.key("n")
    expect(desk.note).to_be_focused()
    desk.page.keyboard.type("third one from this campus")
    # The switch keeps each text where it belongs.
    desk.key("r")
    expect(desk.field).to_be_focused()
    expect(desk.field).to_have_value("")
    desk.page.keyboard.type("hello from the desk")
    desk.page.keyboard.press("Enter")
    expect(chat.says("hello from the desk")).to_be_visible()
    desk.key("n")
    expect(desk.note).to_have_value("third one from this campus")
    desk.page.keyboard.press("Enter")
    expect(desk.log.locator(".note:not(.pending)")).to_contain_text("third one")
    chat.write("only at home")
    expect(desk.log.get_by_text("only at home")).to_be_visible()
    expect(chat.panel.get_by_text("third one from this campus")).to_have_count(0)


def test_what_arrives_while_one_writes_is_shown_once_before_sending(
    talk: tuple[_Desk, Chat],
) -> None:
    desk, chat = talk
    desk.field.fill("please restart the player")
    chat.write("restarting did not help")
    expect(desk.log.get_by_text("restarting did not help")).to_be_visible()
    desk.field.press("Enter")
    expect(desk.page.get_by_text("Something arrived while you wrote")).to_be_visible()
    expect(desk.field).to_have_value("please restart the player")
    desk.field.press("Enter")
    expect(chat.says("please restart the player")).to_be_visible()
    expect(desk.field).to_have_value("")


def test_a_canned_reply_is_filled_and_a_draft_survives_a_reload(
    talk: tuple[_Desk, Chat],
) -> None:
    desk, _ = talk
    desk.key("/")
    desk.page.keyboard.type("hello")
    expect(desk.page.get_by_role("option")).to_have_count(1)
    desk.page.keyboard.press("Enter")
    draft = desk.field.input_value()
    assert "Amina" in draft
    expect(desk.page.get_by_text("Draft saved")).to_be_visible()
    desk.page.evaluate("window.localStorage.clear()")
    desk.page.reload()
    desk.page.locator("[data-chat]").click()
    expect(desk.field).to_have_value(draft)


def test_ending_takes_the_keyboard_and_two_answers(talk: tuple[_Desk, Chat]) -> None:
    desk, chat = talk
    desk.field.fill("set the quality to 480p")
    desk.field.press("Enter")
    expect(chat.says("480p")).to_be_visible()
    desk.key("e")
    sheet = desk.page.get_by_role("dialog", name="Wrap up")
    category = sheet.get_by_role("group", name="Category")
    expect(category.get_by_role("button", pressed=True)).to_have_count(1)
    sheet.get_by_role("button", name="Solved", exact=True).click()
    sheet.get_by_role("button", name="End chat").click()
    expect(sheet).to_have_count(0)
    expect(desk.page.get_by_text("No chats of yours")).to_be_visible()
    expect(chat.panel.get_by_role("group", name="Is the problem solved?")).to_be_visible()


def test_a_phone_shows_one_pane_at_a_time(talk: tuple[_Desk, Chat]) -> None:
    desk, _ = talk
    desk.page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict serves
    panes = desk.page.get_by_role("navigation", name="Panes")
    expect(desk.field).to_be_visible()
    panes.get_by_role("button", name="Student").click()
    expect(desk.page.get_by_role("region", name="Handoff")).to_be_visible()
    expect(desk.field).to_be_hidden()
    panes.get_by_role("button", name="Queue").click()
    expect(desk.page.get_by_role("heading", name="My chats")).to_be_visible()
    assert desk.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_buttons_are_legible_at_once_when_the_colours_change(talk: tuple[_Desk, Chat]) -> None:
    desk, _ = talk
    page = desk.page
    page.mouse.move(2, 2)
    expect(page.locator("#desk-end")).to_be_visible()
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals
        moving = page.evaluate(
            """() => document.getAnimations()
                 .filter((one) => one instanceof CSSTransition)
                 .map((one) => one.effect.target.textContent)"""
        )
        assert moving == []
