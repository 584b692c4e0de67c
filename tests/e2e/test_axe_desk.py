"""Nobody is shut out: the desk and the admin page in every state, as in `test_axe`."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from livechat.domain.vocabulary import PresenceState, Role
from livechat.services import callbacks, claims, conversations, messages, presence, tickets
from livechat.store.unit_of_work import UnitOfWork
from tests.e2e.backstage import PASSWORD, Backstage
from tests.e2e.conftest import LAPTOP, Account
from tests.e2e.desk import Desk
from tests.e2e.reviewing import HAS_AXE, Review, reviewing
from tests.servers.app import AppServer

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not HAS_AXE, reason="axe-playwright-python is not installed"),
]
PROBLEM = "The lecture video stops every few seconds since this morning, in every browser."


@pytest.fixture
def review(browser: Browser) -> Iterator[Review]:
    """A browser that lets a test bring a script along."""
    with reviewing(browser) as found:
        yield found


def _sign_in(page: Page, app: AppServer, email: str, password: str, to: str) -> None:
    page.goto(f"{app.url}/sign-in?next={to}")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def _waits(backstage: Backstage, name: str, problem: str) -> str:
    """A student who waits for a person; the address."""
    email = backstage.new_student(name)
    backstage.queue_up(email, problem)
    return email


def _has_asked_for_more(backstage: Backstage) -> None:
    """One student has a ticket, another one a call to come."""
    context = backstage.context
    writer, caller = (backstage.actor(backstage.new_student(one)) for one in ("Iris", "Tom"))
    chat = context.write(conversations.open_bot, writer, {})
    context.write(tickets.file, writer, chat, "Video is black", "Since Friday", "platform")
    chat = context.write(conversations.open_bot, caller, {})

    def call(uow: UnitOfWork) -> None:
        [slot, *_] = [one for one in callbacks.slots(uow, caller) if one.is_free]
        callbacks.request(uow, caller, chat, "+48 22 123", slot.value)

    context.write(call)


def test_at_the_desk(
    review: Review, app: AppServer, backstage: Backstage, accounts: list[Account]
) -> None:
    page, desk = review.page, Desk(review.page)
    page.goto(f"{app.url}/agent")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    review.look("desk, signed out")
    _has_asked_for_more(backstage)
    expert = next(one for one in accounts if one.role is Role.SPECIALIST)
    _sign_in(page, app, expert.email, expert.password, "/agent")
    expect(desk.lists).to_be_visible()
    review.look("empty desk")
    desk.go_online()
    review.look("online")
    email = _waits(backstage, "Amina Yusuf", PROBLEM)
    _waits(backstage, "Daniel Osei-Bonsu van den Berg", "The quiz signed me out in the middle.")
    expect(page.get_by_role("alert").filter(has_text="Amina").first).to_be_visible()
    review.look("offer")
    desk.accept("Amina Yusuf")
    desk.write("Hello Amina, I am Samir.")
    desk.write("Does it also happen on another network?")
    backstage.says(email, "Only at home on Wi-Fi.", str(uuid4()))
    expect(desk.says("Only at home")).to_be_visible()
    review.look("chat")
    for pane in ("Student", "Queue", "Chat"):
        page.set_viewport_size({"width": 320, "height": 568})
        page.get_by_role("navigation", name="Panes").get_by_role("button", name=pane).click()
        review.squeeze(f"pane {pane}")
    page.set_viewport_size(LAPTOP)  # type: ignore[arg-type]  # a plain dict serves
    field = page.get_by_role("textbox", name="Message", exact=True)
    field.fill("/")
    expect(page.get_by_role("option").first).to_be_visible()
    review.look("canned replies")
    field.fill("")
    desk.note("Third one today from this campus.")
    page.get_by_role("tab", name="Internal note").click()
    review.look("note")
    page.get_by_role("tab", name="Reply").click()
    for name, title in (
        ("End chat", "Wrap up"),
        ("Escalate", "Escalate to a specialist group"),
        ("Transfer", "Transfer the chat"),
        ("Keyboard shortcuts", "Keyboard shortcuts"),
        ("Sounds and notifications", "Sounds and notifications"),
    ):
        desk.button(name).or_(page.locator("#desk-end").filter(has_text=name)).first.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        review.look(title)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    desk.button("Is it solved?").click()
    expect(page.get_by_text("asked").first).to_be_visible()
    review.look("solution offered")
    for tab in ("Tickets", "Calls"):
        desk.lists.get_by_role("tab", name=tab).click()
        expect(desk.lists.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")
        review.look(tab)
    desk.lists.get_by_role("tab", name="Tickets").click()
    desk.lists.get_by_role("button", name="Video is black").first.click()
    expect(desk.student.get_by_role("region", name="Ticket")).to_be_visible()
    review.look("ticket")


def test_a_supervisor_reads_along_and_joins(
    review: Review, app: AppServer, backstage: Backstage, accounts: list[Account]
) -> None:
    page, desk = review.page, Desk(review.page)
    context = backstage.context
    agent = backstage.actor(backstage.new_person("Jonas Weber", Role.AGENT))

    def stay() -> None:
        """As the page of somebody at the desk does by itself."""
        context.write(presence.set_state, agent, PresenceState.ONLINE)

    stay()
    review.meanwhile = stay
    email = _waits(backstage, "Amina Yusuf", PROBLEM)
    chat = context.write(claims.claim, agent, backstage.entry(email))
    context.write(messages.post, agent, chat, str(uuid4()), "Hello Amina, I am Jonas.")
    boss = next(one for one in accounts if one.role is Role.ADMIN)
    _sign_in(page, app, boss.email, boss.password, "/admin")
    page.get_by_role("navigation").get_by_role("button", name="Live", exact=True).click()
    page.get_by_role("link", name="Open Amina Yusuf").click()
    expect(desk.says("I am Jonas")).to_be_visible()
    expect(desk.button("Join")).to_be_visible()
    review.look("reading along")
    desk.button("Join").click()
    expect(desk.button("Leave chat")).to_be_visible()
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_focused()
    review.look("joined")


def test_at_the_admin_page(
    review: Review, app: AppServer, backstage: Backstage, accounts: list[Account]
) -> None:
    page = review.page
    _waits(backstage, "Amina Yusuf", PROBLEM)
    incident = backstage.publish("The video server is slow today", "category:video")
    page.goto(f"{app.url}/admin")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    review.look("admin, signed out")
    boss = next(one for one in accounts if one.role is Role.ADMIN)
    _sign_in(page, app, boss.email, boss.password, "/admin")
    tabs = page.get_by_role("navigation").get_by_role("button")
    expect(tabs.first).to_be_visible()
    for tab in tabs.all():
        tab.click()
        expect(tab).to_have_attribute("aria-current", "page")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        review.look(f"tab {tab.inner_text()}")
        if tab.inner_text() == "Live":
            page.get_by_text("Next update by", exact=False).first.click()
            expect(page.get_by_role("button", name="Save the time")).to_be_visible()
            review.look("update promised")
    backstage.all_clear(incident)
    page.goto(f"{app.url}/admin?tab=articles")
    page.get_by_label("A message as a student would write it").fill("vid keeps buferring")
    page.get_by_role("button", name="Try", exact=True).click()
    expect(page.get_by_text("Probabilities")).to_be_visible()
    review.look("message tried")
    page.get_by_role("button", name=re.compile("^Edit")).first.click()
    expect(page.get_by_label("Article as Markdown")).to_be_visible()
    review.look("article")
    page.goto(f"{app.url}/admin?tab=people")
    page.get_by_role("button", name=re.compile("^Edit ")).first.click()
    expect(page.get_by_label("Role")).to_be_visible()
    review.look("person")


def test_two_step_sign_in(review: Review, app: AppServer, backstage: Backstage) -> None:
    page = review.page
    email = backstage.new_person("Samir Haddad", Role.SPECIALIST)
    _sign_in(page, app, email, PASSWORD, "/account")
    page.get_by_role("link", name="Set it up").click()
    page.wait_for_url(re.compile("/second-factor/?$"))
    expect(page.get_by_role("img", name="Picture to scan")).to_be_visible()
    review.look("second factor")
    key = page.locator("code").inner_text().replace(" ", "")
    page.get_by_role("textbox", name="Code").fill(pyotp.TOTP(key).now())
    page.get_by_role("button", name="Switch it on").click()
    page.get_by_role("button", name="Make spare codes").click()
    expect(page.get_by_role("list", name="Make spare codes")).to_be_visible()
    review.look("spare codes")
    page.context.clear_cookies()
    _sign_in(page, app, email, PASSWORD, "/agent")
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    review.look("one more step")
