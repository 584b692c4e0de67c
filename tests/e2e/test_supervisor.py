"""A supervisor at three browsers: the live desk, reading along, whisper, join and take over."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from livechat.domain.vocabulary import Role
from tests.e2e.backstage import Backstage
from tests.e2e.beginnings import PROBLEM, at_the_desk, waiting
from tests.e2e.conftest import Person
from tests.e2e.desk import Desk
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e

WHISPER = "Ask which simulator version it is"


def _live(admin: Person, url: str) -> Page:
    admin.sign_in(url, "/admin")
    admin.page.get_by_role("navigation").get_by_role("button", name="Live", exact=True).click()
    expect(admin.page.get_by_role("heading", name="The desk now")).to_be_visible()
    return admin.page


def test_a_supervisor_sees_the_desk_live_whispers_joins_and_takes_over(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    admin = someone(Role.ADMIN)
    live = _live(admin, app.url)
    expect(live.get_by_text("Nobody is at the desk.")).to_be_visible()

    # Who is on, who waits and who talks comes up by itself; the clock runs in the browser.
    desk = at_the_desk(app, someone(Role.AGENT))
    on = live.get_by_role("region", name="At the desk").get_by_role("listitem")
    expect(on).to_contain_text("Jonas Weber")
    expect(on).to_contain_text("0 of 3")
    name = "Lena Fischer"
    email = backstage.new_student(name)
    student = someone(email)
    chat = waiting(app, student)
    line = live.get_by_role("region", name="Waiting").get_by_role("listitem")
    expect(line).to_contain_text(name)
    expect(line).to_contain_text("offered to Jonas Weber")
    expect(line).to_contain_text("0:03")
    desk.accept(name)
    running = live.get_by_role("region", name="Chats").get_by_role("listitem")
    expect(running).to_contain_text("with Jonas Weber")
    expect(on).to_contain_text("1 of 3")
    expect(live.get_by_text("Nobody waits.")).to_be_visible()

    # Reading along: colleagues see it, the student does not; a whisper is for the agent alone.
    running.get_by_role("link", name=f"Open {name}").click()
    boss = Desk(admin.page)
    expect(boss.says(PROBLEM)).to_be_visible()
    expect(desk.page.get_by_text("Ruth Okafor is viewing")).to_be_visible()
    expect(boss.button("Send")).to_have_count(0)
    field = admin.page.get_by_role("textbox", name="Internal note message, staff only")
    field.fill(WHISPER)
    field.press("Enter")
    expect(desk.says(WHISPER)).to_be_visible()

    # Join: a second person speaks, and the student is told who it is.
    boss.button("Join").click()
    expect(chat.says("joined.")).to_be_visible()
    expect(chat.log.get_by_text("joined.")).to_have_count(2)
    boss.page.get_by_role("tab", name="Reply").click()
    boss.write("Hello Lena, I have reset the simulator for you")
    expect(chat.says("I have reset the simulator")).to_be_visible()
    expect(desk.log.get_by_text("I have reset the simulator")).to_be_visible()
    expect(desk.page.get_by_text("is in the chat, too")).to_be_visible()
    desk.write("Please try it again")
    expect(chat.says("Please try it again")).to_be_visible()
    expect(boss.button("End chat")).to_have_count(0)

    # Take over, by mistake: one tap gives it back.
    boss.button("Take over").click()
    expect(desk.page.get_by_text("has taken over your chat with Lena Fischer")).to_be_visible()
    expect(chat.says("takes over from Jonas Weber")).to_be_visible()
    expect(desk.button("End chat")).to_have_count(0)
    boss.button("Undo").click()
    expect(desk.page.get_by_text("Lena Fischer back to you")).to_be_visible()
    expect(chat.says("gave the chat back to Jonas Weber")).to_be_visible()
    desk.write("I am here again")
    expect(chat.says("I am here again")).to_be_visible()

    # Take over in earnest: the student goes on with the other person.
    boss.button("Take over").click()
    expect(boss.button("End chat")).to_be_visible()
    boss.write("From here on I help you")
    expect(chat.says("From here on I help you")).to_be_visible()
    expect(desk.page.get_by_role("region", name="Queue and my chats")).not_to_contain_text(name)
    boss.button("End chat").click()
    sheet = boss.sheet("Wrap up")
    sheet.get_by_role("group", name="Category").get_by_role("button", name="Something else").click()
    sheet.get_by_role("button", name="Solved", exact=True).click()
    sheet.get_by_role("button", name="End chat").click()
    expect(chat.panel.get_by_text("How was Ruth Okafor’s help?")).to_be_visible()

    # The whisper was stored, and never came near the student.
    assert WHISPER in backstage.texts(email)
    assert not [frame for frame in student.frames if WHISPER in frame]
    looks = backstage.audited("conversation.viewed", backstage.conversation(email).public_id)
    assert looks == 1


def test_an_agent_lets_a_colleague_join_who_writes_a_note(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    owner, colleague = someone(Role.AGENT), someone(Role.SPECIALIST)
    desk = at_the_desk(app, owner)
    name = "Amina Yusuf"
    chat = waiting(app, someone(backstage.new_student(name)))
    # The colleague has the chat open while it still waits, and so sees who takes it.
    colleague.sign_in(app.url, "/agent")
    other = Desk(colleague.page)
    other.lists.get_by_role("tab", name="Chats").click()
    other.lists.get_by_role("button", name=name).click()
    expect(other.says(PROBLEM)).to_be_visible()
    desk.accept(name)
    expect(colleague.page.get_by_text("This chat is with Jonas Weber")).to_be_visible()
    note = colleague.page.get_by_role("textbox", name="Internal note message, staff only")
    note.press_sequentially("The route")
    owner.page.get_by_role("button", name="Let").click()
    expect(colleague.page.get_by_text("asks you to join the chat with Amina")).to_be_visible()
    expect(chat.log.get_by_text("joined.")).to_have_count(2)
    colleague.page.get_by_role("tab", name="Reply").click()
    other.write("The route is repaired")
    expect(chat.says("The route is repaired")).to_be_visible()
    other.button("Leave chat").click()
    expect(chat.says("left.")).to_be_visible()
    expect(colleague.page.get_by_role("tab", name="Reply")).to_be_disabled()


def test_the_sound_of_the_desk_is_chosen_and_kept_on_the_device(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    agent = someone(Role.AGENT)
    agent.sign_in(app.url, "/agent")
    desk = Desk(agent.page)
    desk.button("Sounds and notifications").click()
    sheet = desk.sheet("Sounds and notifications")
    sounds = sheet.get_by_role("group", name="Sound")
    expect(sounds.get_by_role("button", pressed=True)).to_have_text("Ping")
    sounds.get_by_role("button", name="Chime").click()
    expect(sounds.get_by_role("button", pressed=True)).to_have_text("Chime")
    # The sheet stays open over a reload, too.
    desk.page.reload()
    expect(sounds.get_by_role("button", pressed=True)).to_have_text("Chime")
