"""An admin helps with an account: a lost phone, an export, an erasure; each stands in the log."""

import json
import re
from collections.abc import Callable
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from livechat.domain.vocabulary import Role
from livechat.services import conversations
from livechat.store.tables.people import SecondFactor
from livechat.store.unit_of_work import UnitOfWork
from tests.e2e.backstage import Backstage
from tests.e2e.conftest import Person
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e


def editing(person: Person, app: AppServer, name: str) -> Page:
    """The People tab with this person's form open."""
    page = person.page
    page.goto(f"{app.url}/admin?tab=people")
    page.get_by_role("searchbox", name="Find a person").fill(name)
    expect(page.get_by_role("button", name=re.compile("^Edit "))).to_have_count(1)
    page.get_by_role("button", name=f"Edit {name}").click()
    return page


def log(page: Page, kind: str) -> Page:
    """The log tab with one kind of entries."""
    page.get_by_role("button", name="Log", exact=True).click()
    page.get_by_role("button", name=kind, exact=True).click()
    return page


def test_a_lost_second_factor_is_switched_off_with_a_reason(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person], accounts: list[object]
) -> None:
    specialist = someone(Role.SPECIALIST)
    actor = backstage.actor(specialist.account.email)

    def with_factor(uow: UnitOfWork) -> None:
        uow.session.add(SecondFactor(user_id=actor.user_id, secret="x", confirmed_at=uow.now))

    backstage.context.write(with_factor)
    admin = someone(Role.ADMIN)
    admin.sign_in(app.url, "/admin")
    page = editing(admin, app, actor.name)
    page.get_by_text("Switch off the two-step sign-in").click()
    page.get_by_label("Why").fill("Phone was stolen")
    page.get_by_role("button", name="Switch it off").click()
    expect(page.get_by_text(f"{actor.name} signs in with the password alone now")).to_be_visible()
    entry = log(page, "Accounts").get_by_role("listitem").first
    expect(entry).to_contain_text(f"Switched off two-step sign-in of {actor.name}")
    expect(entry).to_contain_text("Phone was stolen")
    specialist.sign_in(app.url, "/agent")


def test_a_student_is_exported_and_erased_in_two_steps(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    email = backstage.new_student("Ida Private")
    student = backstage.actor(email)
    backstage.context.write(conversations.open_bot, student)
    admin = someone(Role.ADMIN)
    admin.sign_in(app.url, "/admin")
    page = editing(admin, app, "Ida Private")
    page.get_by_text("Export everything about this student").click()
    export = page.locator("details[open]")
    export.get_by_label("Why").fill("Asked by letter")
    with page.expect_download() as download:
        export.get_by_role("button", name="Download").click()
    with ZipFile(download.value.path()) as archive:
        assert json.loads(archive.read("data.json"))["account"]["email"] == email
    export.get_by_text("Export everything about this student").click()
    page.get_by_text("Erase everything about this student").click()
    erase = page.locator("details[open]")
    expect(erase.get_by_text("This cannot be undone")).to_be_visible()
    erase.get_by_label("Why").fill("Asked by letter")
    erase.get_by_label("Your own password").fill("not the password")
    erase.get_by_role("button", name="Erase for good").click()
    expect(page.locator("p[role=alert]")).to_contain_text("is not right")
    assert backstage.conversations(email)

    page = editing(admin, app, "Ida Private")
    page.get_by_text("Erase everything about this student").click()
    erase.get_by_label("Why").fill("Asked by letter")
    erase.get_by_label("Your own password").fill(admin.account.password)
    erase.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_text("The student’s data is erased")).to_be_visible()
    entries = log(page, "Privacy").get_by_role("listitem")
    expect(entries.first).to_contain_text("Erased everything about")
    expect(entries.first).to_contain_text("Asked by letter")
    expect(entries.nth(1)).to_contain_text("Exported everything about")
