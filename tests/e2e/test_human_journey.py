"""A person's path through the journey: from "Talk to a person" to the agent's wrap-up."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from livechat.domain.vocabulary import CloseReason, Fact, Outcome, Role, Status
from tests.e2e.backstage import Backstage
from tests.e2e.beginnings import PROBLEM, asking, at_the_desk, in_the_chat
from tests.e2e.conftest import Person
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e

NOTE = "Same student as on Monday, be patient"


@pytest.fixture
def screenshot(tmp_path: Path) -> Path:
    """A picture as a student would attach it."""
    path = tmp_path / "robot-arm.png"
    Image.new("RGB", (320, 200), "teal").save(path)
    return path


def test_human_path_i_q_to_s_u_to_y_ac_ad(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person], screenshot: Path
) -> None:
    name = "Lena Fischer"
    email = backstage.new_student(name)
    desk = at_the_desk(app, someone(Role.AGENT))
    student = someone(email)

    # I, Q, R: a person is there; the card is filled in and the student corrects it.
    chat = asking(app, student)
    issue = chat.panel.get_by_label("Problem")
    expect(issue).to_have_value(PROBLEM)
    issue.fill(f"{PROBLEM}, since Friday")
    chat.panel.get_by_label("Course").fill("Robotics 2")
    chat.join_the_queue()

    # S: the place in the queue; the desk hears of it without a reload.
    expect(chat.panel.get_by_text("1st", exact=True)).to_be_visible()
    expect(chat.panel.get_by_text("in the queue", exact=False).first).to_be_visible()

    # U: the agent accepts with the corrected card at hand; the student sees who it is.
    desk.accept(name)
    expect(desk.student.get_by_text(f"{PROBLEM}, since Friday")).to_be_visible()
    expect(desk.student.get_by_text("Robotics 2")).to_be_visible()
    expect(chat.panel.get_by_role("heading", name="Jonas Weber")).to_be_visible()

    # V: both type and talk; each sees the other's typing, and what the other has read.
    desk.type("Hello Lena")
    typing = chat.panel.get_by_role("status", name="Jonas Weber is typing")
    expect(typing).to_be_visible()
    desk.write("Hello Lena, which browser do you use?")
    expect(chat.says("which browser do you use?")).to_be_visible()
    expect(typing).to_have_count(0)
    expect(desk.log.get_by_text("Read").last).to_be_visible()
    chat.type("Fire")
    expect(desk.page.get_by_role("status", name=f"{name} is typing")).to_be_visible()
    chat.write("Firefox on Ubuntu")
    expect(desk.says("Firefox on Ubuntu")).to_be_visible()
    expect(chat.log.get_by_text("Read").last).to_be_visible()

    # Screenshots by the picker and from the clipboard reach the agent.
    chat.attach(screenshot)
    chat.write("This is what I see")
    expect(desk.log.get_by_role("img", name=screenshot.name)).to_be_visible()
    chat.paste_picture(app.url)
    chat.write("And this is the whole screen")
    expect(desk.log.get_by_role("img")).to_have_count(2)
    for picture in desk.log.get_by_role("img").all():
        picture.evaluate("image => image.decode()")

    # An internal note stays with the staff.
    desk.note(NOTE)

    # W, X: the agent offers a solution; the student confirms.
    desk.write("Please reload the simulation once, I have reset it.")
    desk.button("Is it solved?").click()
    expect(chat.panel.get_by_role("heading", name="Is it solved?")).to_be_visible()
    chat.press("Yes, solved")
    expect(desk.page.get_by_text("The student says that it is solved.")).to_be_visible()

    # AC, AD: the person is rated, apart from the bot.
    chat.rate("How was Jonas Weber’s help?", "5", "Yes", "Thank you")

    # Y: the agent ends the chat in two clicks; the student keeps the transcript.
    desk.button("End chat").click()
    sheet = desk.sheet("Wrap up")
    sheet.get_by_role("group", name="Category").get_by_role("button", name="Something else").click()
    expect(sheet.get_by_role("button", name="Solved", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    sheet.get_by_role("button", name="End chat").click()
    expect(chat.panel.get_by_text("Conversation ended")).to_be_visible()
    text = chat.transcript()
    for said in (name, "Jonas Weber", PROBLEM, "Firefox on Ubuntu", "reset it"):
        assert said in text

    # The note is in the database, and never came near the student.
    assert NOTE in backstage.texts(email)
    assert NOTE not in text
    assert not [frame for frame in student.frames if NOTE in frame]
    assert NOTE not in student.page.content()

    ended = backstage.conversation(email)
    assert ended.status is Status.CLOSED
    assert ended.close_reason is CloseReason.AGENT_RESOLVED
    assert (ended.category, ended.outcome) == ("other", Outcome.SOLVED)
    facts = backstage.facts(email)
    in_order = [
        Fact.QUEUED,
        Fact.OFFERED,
        Fact.CLAIMED,
        Fact.FIRST_HUMAN_REPLY,
        Fact.SOLUTION_OFFERED,
        Fact.RESOLUTION_CONFIRMED,
        Fact.RATED,
        Fact.CLOSED,
    ]
    assert [fact for fact in facts if fact in in_order] == in_order


def test_transcript_of_another_student_is_not_found(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    owner, other = backstage.new_student("Ada Owner"), backstage.new_student("Bo Other")
    first = someone(owner)
    chat = in_the_chat(app, first)
    # A sent message is seen before the server has a chat for it.
    expect(chat.choices().first).to_be_visible()
    chat.write("my private matter")
    address = f"{app.url}/api/transcript/{backstage.conversation(owner).public_id}.pdf"
    assert first.context.request.get(address).status == 200

    stranger = someone(other)
    stranger.sign_in(app.url, "/help")
    refused = stranger.context.request.get(address)
    missing = stranger.context.request.get(f"{app.url}/api/transcript/nothing.pdf")
    assert refused.status == missing.status == 404
    assert refused.body() == missing.body()
    assert someone(other).context.request.get(address).status in (401, 403)
