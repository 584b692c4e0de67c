"""An agent sets up two-step sign-in and comes in with it, as people do."""

import re
from collections.abc import Callable

import pyotp
from playwright.sync_api import expect

from livechat.domain.vocabulary import Role
from tests.e2e.conftest import Person
from tests.servers.app import AppServer


def test_agent_sets_it_up_and_comes_in_with_a_spare_code(
    app: AppServer, someone: Callable[..., Person]
) -> None:
    agent = someone(Role.SPECIALIST)
    agent.sign_in(app.url, "/account")
    page = agent.page
    page.get_by_role("link", name="Set it up").click()
    page.wait_for_url(re.compile("/second-factor/?$"))
    picture = page.get_by_role("img", name="Picture to scan with an authenticator app")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 100
    key = page.locator("code").inner_text()
    page.get_by_role("textbox", name="Code").fill("000 000")
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_text("This code does not fit")).to_be_visible()
    assert page.locator("code").inner_text() == key
    page.get_by_role("textbox", name="Code").fill(pyotp.TOTP(key.replace(" ", "")).now())
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_text("Two-step sign-in is on")).to_be_visible()
    page.get_by_role("button", name="Make spare codes").click()
    codes = page.get_by_role("list", name="Make spare codes").get_by_role("listitem")
    expect(codes).to_have_count(10)
    spare = codes.all_inner_texts()

    again = someone(Role.SPECIALIST)
    again.page.goto(f"{app.url}/sign-in?next=/account")
    again.page.get_by_label("Email").fill(agent.account.email)
    again.page.get_by_label("Password", exact=True).fill(agent.account.password)
    again.page.get_by_role("button", name="Sign in").click()
    expect(again.page.get_by_role("heading", name="One more step")).to_be_visible()
    again.page.get_by_role("textbox", name="Code").fill(spare[0])
    again.page.get_by_role("button", name="Continue").click()
    expect(again.page.get_by_role("heading", name="Your account")).to_be_visible()
    again.page.get_by_label("Your password, to confirm").fill(agent.account.password)
    again.page.get_by_role("button", name="Switch it off").click()
    expect(again.page.get_by_text("Two-step sign-in is off")).to_be_visible()
