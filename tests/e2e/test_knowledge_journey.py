"""What the bot cannot answer becomes an article, is answered within seconds, and can be undone."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from livechat.domain.vocabulary import Role
from tests.e2e.backstage import Backstage
from tests.e2e.beginnings import in_the_chat
from tests.e2e.chat import Chat
from tests.e2e.conftest import Person
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e

GAP = "the smart pen does not sync its notes"
OTHER_WORDS = "notes from my smart pen are not showing up"
PHRASINGS = ("smart pen notes missing", "my smartpen wont pair", "pen doesnt upload my notes")
RIVAL = "my video keeps buffering"
FORM = (
    ("One sentence on what goes wrong and what usually fixes it.", "The pen must be paired."),
    ("Say what to do first", "Pair the pen again"),
    (
        "One to four short sentences, with the names of buttons in **bold**.",
        "Open **Settings**, then **Devices**, and choose the pen.",
    ),
    ("what the student then sees", "the notes appear"),
)


def test_a_gap_becomes_an_article_is_answered_and_leaves_the_list(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    asking = _ask(app, someone, backstage.new_student("Kim Roe"), GAP)
    # Whether the bot says that it does not know or asks, there was no answer in it.
    expect(asking.says("I don't know that one yet").or_(asking.choices().last)).to_be_visible()
    if asking.choices().count():
        asking.choose("None of these")
        expect(asking.says("Then it is none of those.")).to_be_visible()
    admin = someone(Role.ADMIN)
    admin.sign_in(app.url, "/admin")
    page = admin.page
    gap = page.get_by_role("row").filter(has_text=GAP)
    gap.get_by_role("button", name="Write article").click()

    # The form itself is not for students.
    box, state = page.get_by_label("Article as Markdown"), page.locator("#draft-problem")
    expect(box).to_have_value(re.compile(GAP))
    expect(state).to_have_text("It can be saved.")
    _save(page)
    expect(page.locator("p[role=alert]")).to_contain_text("words of the empty form")

    # Tried before it is published, next to what it competes with.
    text = box.input_value()
    for form, words in FORM:
        text = text.replace(form, words)
    lines = "".join(f'  - "{phrasing}"\n' for phrasing in PHRASINGS)
    text = text.replace("phrasings:\n", f"phrasings:\n{lines}")
    with_rival = text.replace("phrasings:\n", f'phrasings:\n  - "{RIVAL}"\n')
    box.fill(with_rival)
    expect(page.get_by_role("heading", name="Pair the pen again")).to_have_count(0)
    expect(page.get_by_text("Pair the pen again").last).to_be_visible()
    trial = _try(page, OTHER_WORDS)
    expect(trial.get_by_text("Answers with “The smart pen")).to_be_visible()
    expect(trial.get_by_text("Video keeps buffering or stops")).not_to_have_count(0)
    box.fill(text)
    expect(page.get_by_text(f"“{RIVAL}”")).to_have_count(0)
    _save(page)
    expect(page.get_by_text("Saved. The bot learns it")).to_be_visible()

    # Answered in other words, without a restart.
    slug = backstage.article_slug("The smart pen does not sync its notes")
    deadline = time.monotonic() + 60
    while not _answers(app, someone, backstage, slug):
        assert time.monotonic() < deadline, "the bot never learnt it"
    page.get_by_role("button", name="Back to the list").click()
    page.get_by_role("button", name="Analytics", exact=True).click()
    page.reload()
    expect(page.get_by_role("heading", name="Content gaps")).to_be_visible()
    expect(gap).to_have_count(0)


def test_an_earlier_version_is_opened_and_saved_again(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    admin = someone(Role.ADMIN)
    admin.sign_in(app.url, "/admin")
    page = admin.page
    page.get_by_role("button", name="Articles", exact=True).click()
    page.get_by_role("searchbox", name="Find an article").fill("printing")
    row = page.get_by_role("listitem").filter(has_text="Printing from the platform does not work")
    expect(row).to_contain_text("Review by")
    row.get_by_role("button", name="Edit").click()
    box = page.get_by_label("Article as Markdown")
    expect(box).to_have_value(re.compile("title: "))
    before = box.input_value()
    title = next(line for line in before.splitlines() if line.startswith("title: "))
    box.fill(before.replace(title, "title: A title that nobody wants"))
    _save(page)
    history = page.get_by_role("region", name="Earlier versions")
    expect(history.get_by_role("listitem")).to_have_count(1)
    expect(history.get_by_role("listitem")).to_contain_text("starter content")
    history.get_by_role("button", name="Open version 1").click()
    expect(page.get_by_text("This is version 1.")).to_be_visible()
    expect(box).to_have_value(before)
    _save(page)
    expect(page.get_by_text("This is version 1.")).to_have_count(0)
    expect(history.get_by_role("listitem")).to_have_count(2)
    page.get_by_role("link", name="Read it on the Help page").click()
    heading = title.removeprefix("title: ").strip("\"'")
    expect(page.get_by_role("heading", name=heading)).to_be_visible()


def _ask(app: AppServer, someone: Callable[..., Person], email: str, text: str) -> Chat:
    chat = in_the_chat(app, someone(email))
    chat.write(text)
    return chat


def _answers(
    app: AppServer, someone: Callable[..., Person], backstage: Backstage, slug: str
) -> bool:
    """Whether a new student who asks in other words gets the article now."""
    email = backstage.new_student("Lee Ash")
    chat = _ask(app, someone, email, OTHER_WORDS)
    answered = chat.log.get_by_text("Step 1 of")
    otherwise = chat.says("I don't know that one yet")
    expect(answered.or_(otherwise).or_(chat.choices().last).first).to_be_visible()
    if not answered.count():
        chat.end()
        return False
    expect(chat.log.get_by_role("heading", name="Pair the pen again")).to_be_visible()
    assert backstage.conversation(email).article_slug == slug
    return True


def _try(page: Page, text: str) -> Locator:
    """What the bot would do with the draft published."""
    trial = page.get_by_role("region", name="Try it before it is published")
    trial.get_by_label("A message as a student would write it").fill(text)
    trial.get_by_role("button", name="Try with this text").click()
    expect(trial.get_by_role("heading", name="Rivals")).to_be_visible(timeout=60_000)
    return trial


def _save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
