"""Each main journey by the keyboard alone; every stop can be seen, every message is said once."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from livechat.domain.vocabulary import Outcome, PresenceState, Role
from livechat.services import claims, messages, presence, solution
from tests.e2e.backstage import Backstage
from tests.e2e.beginnings import at_the_desk
from tests.e2e.chat import Chat
from tests.e2e.conftest import PHONE, Account, Person
from tests.e2e.desk import Desk
from tests.e2e.keyboard import Ears, Keys
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e


def test_a_student_from_the_first_word_to_the_transcript(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    name = "Noor Haddad"
    email = backstage.new_student(name)
    context = backstage.context
    agent = backstage.actor(backstage.new_person("Jonas Weber", Role.AGENT))
    student = someone(email)
    student.sign_in(app.url, "/help")
    page, chat = student.page, Chat(student.page)
    keys, panel = Keys(page), chat.panel
    launcher = page.get_by_role("button", name="Live chat")
    expect(launcher).to_be_visible()

    # The first stop leads past the bar.
    keys.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    keys.press("Enter")
    expect(page.locator("main")).to_be_focused()

    # Open, write, choose what the bot offers, answer its steps.
    ears = Ears(page)
    keys.use(launcher)
    field = panel.get_by_role("textbox", name="Message")
    expect(field).to_be_focused()
    expect(chat.choices().first).to_be_visible()
    keys.use(chat.choices().filter(has_text="Video keeps buffering"), by="Shift+Tab")
    chat.step(1)
    expect(field).to_be_focused()
    ears.hear("Step 1 of", by="Support bot")
    keys.use(panel.get_by_role("button", name="Didn’t help"), by="Shift+Tab")
    chat.step(2)
    expect(field).to_be_focused()
    ears.hear("Step 2 of", by="Support bot")
    assert len(ears.heard("Step 1")) == 1
    keys.type("it still stops on the train")
    keys.press("Enter")
    ears.hear("it still stops on the train", by=name)

    # Ask for a person.
    context.write(presence.set_state, agent, PresenceState.ONLINE)
    keys.use(chat.button("Talk to a person"), by="Shift+Tab")
    expect(panel).to_have_attribute("data-stage", "handoff")
    keys.use(panel.get_by_role("button", name="Join the queue"))
    expect(panel).to_have_attribute("data-stage", "queue")
    context.write(presence.set_state, agent, PresenceState.ONLINE)
    context.write(claims.claim, agent, backstage.entry(email))
    talk = backstage.conversation(email).public_id
    for text in ("Hello Noor, I am Jonas.", "Which network is it?"):
        context.write(messages.post, agent, talk, str(uuid4()), text)
        expect(chat.says(text)).to_be_visible()
        ears.hear(text, by="Jonas Weber")
    context.write(presence.heartbeat, agent)
    keys.to(field)
    keys.type("The one of the train")
    keys.press("Enter")
    ears.hear("The one of the train", by=name)
    context.write(solution.offer, agent, talk)
    keys.use(chat.button("Yes, solved"), by="Shift+Tab")

    # Rate, end, keep the transcript, close; the focus is back where it was.
    expect(panel.get_by_text("How was Jonas Weber’s help?")).to_be_visible()
    keys.use(panel.get_by_role("button", name="Yes", exact=True))
    keys.use(panel.get_by_role("button", name="5"))
    keys.to(panel.get_by_role("textbox", name="Anything to add?"))
    keys.type("Thank you")
    keys.use(chat.button("Send rating"))
    expect(panel.get_by_text("How was the bot’s help?")).to_be_visible()
    keys.use(chat.button("Skip"))
    context.write(solution.close, agent, talk, "video", Outcome.SOLVED.value)
    expect(panel.get_by_text("Conversation ended")).to_be_visible()
    keys.to(chat.button("Download transcript").first)
    with page.expect_download() as download:
        keys.press("Enter")
    assert download.value.suggested_filename.endswith(".pdf")
    keys.press("Escape")
    expect(panel).to_have_count(0)
    expect(launcher).to_be_focused()


def test_the_phones_dialog_keeps_the_focus_and_gives_it_back(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    student = someone(backstage.new_student("Noor Haddad"), viewport=PHONE)
    student.sign_in(app.url, "/help")
    page, chat = student.page, Chat(student.page)
    launcher = page.get_by_role("button", name="Live chat")
    keys = Keys(page)
    keys.use(launcher)
    expect(chat.panel).to_have_attribute("aria-modal", "true")
    expect(chat.choices().first).to_be_visible()
    keys.stays_in(chat.panel)
    keys.use(chat.button("Previous conversations"))
    expect(chat.panel).to_have_attribute("data-stage", "history")
    keys.stays_in(chat.panel, stops=12)
    keys.press("Escape")
    expect(chat.panel).to_have_count(0)
    expect(launcher).to_be_focused()


def test_an_agent_from_the_offer_to_the_end(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    agent = someone(Role.AGENT)
    agent.sign_in(app.url, "/agent")
    page, desk = agent.page, Desk(agent.page)
    keys = Keys(page)
    online = page.get_by_role("group", name="Your status").get_by_role("button", name="Online")
    keys.use(online)
    expect(online).to_have_attribute("aria-pressed", "true")

    email = backstage.new_student("Amina Yusuf")
    backstage.queue_up(email, "The lecture video stops every few seconds.")
    offer = page.get_by_role("alert").filter(has_text="Amina")
    keys.use(offer.get_by_role("button", name="Accept"))
    field = page.get_by_role("textbox", name="Message", exact=True)
    expect(field).to_be_focused()
    expect(desk.says("The lecture video stops")).to_be_visible()
    ears = Ears(page)
    expect(desk.log).to_have_attribute("aria-live", "polite")
    keys.type("Does it also happen elsewhere?")
    keys.press("Enter")
    ears.hear("Does it also happen elsewhere?", by="Jonas Weber")
    backstage.says(email, "Only at home", str(uuid4()))
    ears.hear("Only at home", by="Amina Yusuf")

    # A canned reply, looked at before it goes.
    keys.press("Escape", "/")
    keys.type("hello")
    expect(page.get_by_role("option")).to_have_count(1)
    keys.press("Enter")
    expect(field).not_to_have_value("/hello")
    keys.press("Enter")
    expect(field).to_have_value("")

    # A note, and back to the reply by the tabs beside it.
    keys.press("Escape", "n")
    note = page.get_by_role("textbox", name="Internal note message, staff only")
    expect(note).to_be_focused()
    keys.type("Third one today")
    keys.press("Enter")
    expect(desk.says("Third one today")).to_be_visible()
    ears.hear("Third one today", by="Jonas Weber")
    keys.use(page.get_by_role("tab", name="Reply"), by="Shift+Tab")
    expect(field).to_be_focused()

    # The sheet keeps the focus; Esc gives it back; the end needs no mouse.
    keys.press("Escape", "e")
    sheet = desk.sheet("Wrap up")
    expect(sheet).to_be_visible()
    keys.stays_in(sheet, stops=12)
    keys.press("Escape")
    expect(sheet).to_have_count(0)
    expect(desk.page.locator("#desk-end")).to_be_focused()
    keys.press("Enter")
    expect(sheet).to_be_visible()
    keys.use(sheet.get_by_role("group", name="Category").get_by_role("button").first)
    expect(sheet.get_by_role("button", pressed=True)).to_be_focused()
    keys.use(sheet.get_by_role("button", name="Solved", exact=True))
    keys.use(sheet.get_by_role("button", name="End chat"))
    expect(sheet).to_have_count(0)
    expect(page.get_by_text("No chats of yours")).to_be_visible()
    expect(page.get_by_role("heading", name="Waiting", exact=True)).to_be_focused()


def test_the_focus_goes_on_to_the_next_chat_and_never_to_another_ones_message_box(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    agent = someone(Role.AGENT)
    page, desk = agent.page, at_the_desk(app, agent)
    keys = Keys(page)
    offers = page.get_by_role("alert").filter(has_text="Offered to you")
    field = page.get_by_role("textbox", name="Message", exact=True)
    for name in ("Amina Yusuf", "Bo Lind", "Chen Wei"):
        backstage.queue_up(backstage.new_student(name), "The lecture video stops.")
    for name in ("Amina Yusuf", "Bo Lind"):
        keys.use(offers.filter(has_text=name).get_by_role("button", name="Accept"))
        expect(page.get_by_role("region", name=f"Conversation with {name}")).to_be_visible()
        expect(field).to_be_focused()
        keys.press("Escape")

    # One who passes is not where one may write.
    last = offers.filter(has_text="Chen Wei")
    keys.use(last.get_by_role("button", name="Pass"))
    expect(last).to_have_count(0)
    rows = desk.lists.locator("[data-chat]")
    expect(rows.first).to_be_focused()

    # The end of a chat leads to the next one in the list.
    keys.press("e")
    sheet = desk.sheet("Wrap up")
    keys.use(sheet.get_by_role("group", name="Category").get_by_role("button").first)
    keys.use(sheet.get_by_role("button", name="Solved", exact=True))
    keys.use(sheet.get_by_role("button", name="End chat"))
    expect(sheet).to_have_count(0)
    expect(rows).to_have_count(1)
    expect(rows.filter(has_text="Amina Yusuf")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("region", name="Conversation with Amina Yusuf")).to_be_visible()


def test_an_admin_through_the_tabs_to_a_saved_article(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person], accounts: list[Account]
) -> None:
    admin = someone(Role.ADMIN)
    admin.sign_in(app.url, "/admin")
    page = admin.page
    keys = Keys(page)
    tabs = page.get_by_role("navigation").get_by_role("button")
    expect(tabs.first).to_be_visible()
    for name in ("Live", "Review list", "Hours", "People", "Mail", "Log", "Articles"):
        tab = tabs.filter(has_text=name).first
        keys.use(tab)
        expect(tab).to_have_attribute("aria-current", "page")
        expect(tab).to_be_focused()
        expect(tab).to_be_in_viewport(ratio=1)
    keys.to(page.get_by_role("searchbox", name="Find an article"))
    keys.type("app update")
    edit = page.get_by_role("button", name="Edit")
    expect(edit).to_have_count(1)
    keys.use(edit)
    box = page.get_by_label("Article as Markdown")
    keys.to(box)
    keys.press("Control+Home", "ArrowDown", "End")
    keys.type(" ")
    expect(page.locator("#draft-problem")).to_have_text("It can be saved.")
    keys.use(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_text("Saved. The bot learns it")).to_be_visible()
