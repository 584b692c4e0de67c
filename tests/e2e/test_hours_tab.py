"""An admin plans terms and exam weeks, and takes hours from a calendar: seen first, then undone."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from livechat.domain.vocabulary import Role
from livechat.domain.wording import zone_or
from livechat.services import desk_hours, hours_exchange, seasons
from tests.e2e.backstage import Backstage
from tests.e2e.conftest import Person
from tests.servers.app import AppServer

pytestmark = pytest.mark.e2e

HOLIDAY = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Somebody else//EN
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:{day:%Y%m%d}
SUMMARY:Founders’ Day
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:{day:%Y%m%d}
RRULE:FREQ=MONTHLY;BYDAY=1SU
SUMMARY:Something monthly
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def hours_tab(app: AppServer, backstage: Backstage, someone: Callable[..., Person]) -> Page:
    """The Hours tab of an admin."""
    admin = someone(Role.ADMIN)
    admin.sign_in(app.url, "/admin")
    admin.page.get_by_role("button", name="Hours", exact=True).click()
    expect(admin.page.get_by_role("heading", name="Opening hours")).to_be_visible()
    return admin.page


def in_days(backstage: Backstage, days: int) -> str:
    zone = zone_or("", backstage.context.settings.timezone)
    return (backstage.context.clock.now().astimezone(zone).date() + timedelta(days)).isoformat()


def test_exam_week_gets_hours_of_its_own_and_goes_again(
    hours_tab: Page, backstage: Backstage
) -> None:
    page = hours_tab
    page.get_by_label("Name of the season").fill("Exam week")
    page.get_by_label("First day").fill(in_days(backstage, 1))
    page.get_by_label("Last day").fill(in_days(backstage, 7))
    page.get_by_role("button", name="Add a season").click()
    season = page.get_by_role("region", name="Exam week")
    expect(season.get_by_text("closed throughout")).to_be_visible()
    season.get_by_text("Add hours to this season").click()
    season.get_by_label("Weekday").select_option("Every day")
    season.get_by_label("Opens").fill("07:00")
    season.get_by_label("Closes").fill("22:00")
    season.get_by_role("button", name="Add hours").click()
    expect(season.get_by_text("07:00–22:00")).to_have_count(7)
    coming = page.locator("section").filter(
        has=page.get_by_role("heading", name="The coming two weeks", exact=True)
    )
    expect(coming.get_by_text("07:00–22:00")).to_have_count(7)
    expect(coming.get_by_text("Exam week")).to_have_count(7)
    season.get_by_role("button", name="Remove Exam week").click()
    expect(season).to_have_count(0)
    assert backstage.context.read(seasons.rows, backstage.admin()) == []


def test_calendar_is_seen_first_applied_and_undone(
    hours_tab: Page, backstage: Backstage, tmp_path: Path
) -> None:
    page = hours_tab
    before = backstage.context.read(desk_hours.schedule)
    day = backstage.context.clock.now().date() + timedelta(days=3)
    file = tmp_path / "holidays.ics"
    file.write_text(HOLIDAY.format(day=day), encoding="utf-8")
    choose(page, file)
    pending = page.locator("section").filter(
        has=page.get_by_role("heading", name="Not applied yet: holidays.ics")
    )
    expect(pending.get_by_text("1 single date")).to_be_visible()
    expect(pending.get_by_text("Something monthly")).to_be_visible()
    row = pending.get_by_role("listitem").filter(has_text="Founders’ Day").last
    expect(row).to_contain_text("Closed")
    expect(row).to_contain_text("now ")
    assert backstage.context.read(desk_hours.schedule) == before

    pending.get_by_role("button", name="Apply these hours").click()
    expect(page.get_by_text("hold from now on")).to_be_visible()
    expect(pending).to_have_count(0)
    assert [one.day for one in backstage.context.read(desk_hours.schedule).exceptions] == [day]

    expect(page.get_by_text("holidays.ics was imported by")).to_be_visible()
    page.get_by_role("button", name="Undo the import").click()
    expect(page.get_by_text("what they were before the import")).to_be_visible()
    assert backstage.context.read(desk_hours.schedule) == before


def test_file_that_is_no_calendar_says_so(
    hours_tab: Page, backstage: Backstage, tmp_path: Path
) -> None:
    file = tmp_path / "timetable.ics"
    file.write_text("Monday: maths", encoding="utf-8")
    choose(hours_tab, file)
    said = hours_tab.locator("p[role=alert]")
    expect(said).to_have_text("This is not a calendar file (.ics). Nothing was changed.")
    # Another tab is another page: the words stay behind, also after a reload.
    hours_tab.get_by_role("button", name="People", exact=True).click()
    expect(said).to_have_count(0)
    assert backstage.context.read(hours_exchange.draft, backstage.admin()).id == ""


def test_hours_are_downloaded_as_a_calendar(hours_tab: Page) -> None:
    with hours_tab.expect_download() as download:
        hours_tab.get_by_role("link", name="Download the hours").click()
    assert download.value.suggested_filename == "service-hours.ics"
    assert "RRULE:FREQ=WEEKLY" in Path(download.value.path()).read_text(encoding="utf-8")


def choose(page: Page, file: Path) -> None:
    """Pick a calendar file and have it read."""
    page.get_by_label("Calendar file").set_input_files(file)
    page.get_by_role("button", name="Look at it first").click()
