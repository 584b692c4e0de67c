"""From a mail's foot to fewer mails, and back on the account's page."""

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import expect

from livechat.domain.vocabulary import Role
from livechat.services import conversations, mail_choice, tickets
from tests.e2e.backstage import Backstage
from tests.e2e.conftest import Account, Person, wait_until
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e


def test_way_out_of_a_mail_asks_confirms_and_can_be_taken_back(
    app: AppServer, backstage: Backstage, accounts: list[Account], someone: Callable[..., Person]
) -> None:
    email = backstage.new_student("Noor Haddad")
    student = backstage.actor(email)
    context = backstage.context
    specialist = next(one for one in accounts if one.role is Role.SPECIALIST)
    chat = context.write(conversations.open_bot, student)
    number = context.write(tickets.file, student, chat, "Video is black", "", "platform")
    context.write(tickets.take, backstage.actor(specialist.email), number)

    reader = someone(email)
    page = reader.page
    wait_until(page, lambda: len(backstage.letters(email)) == 2)
    [letter] = [one for one in backstage.letters(email) if "working on it" in one]
    found = re.search(r"(/api/mail/off\?token=\S+)", letter)
    assert found
    page.goto(f"{app.url}{found[1]}")
    expect(page.get_by_role("heading", name="Fewer mails?")).to_be_visible()
    assert context.read(mail_choice.wanted, student)
    page.get_by_role("button", name="Turn these mails off").click()
    expect(page.get_by_text("no longer come by mail")).to_be_visible()
    assert not context.read(mail_choice.wanted, student)

    reader.sign_in(app.url, "/account")
    page.get_by_role("button", name="Turn these mails on again").click()
    expect(page.get_by_text("come by mail again")).to_be_visible()
    assert context.read(mail_choice.wanted, student)

    # A mail program: no page, no cookie, no origin; the guard lets this one post in.
    click = httpx.post(f"{app.url}{found[1]}", data={"List-Unsubscribe": "One-Click"})
    assert click.status_code == 200
    assert not context.read(mail_choice.wanted, student)
    assert httpx.post(f"{app.url}/api/mail/off?token=guessed").status_code == 422
