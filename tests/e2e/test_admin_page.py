"""An admin at work: articles, people, ratings to look at; on a phone as on a laptop."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from livechat.domain.vocabulary import Role
from tests.e2e.backstage import Backstage
from tests.e2e.conftest import PHONE, Person
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e


def at_tab(person: Person, app: AppServer, tab: str) -> Page:
    """The admin page with this tab shown."""
    person.sign_in(app.url, "/admin")
    person.page.get_by_role("button", name=tab, exact=True).click()
    return person.page


def test_an_article_is_checked_while_typing_and_nothing_typed_is_lost(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    page = at_tab(someone(Role.ADMIN), app, "Articles")
    page.get_by_role("searchbox", name="Find an article").fill("app update")
    page.get_by_role("button", name=re.compile("^Edit")).first.click()
    box = page.get_by_label("Article as Markdown")
    text = box.input_value()
    state = page.locator("#draft-problem")
    expect(state).to_have_text("It can be saved.")
    broken = text.replace("category: ", "category: un", 1)
    box.fill(broken)
    expect(state).to_contain_text("category")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("p[role=alert]")).to_contain_text("The article cannot be saved")
    expect(box).to_have_value(broken)
    box.fill(text)
    expect(state).to_have_text("It can be saved.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. The bot learns it")).to_be_visible()
    expect(box).to_have_value(text)


def test_a_message_is_tried_on_the_bot(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    page = at_tab(someone(Role.ADMIN), app, "Articles")
    page.get_by_label("A message as a student would write it").fill("vid keeps buferring")
    page.get_by_role("button", name="Try", exact=True).click()
    expect(page.get_by_text("Probabilities")).to_be_visible()
    expect(page.get_by_text("Understood as: vid keeps buffering")).to_be_visible()


def test_a_new_person_signs_in_once_shown_and_is_signed_out_by_the_admin(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    admin = someone(Role.ADMIN)
    page = at_tab(admin, app, "People")
    page.get_by_role("button", name="Add a person").first.click()
    form = page.locator("form").filter(has=page.get_by_label("Email"))
    form.get_by_label("Name").fill("Noor Haddad")
    form.get_by_label("Email").fill("noor@desk.example")
    form.get_by_label("Specialist group").fill("Media")
    form.get_by_role("button", name="Add a person").click()
    said = page.get_by_text("New password for Noor Haddad")
    expect(said).to_be_visible()
    shown = re.search(r": (\S+)\. It is not", said.inner_text())
    assert shown
    noor = someone("noor@desk.example")
    noor.account = type(noor.account)(Role.AGENT, "noor@desk.example", shown[1])
    noor.sign_in(app.url, "/agent")
    expect(noor.page.get_by_role("button", name="Online", exact=True)).to_be_visible()
    row = page.get_by_role("listitem").filter(has_text="noor@desk.example")
    expect(row).to_contain_text("media")
    expect(row).to_contain_text("Agent")
    page.get_by_role("button", name="Edit Noor Haddad").click()
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_text("Noor Haddad is signed out everywhere.")).to_be_visible()
    noor.page.reload()
    expect(noor.page.get_by_role("link", name="Sign in").first).to_be_visible()


def test_the_last_admin_stays_and_is_told_why(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    page = at_tab(someone(Role.ADMIN), app, "People")
    page.get_by_role("button", name="Edit Ruth Okafor").click()
    page.get_by_label("Role").select_option("agent")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("p[role=alert]")).to_have_text("There must be at least one admin.")
    assert backstage.admin().role is Role.ADMIN


def test_every_tab_is_within_reach_on_a_phone(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    admin = someone(Role.ADMIN, viewport=PHONE)
    admin.sign_in(app.url, "/admin")
    headings = {
        "Review list": "Ratings to look at",
        "Articles": "Articles",
        "Hours": "Opening hours",
        "People": "People",
        "Mail": "Mail",
        "Analytics": "What broke, and did it get fixed?",
    }
    for tab, heading in headings.items():
        admin.page.get_by_role("button", name=tab, exact=True).click()
        expect(admin.page.get_by_role("heading", level=1)).to_have_text(heading)
        width = admin.page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], tab
