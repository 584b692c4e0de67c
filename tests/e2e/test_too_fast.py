"""Somebody sends faster than may be: nothing is lost, and the page says how long it takes."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from livechat.domain.vocabulary import Role
from tests.e2e.backstage import PASSWORD, Backstage
from tests.e2e.conftest import LAPTOP, Account, Person, wait_until
from tests.servers.app import AppServer, app_server

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """An app that takes two messages at once and then one in ten seconds."""
    folder = tmp_path_factory.mktemp("strict")
    with app_server(
        folder, sqlite_synchronous="NORMAL", message_burst="2", messages_per_min="6"
    ) as server:
        yield server


def test_too_many_messages_wait_with_a_countdown_and_arrive_in_order(
    strict: AppServer, browser: Browser
) -> None:
    stage = Backstage(strict.data)
    stage.open_around_the_clock()
    email = stage.new_student("Fay Fast")
    context = browser.new_context(viewport=LAPTOP)  # type: ignore[arg-type]
    fay = Person(Account(Role.STUDENT, email, PASSWORD), context, context.new_page())
    fay.sign_in(strict.url, "/help")
    page = fay.page
    page.get_by_role("button", name="Live chat").first.click()
    dialog = page.get_by_role("dialog", name="Live chat")
    field = dialog.get_by_role("textbox", name="Message")
    for number in range(1, 4):
        field.fill(f"quick message {number}")
        field.press("Enter")
    told = dialog.get_by_role("status").filter(has_text="You are sending very fast")
    expect(told).to_be_visible()
    left = re.search(r"in (\d+) s", told.inner_text())
    assert left
    assert 1 <= int(left[1]) <= 10
    expect(dialog.get_by_text("quick message 3")).to_be_visible()
    # The countdown goes down before one's eyes, and the message then goes by itself.
    expect(told.filter(has_text=f"in {left[1]} s")).to_have_count(0)
    expect(told).to_have_count(0)

    def said() -> list[str]:
        return [text for text in stage.texts(email) if text.startswith("quick")]

    wait_until(page, lambda: len(said()) == 3)
    assert said() == ["quick message 1", "quick message 2", "quick message 3"]
    context.close()
    stage.close()
