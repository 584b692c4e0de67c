"""An admin blocks a student, who is told until when and why, and can still read."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from livechat.domain.vocabulary import Role
from tests.e2e.backstage import Backstage
from tests.e2e.beginnings import in_the_chat
from tests.e2e.conftest import Person
from tests.servers.app import AppServer


def test_admin_blocks_a_student_who_is_told_why(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    email = backstage.new_student("Bo Blocked")
    admin, student = someone(Role.ADMIN), someone(email)
    admin.sign_in(app.url, "/admin")
    page = admin.page
    page.get_by_role("button", name="People", exact=True).click()
    page.get_by_role("searchbox", name="Find a person").fill("Bo Blocked")
    expect(page.get_by_role("button", name=re.compile("^Edit "))).to_have_count(1)
    page.get_by_role("button", name="Edit Bo Blocked").click()
    page.get_by_label("Reason").fill("Insults in three chats")
    page.get_by_role("button", name="Block", exact=True).click()
    expect(page.get_by_text("Bo Blocked is blocked")).to_be_visible()
    expect(page.get_by_text("Insults in three chats")).to_be_visible()

    student.sign_in(app.url, "/help")
    student.page.get_by_role("button", name="Live chat").first.click()
    dialog = student.page.get_by_role("dialog", name="Live chat")
    expect(dialog.get_by_text("Insults in three chats")).to_be_visible()
    expect(dialog.get_by_role("textbox", name="Message")).to_have_count(0)

    page.get_by_role("button", name="Edit Bo Blocked").click()
    page.get_by_role("button", name="End the block").click()
    expect(page.get_by_text("Bo Blocked may write again")).to_be_visible()
    student.page.reload()
    expect(dialog.get_by_role("textbox", name="Message")).to_be_visible()


def test_blocked_student_reads_why_instead_of_beginning_anew(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    email = backstage.new_student("Bea Barred")
    chat = in_the_chat(app, someone(email))
    chat.write("the violin practice room is double booked")
    chat.end()
    backstage.block(email, "Threats in two chats")
    chat.press("Start a new chat")
    expect(chat.panel.get_by_text("Threats in two chats")).to_be_visible()
    expect(chat.panel.get_by_role("textbox", name="Message")).to_have_count(0)
