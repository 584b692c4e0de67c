"""What students notice about the bot: what they typed, on the device in hand, until a person."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from livechat.domain.vocabulary import PresenceState, Priority, Role, Status
from livechat.services import presence
from tests.e2e.backstage import Backstage
from tests.e2e.beginnings import at_the_desk, in_the_chat
from tests.e2e.chat import Chat
from tests.e2e.conftest import PHONE, Person
from tests.e2e.desk import Desk
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
_TIME_OF_DAY = re.compile(r"^about \d\d:\d\d")


def test_buffering_before_a_quiz_gets_its_article_and_goes_first_in_line(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    calm, hasty = backstage.new_student("Ida Berg"), backstage.new_student("Vera Lind")
    agent = someone(Role.AGENT)
    agent.sign_in(app.url, "/agent")
    backstage.context.write(presence.set_state, backstage.admin(), PresenceState.ONLINE)
    for email, text in (
        (calm, "my printer wont print the lecture slides"),
        (hasty, "vid keeps buferring n i have quiz in 20min!!"),
    ):
        student = someone(email, viewport=PHONE, user_agent=IPHONE)
        chat = in_the_chat(app, student)
        chat.write(text)
        if email == hasty:
            expect(chat.says("“Video keeps buffering or stops”")).to_be_visible()
            expect(chat.says("About 20 min left")).to_be_visible()
            chat.step(1)
        else:
            expect(chat.choices().or_(chat.log.get_by_text("Step 1 of")).first).to_be_visible()
        chat.button("Talk to a person").first.click()
        due = chat.panel.get_by_role("textbox", name="Needed by")
        if email == hasty:
            expect(due).to_have_value(_TIME_OF_DAY)
        else:
            expect(due).to_have_value("")
        chat.join_the_queue()
        expect(chat.panel.get_by_role("heading", name="Waiting for a person")).to_be_visible()
    # Who has a quiz in 20 minutes comes before who came first.
    assert backstage.conversation(hasty).priority is Priority.URGENT
    assert backstage.conversation(calm).priority is Priority.NORMAL
    backstage.context.write(presence.set_state, backstage.admin(), PresenceState.OFFLINE)
    desk = Desk(agent.page)
    desk.go_online()
    offer = agent.page.get_by_role("alert").filter(has_text="Offered to you").first
    expect(offer).to_contain_text("Vera Lind")
    expect(offer).to_contain_text("Urgent")
    offer.get_by_role("button", name="Accept").click()
    expect(desk.student.get_by_text("Needed by")).to_be_visible()


def test_a_vague_message_gets_three_choices_and_none_of_these(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    chat = _chat_of(app, someone, backstage.new_student("Tom Hale"))
    chat.write("My screen went funny")
    expect(chat.says("Did you mean one of these?")).to_be_visible()
    expect(chat.choices()).to_have_count(4)
    expect(chat.choices().filter(has_text="screen").first).to_be_visible()
    chat.choose("None of these")
    expect(chat.says("Then it is none of those.")).to_be_visible()


def test_an_extension_is_not_technical_and_the_bot_says_who_can_help(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    chat = _chat_of(app, someone, backstage.new_student("Sara Moss"))
    chat.write("can i get an extension")
    expect(chat.says("Extensions are decided by your course team")).to_be_visible()
    expect(chat.log.get_by_text("Step 1 of")).to_have_count(0)
    expect(chat.button("Talk to a person")).to_be_visible()


def test_steps_fit_the_device_and_go_on_next_day_on_the_phone(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    email = backstage.new_student("Omar Said")
    chat = _chat_of(app, someone, email)
    chat.write("i cant hear the teacher in the live class")
    chat.step(1)
    first = chat.step_title()
    chat.answer("Didn’t help")
    chat.step(2)
    second = chat.step_title()
    on_laptop = backstage.plan(email)
    backstage.let_pass(email, timedelta(days=1))

    phone = _chat_of(app, someone, email, viewport=PHONE, user_agent=IPHONE)
    expect(phone.says("Welcome back. We were at “Cannot hear the teacher")).to_be_visible()
    phone.step(2)
    assert phone.step_title() == second
    on_phone = backstage.plan(email)
    # What was answered stays answered, and what comes is for the device in hand.
    assert on_phone[0] == on_laptop[0]
    assert "unmute-the-tab-and-the-computer" in on_laptop
    assert "unmute-the-tab-and-the-computer" not in on_phone
    assert "raise-the-call-volume-on-the-phone-or-tablet" in on_phone
    while "Raise the call volume" not in phone.step_title():
        phone.answer("Skip")
    assert first in phone.log.inner_text()


@pytest.mark.parametrize(
    "words",
    [
        "let me talk to someone",
        "could a real human being help me pls",
        "i dont want a bot, get me an advisor",
        "can u put me through 2 some1 from support",
    ],
)
def test_any_words_reach_a_person_who_sees_what_was_tried_and_the_bot_is_silent(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person], words: str
) -> None:
    email = backstage.new_student("Lena Fox")
    desk = at_the_desk(app, someone(Role.AGENT))
    chat = _chat_of(app, someone, email)
    chat.write("my video keeps buffering")
    chat.step(1)
    tried = chat.step_title()
    chat.answer("Didn’t help")
    chat.step(2)
    field = chat.panel.get_by_role("textbox", name="Message")
    field.fill(words)
    field.press("Enter")

    # The card, in the student's own words.
    expect(chat.panel.get_by_role("heading", name="Is this right?")).to_be_visible()
    expect(chat.panel.get_by_role("listitem").filter(has_text=tried)).to_contain_text("Didn’t help")
    problem = chat.panel.get_by_role("textbox", name="Problem")
    expect(problem).to_have_value("my video keeps buffering")
    problem.fill("Only lecture 4 buffers")
    chat.panel.get_by_role("textbox", name="Course").fill("Biology 2")
    chat.join_the_queue()

    # The agent sees it as changed, with what was tried, and need not ask again.
    desk.accept("Lena Fox")
    expect(desk.student.get_by_text("Changed by the student: Problem, Course")).to_be_visible()
    expect(desk.student.get_by_text("Only lecture 4 buffers")).to_be_visible()
    expect(desk.student.get_by_text("Biology 2")).to_be_visible()
    expect(desk.student.get_by_role("listitem").filter(has_text=tried)).to_contain_text(
        "Didn’t help"
    )

    # From here on the bot says nothing.
    desk.write("Hello Lena, I am looking at it")
    expect(chat.says("Hello Lena")).to_be_visible()
    lines = backstage.bot_lines(email)
    chat.write("no sound in zoom either")
    expect(desk.says("no sound in zoom either")).to_be_visible()
    desk.write("Is it the same room?")
    expect(chat.says("Is it the same room?")).to_be_visible()
    assert backstage.bot_lines(email) == lines


def test_several_problems_come_one_by_one(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    chat = _chat_of(app, someone, backstage.new_student("Ben Ode"))
    chat.write(
        "I forgot my password. Also my assignment upload stops at 99 percent every time. "
        "Please help."
    )
    expect(chat.says("You mention 2 things")).to_contain_text("Forgotten password")
    chat.step(1)
    chat.answer("Worked")
    chat.choose("Yes, it is solved")
    expect(chat.says("Now the other one: “Upload stops")).to_be_visible()


def test_frustration_is_answered_with_a_person(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    backstage.context.write(presence.set_state, backstage.admin(), PresenceState.ONLINE)
    chat = _chat_of(app, someone, backstage.new_student("Rio Park"))
    chat.write("my video keeps buffering")
    chat.step(1)
    chat.write("THIS IS RIDICULOUS it STILL DOES NOT WORK")
    expect(chat.says("I can see that this is tiring.")).to_be_visible()
    chat.choose("Talk to a person")
    expect(chat.panel.get_by_role("heading", name="Is this right?")).to_be_visible()


def test_danger_keeps_the_help_lines_in_view_and_alarms_the_desk(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    email = backstage.new_student("Kai Winter")
    agent = someone(Role.AGENT)
    agent.sign_in(app.url, "/agent")
    chat = _chat_of(app, someone, email, viewport=PHONE, user_agent=IPHONE)
    field = chat.panel.get_by_role("textbox", name="Message")
    field.fill("i dont want to live anymore")
    field.press("Enter")
    lines = chat.panel.get_by_role("alert").filter(has_text="Help right now")
    expect(lines).to_contain_text(backstage.context.settings.help_lines)
    expect(lines).to_be_in_viewport()
    # No form, no fix: a person, and what is written next is in view.
    assert backstage.conversation(email).status is Status.QUEUED
    chat.write("are you there")
    desk = Desk(agent.page)
    desk.go_online()
    offer = agent.page.get_by_role("alert").filter(has_text="Offered to you")
    expect(offer).to_contain_text("May be in danger")
    desk.accept("Kai Winter")
    expect(desk.student.get_by_text("may be in danger")).to_be_visible()
    expect(desk.says("are you there")).to_be_visible()
    expect(lines).to_have_count(0)


def _chat_of(app: AppServer, someone: Callable[..., Person], email: str, **browser: object) -> Chat:
    """The student's chat, opened on the Help page."""
    return in_the_chat(app, someone(email, **browser))
