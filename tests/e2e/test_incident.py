"""A known problem, from the admin's words to the all-clear; a poor rating taken up again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from livechat.domain.vocabulary import Role, Status
from tests.e2e.backstage import Backstage
from tests.e2e.beginnings import at_the_desk, in_the_chat, waiting
from tests.e2e.conftest import Person, wait_until
from tests.e2e.desk import Desk
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e

WIFI = "Wi-Fi is down in building 4"


def test_students_read_of_a_known_problem_and_hear_when_it_is_over(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    email = backstage.new_student("Lena Fischer")
    chat = in_the_chat(app, someone(email))
    expect(chat.choices().first).to_be_visible()
    admin = someone(Role.ADMIN)
    admin.sign_in(app.url, "/admin")
    page = admin.page
    page.get_by_role("navigation").get_by_role("button", name="Live", exact=True).click()
    known = page.get_by_role("region", name="Known problems")
    known.get_by_label("What students should know").fill(WIFI)
    known.get_by_label("Ends by itself").select_option("After 2 hours")
    known.get_by_label("What the bot mentions it for").select_option(
        "Everything about: Network and Wi-Fi"
    )
    known.get_by_label("Next update by").fill("2099-11-26T14:00")
    known.get_by_role("button", name="Publish").click()
    row = known.get_by_role("listitem").filter(has_text=WIFI)
    expect(row).to_be_visible()

    # It comes up in the open panel and on the page without a reload, signed in or not.
    banner = chat.panel.get_by_role("group", name=WIFI)
    expect(banner).to_be_visible()
    passer_by = someone(Role.STUDENT)
    passer_by.page.goto(f"{app.url}/help")
    expect(passer_by.page.get_by_role("main").get_by_text(WIFI)).to_be_visible()
    expect(passer_by.page.get_by_role("button", name="Tell me when")).to_have_count(0)
    banner.get_by_role("button", name="Tell me when it is fixed").click()
    expect(banner.get_by_text("We tell you when it is fixed.")).to_be_visible()
    expect(row).to_contain_text("1 want to be told")

    seen = passer_by.page.get_by_role("main").get_by_role("group", name=WIFI)
    # The institution is in Warsaw, the reader in UTC.
    expect(seen).to_contain_text("Next update by")
    expect(seen).to_contain_text("26 Nov 13:00")

    # Whoever comes with it reads it from the bot, before the steps and with a person at hand.
    chat.write("the wifi on campus does not connect")
    expect(chat.says("There is a known problem")).to_contain_text(WIFI)
    expect(chat.choices().filter(has_text="person")).to_be_visible()
    chat.step(1)

    # Another promise is read everywhere at once.
    row.get_by_text("Next update by").first.click()
    row.get_by_label("Next update by").fill("2099-11-27T09:30")
    row.get_by_role("button", name="Save the time").click()
    expect(seen).to_contain_text("27 Nov 08:30")

    # The all-clear takes it away and tells who asked, in the chat and by mail.
    row.get_by_role("button", name="All clear").click()
    expect(chat.says("All clear")).to_be_visible()
    expect(banner).to_have_count(0)
    expect(passer_by.page.get_by_text(WIFI)).to_have_count(0)
    assert backstage.mails(email) == ["incident_over"]


def test_a_poor_rating_is_taken_up_again_with_one_tap(
    app: AppServer, backstage: Backstage, someone: Callable[..., Person]
) -> None:
    name = "Amina Yusuf"
    email = backstage.new_student(name)
    desk = at_the_desk(app, someone(Role.AGENT))
    chat = waiting(app, someone(email))
    desk.accept(name)
    desk.write("Please reload the page")
    expect(chat.says("Please reload the page")).to_be_visible()
    desk.button("End chat").click()
    sheet = desk.sheet("Wrap up")
    sheet.get_by_role("group", name="Category").get_by_role("button", name="Something else").click()
    sheet.get_by_role("button", name="Not solved", exact=True).click()
    sheet.get_by_role("button", name="End chat").click()
    chat.rate("How was Jonas Weber’s help?", "1", "No", "Still broken")

    admin = someone(Role.ADMIN)
    admin.sign_in(app.url, "/admin")
    page = admin.page
    # Times are by service hours until one asks for the clock.
    times = page.get_by_role("group", name="Times")
    expect(times.get_by_role("button", pressed=True)).to_have_text("Service hours")
    expect(page.get_by_text("in service hours").first).to_be_visible()
    times.get_by_role("button", name="Clock").click()
    expect(page.get_by_text("by the clock").first).to_be_visible()
    page.get_by_role("navigation").get_by_role("button", name="Review list").click()
    row = page.get_by_role("listitem").filter(has_text=name)
    expect(row).to_contain_text("Still broken")
    row.get_by_role("button", name="Reopen").click()
    boss = Desk(page)
    expect(page.get_by_role("region", name=f"Conversation with {name}")).to_be_visible()
    boss.write("I am sorry, let us look at it together")
    wait_until(page, backstage.is_status(email, Status.ACTIVE))
    expect(chat.says("let us look at it together")).to_be_visible()
    assert backstage.mails(email) == ["reopened"]
