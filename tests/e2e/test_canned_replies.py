"""Canned replies on the admin page: added, changed, taken away; a refusal keeps what was typed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from livechat.domain.vocabulary import Role
from tests.e2e.backstage import Backstage
from tests.e2e.conftest import Person
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e


def test_a_reply_is_added_changed_and_deleted(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    admin = someone(Role.ADMIN)
    admin.sign_in(app.url, "/admin")
    page = admin.page
    page.get_by_role("navigation").get_by_role("button", name="Replies").click()
    page.get_by_role("button", name="New reply").click()
    page.get_by_label("Shortcut").fill("no spaces")
    page.get_by_label("Title").fill("Lab moved")
    page.get_by_label("Text").fill("Hello {student}, the lab is in room 12 today.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").filter(has_text="shortcut")).to_be_visible()
    expect(page.get_by_label("Text")).to_have_value("Hello {student}, the lab is in room 12 today.")
    page.get_by_label("Shortcut").fill("/lab-moved")
    page.get_by_role("button", name="Save").click()
    row = page.get_by_role("listitem").filter(has_text="/lab-moved")
    expect(row).to_contain_text("room 12")

    row.get_by_role("button", name="Edit").click()
    expect(page.get_by_label("Title")).to_have_value("Lab moved")
    page.get_by_label("Text").fill("Hello {student}, the lab is in room 14 today.")
    page.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("room 14")
    expect(page.get_by_role("button", name="Save")).to_have_count(0)

    row.get_by_role("button", name="Edit").click()
    page.get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)
