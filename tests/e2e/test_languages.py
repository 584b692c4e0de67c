"""The student's side in other languages: chosen, remembered, right to left, in mail and files."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from livechat.domain.text import speaking, spoken, t
from livechat.domain.vocabulary import PresenceState
from livechat.services import presence
from tests.e2e.backstage import Backstage
from tests.e2e.conftest import Person
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e


def choose(page: Page, tag: str) -> None:
    """By the switch in the bar at the top."""
    with speaking(tag):
        name = spoken().name
    page.locator("details.language summary").click()
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", tag)


def test_the_bot_path_in_arabic_runs_from_right_to_left(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    email = backstage.new_student("Noor Haddad")
    backstage.context.write(presence.set_state, backstage.admin(), PresenceState.ONLINE)
    student = someone(email)
    student.sign_in(app.url, "/help")
    page = student.page
    choose(page, "ar")
    with speaking("ar"):
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        expect(page).to_have_title(re.compile(re.escape(t("help.title"))))
        expect(page.get_by_role("heading", name=t("help.title"))).to_be_visible()

        page.get_by_role("button", name=t("chat.launch")).click()
        panel = page.get_by_role("dialog", name=t("chat.dialog"))
        log = panel.get_by_role("log", name=t("chat.conversation"))
        expect(log.get_by_text(t("thread.bot")).first).to_be_visible()
        expect(log.get_by_text("Noor")).to_contain_text("مرحبًا")
        expect(panel.get_by_text(t("chat.nobody_waiting"))).to_be_visible()
        field = panel.get_by_role("textbox", name=t("outbox.message"))
        assert field.evaluate("field => getComputedStyle(field).direction") == "rtl"

        field.fill("it says incorrect password but i am sure it is right")
        field.press("Enter")
        expect(panel.get_by_text(t("chat.step_count", number=1, total="").strip())).to_be_visible()
        panel.get_by_role("button", name=t("chat.step_worked"), exact=True).click()
        panel.get_by_role("button", name=t("choice.solved_yes")).click()
        expect(panel.get_by_text(t("chat.rating_title"))).to_be_visible()

    # Remembered by the browser, on every page, and for the account.
    page.goto(f"{app.url}/help/sign-in-forgot-password")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.goto(f"{app.url}/account")
    with speaking("ar"):
        expect(page.get_by_role("heading", name=t("account.title"))).to_be_visible()
    assert backstage.language_of(email) == "ar"


def test_the_browsers_own_language_is_spoken_until_another_is_chosen(
    app: AppServer, someone: Callable[..., Person], backstage: Backstage
) -> None:
    student = someone(backstage.new_student("Lucía Pérez"))
    page = student.page
    page.set_extra_http_headers({"accept-language": "es-MX,es;q=0.9,en;q=0.5"})
    page.goto(f"{app.url}/sign-in")
    with speaking("es"):
        expect(page.get_by_role("heading", name=t("auth.sign_in_title"))).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    choose(page, "en")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")
