"""The main journeys in Firefox and WebKitGTK, from the narrowest phone to the widest screen."""

from collections.abc import Callable

import pytest

from livechat.domain.vocabulary import Outcome, Role
from tests.e2e.backstage import PASSWORD, Backstage
from tests.engines.people import Agent, Student
from tests.engines.window import ESCAPE, Window, wait_for

pytestmark = pytest.mark.e2e

PROBLEM = "my robot arm in the lab simulation does not turn"
AGENT = "Mira Lang"
PHONE, LAPTOP = 390, 1280
WIDTHS = (320, PHONE, 768, LAPTOP, 1920)


@pytest.mark.parametrize("width", WIDTHS)
def test_student_is_helped_by_a_person_and_leaves_with_a_transcript(
    width: int, window: Callable[[], Window], backstage: Backstage
) -> None:
    name = "Lena Fischer"
    email = backstage.new_student(name)
    agent = Agent(window())
    agent.window.resize(LAPTOP)
    agent.window.sign_in(backstage.new_person(AGENT, Role.AGENT), PASSWORD, "/agent")
    agent.go_online()

    student = Student(window())
    student.window.resize(width)
    student.window.sign_in(email, PASSWORD, "/help")
    student.window.has_no_sideways_scroll()
    student.open_chat()
    wait_for("the bot greets", lambda: "Support bot" in student.log.text())
    greeted = student.log.text().count("Support bot")
    student.write(PROBLEM)
    wait_for("the bot answers", lambda: student.log.text().count("Support bot") > greeted)
    student.window.has_no_sideways_scroll()

    student.panel.button("Talk to a person").click()
    issue = student.panel.part("textbox", "Problem")
    wait_for("the card is filled in", lambda: issue.value() == PROBLEM)
    student.window.has_no_sideways_scroll()
    student.panel.part("button", having="Join the queue").click()
    student.panel.says("1st")

    agent.accept(name)
    student.panel.part("heading", AGENT).see()
    agent.write("Which browser do you use?")
    student.log.says("Which browser do you use?")
    student.write("The one of my phone")
    agent.log.says("The one of my phone")
    agent.window.has_no_sideways_scroll()

    agent.window.button("Is it solved?").click()
    student.panel.part("heading", "Is it solved?").see()
    student.panel.button("Yes, solved").click()
    student.rate(f"How was {AGENT}’s help?", "5")
    agent.wrap_up()
    student.panel.says("Conversation ended")
    student.window.has_no_sideways_scroll()
    text = student.transcript()
    assert all(said in text for said in (name, AGENT, PROBLEM, "Which browser do you use?"))
    assert backstage.conversation(email).outcome is Outcome.SOLVED


def test_panel_is_opened_and_closed_by_the_keyboard(
    window: Callable[[], Window], backstage: Backstage
) -> None:
    student = Student(window())
    student.window.resize(LAPTOP)
    student.window.sign_in(backstage.new_student("Ada Keys"), PASSWORD, "/help")
    opener = student.window.button("Live chat")
    opener.press(" ")
    student.panel.see()
    wait_for("the composer has the focus", student.field.has_focus)
    student.field.press(ESCAPE)
    student.panel.see_none()
    wait_for("the button has the focus again", opener.has_focus)
