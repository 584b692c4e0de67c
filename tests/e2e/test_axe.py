"""Nobody is shut out: every page in every state that one can reach, on the student's side.

axe-core finds nothing, in any colours; nothing scrolls sideways at 320 px or at 200 %; a finger
hits every control; nothing moves for those who do not want it.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from livechat.domain.actor import Actor
from livechat.domain.text import speaking, t
from livechat.domain.vocabulary import Outcome, PresenceState, Role
from livechat.services import claims, mail_choice, messages, presence, solution
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork
from tests.e2e.backstage import PASSWORD, Backstage
from tests.e2e.conftest import wait_until
from tests.e2e.pictures import png
from tests.e2e.reviewing import HAS_AXE, Review, reviewing
from tests.servers.app import AppServer

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not HAS_AXE, reason="axe-playwright-python is not installed"),
]
# The service worker has the page for those without a connection.
_IS_KEPT = """async () => {
  for (const name of await caches.keys())
    if ((await (await caches.open(name)).keys()).length) return true;
  return false;
}"""


@pytest.fixture(params=["en", "ar"])
def tag(request: pytest.FixtureRequest) -> Iterator[str]:
    """The language of the reader, and of the test while it looks for things by their names."""
    with speaking(request.param):
        yield request.param


@pytest.fixture
def review(browser: Browser, tag: str) -> Iterator[Review]:
    """A browser of the language that lets a test bring a script along."""
    with reviewing(browser, tag) as found:
        yield found


class _Student:
    """The Help page and the panel, by the names that they have in the language spoken."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.panel = page.get_by_role("dialog", name=t("chat.dialog"), exact=True)
        self.log = self.panel.get_by_role("log", name=t("chat.conversation"))

    def go(self, path: str) -> None:
        self.page.goto(f"{self.url}{path}")
        expect(self.page.get_by_role("heading", level=1).first).to_be_visible()

    def sign_in(self, email: str) -> None:
        self.go("/sign-in?next=/help")
        self.page.get_by_label(t("auth.email")).fill(email)
        self.page.get_by_label(t("auth.password"), exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name=t("auth.sign_in"), exact=True).click()
        self.page.wait_for_url(re.compile("/help/?$"))
        expect(self.page.get_by_role("heading", name=t("help.topics"))).to_be_visible()

    def open(self) -> None:
        self.page.get_by_role("button", name=t("chat.launch")).first.click()
        expect(self.panel).to_be_visible()

    def button(self, key: str) -> Locator:
        return self.panel.get_by_role("button", name=t(key))

    def press(self, key: str) -> None:
        self.button(key).first.click()

    def at(self, stage: str) -> None:
        expect(self.panel).to_have_attribute("data-stage", stage)

    def write(self, text: str) -> None:
        field = self.panel.get_by_role("textbox", name=t("outbox.message"), exact=True)
        field.fill(text)
        field.press("Enter")
        expect(self.log.get_by_text(text).last).to_be_visible()


class _Agent:
    """Somebody at the desk, by the use cases alone."""

    def __init__(self, backstage: Backstage) -> None:
        self._context = backstage.context
        self.actor: Actor = backstage.actor(backstage.new_person("Jonas Weber", Role.AGENT))
        self.stay()

    def stay(self) -> None:
        """As the page of somebody at the desk does by itself."""
        self._context.write(presence.set_state, self.actor, PresenceState.ONLINE)

    def take(self, backstage: Backstage, email: str) -> str:
        """Accept the student's chat; its public id."""
        self.stay()
        entry, chat = backstage.entry(email), backstage.conversation(email).public_id
        self._context.write(claims.claim, self.actor, entry)
        return chat

    def say(self, chat: str, text: str) -> None:
        self._context.write(messages.post, self.actor, chat, str(uuid4()), text)

    def offer(self, chat: str) -> None:
        self._context.write(solution.offer, self.actor, chat)

    def close(self, chat: str) -> None:
        self._context.write(solution.close, self.actor, chat, "video", Outcome.SOLVED.value)


def test_before_signing_in_and_without_a_connection(review: Review, app: AppServer) -> None:
    page, student = review.page, _Student(review.page, app.url)
    for path in ("/sign-in", "/sign-up", "/forgot-password", "/reset-password", "/help/nothing"):
        student.go(path)
        review.look(path)
    student.go("/help")
    expect(page.get_by_role("heading", name=t("help.topics"))).to_be_visible()
    page.locator("details.language > summary").click()
    review.look("languages")
    student.open()
    student.at("gate")
    review.look("gate")
    wait_until(page, lambda: bool(page.evaluate(_IS_KEPT)))
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", level=1, name=t("offline.title"))).to_be_visible()
    review.look("offline")


def test_on_the_way_to_a_person_and_back(
    review: Review, app: AppServer, backstage: Backstage, tmp_path: Path
) -> None:
    email = backstage.new_student("Noor Haddad")
    agent = _Agent(backstage)
    review.meanwhile = agent.stay
    page, student = review.page, _Student(review.page, app.url)
    student.sign_in(email)
    review.look("help")
    page.locator(".account:not(.language) > summary").click()
    review.look("account menu")
    page.locator("ul.pop a").first.click()
    page.wait_for_url("**/help/*")
    expect(page.locator(".how")).to_be_visible()
    review.look("article")
    student.go("/account")
    review.look("account")
    student.go("/help")
    student.open()
    expect(student.panel.get_by_role("group", name=t("chat.choose"))).to_be_visible()
    review.look("bot")

    paths = [tmp_path / name for name in ("one.png", "two.png")]
    for path in paths:
        path.write_bytes(png(size=(900, 600)))
    with page.expect_file_chooser() as chooser:
        student.press("outbox.attach")
    chooser.value.set_files(paths)
    editor = page.get_by_role("dialog", name=t("picture.title"))
    expect(editor.locator("canvas")).to_be_visible()
    review.look("picture before sending")
    editor.get_by_role("button", name=t("picture.attach"), exact=True).click()
    expect(student.panel.get_by_role("progressbar")).to_have_count(0)
    review.look("picture attached")
    student.write("The video keeps buffering.")
    student.log.get_by_role("img").first.click()
    viewer = page.get_by_role("dialog", name=t("viewer.title"))
    expect(viewer.get_by_role("img").first).to_be_visible()
    review.look("picture viewer")
    page.keyboard.press("Escape")

    expect(student.panel.get_by_role("group", name=t("chat.step_question"))).to_be_visible()
    review.look("step")
    student.press("chat.step_didnt_help")
    expect(student.log.locator("details.folded")).to_be_visible()
    student.panel.get_by_label(t("chat.more"), exact=True).click()
    review.look("menu")
    page.keyboard.press("Escape")

    student.press("chat.person")
    student.at("handoff")
    review.look("handoff")
    student.press("chat.handoff_join")
    student.at("queue")
    review.look("queue")
    student.press("chat.queue_callback")
    student.at("nobody")
    review.look("call back")
    student.panel.get_by_role("radio").nth(2).click()
    expect(student.panel.get_by_label(t("chat.nobody_subject"))).to_be_visible()
    review.look("ticket")
    student.panel.get_by_role("radio").nth(0).click()
    student.press("chat.nobody_stay")
    student.at("queue")

    chat = agent.take(backstage, email)
    agent.say(chat, "Hello, I am Jonas.")
    agent.say(chat, "Does it also happen on another network?")
    expect(student.log.get_by_text("another network")).to_be_visible()
    backstage.let_pass(email, timedelta(minutes=9))
    expect(student.button("chat.idle_extend")).to_be_visible()
    review.look("idle notice")
    student.press("chat.idle_extend")
    expect(student.button("chat.idle_extend")).to_have_count(0)
    student.write("Only at home.")
    review.look("person")
    agent.offer(chat)
    expect(student.panel.get_by_role("heading", name=t("chat.solved_title"))).to_be_visible()
    review.look("is it solved")
    student.press("chat.solved_yes")
    expect(student.panel.get_by_role("button", name=t("chat.rating_5"))).to_be_visible()
    student.panel.get_by_role("button", name=t("chat.rating_4")).click()
    review.look("rating")
    student.press("chat.rating_skip")
    expect(student.panel.get_by_text(t("chat.rating_bot"))).to_be_visible()
    student.press("chat.rating_skip")
    expect(student.panel).not_to_have_attribute("data-stage", "rating")
    agent.close(chat)
    student.at("closed")
    review.look("ended")
    student.press("chat.history")
    student.at("history")
    review.look("history")
    student.panel.get_by_role("list").get_by_role("button").first.click()
    student.at("reading")
    review.look("earlier conversation")
    student.go("/help")
    review.look("help afterwards")


def test_with_a_known_problem_and_when_blocked(
    review: Review, app: AppServer, backstage: Backstage
) -> None:
    email, other = (backstage.new_student(name) for name in ("Noor Haddad", "Kai Keller"))
    student = _Student(review.page, app.url)
    incident = backstage.publish("The video server is slow today", "category:video")
    try:
        student.sign_in(email)
        expect(review.page.locator("main .incident")).to_be_visible()
        review.look("banner")
        student.open()
        expect(student.panel.get_by_role("group", name=t("chat.choose"))).to_be_visible()
        student.write("The video keeps buffering.")
        expect(student.panel.get_by_role("group", name=t("chat.step_question"))).to_be_visible()
        expect(
            student.log.get_by_text("“The video server").or_(
                student.log.get_by_text("«The video server")
            )
        ).to_be_visible()
        review.look("known problem")
        review.page.keyboard.press("Escape")
        expect(student.panel).to_have_count(0)
    finally:
        backstage.all_clear(incident)
    backstage.block(other, "Insults in three chats")
    review.page.context.clear_cookies()
    student.sign_in(other)
    student.open()
    student.at("blocked")
    review.look("blocked")


def test_the_way_out_of_a_mail(
    review: Review, app: AppServer, backstage: Backstage, tag: str
) -> None:
    student = backstage.actor(backstage.new_student("Noor Haddad"))

    def token(uow: UnitOfWork) -> str:
        user = uow.session.get_one(User, student.user_id)
        user.language = tag
        return mail_choice.token_of(uow, user)

    page = review.page
    page.goto(f"{app.url}/api/mail/off?token={backstage.context.write(token)}")
    expect(page.get_by_role("heading", name=t("account.mail_off_title"))).to_be_visible()
    review.look("fewer mails?")
    page.get_by_role("button", name=t("account.mail_turn_off")).click()
    expect(page.get_by_text(t("account.mail_off"))).to_be_visible()
    review.look("fewer mails")
