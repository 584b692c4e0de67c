"""The hours as a calendar file by plain requests; TRUST rows T16, T25."""

from urllib.parse import parse_qs, urlsplit

import pytest
from httpx import Response
from starlette.testclient import TestClient

from livechat.services import desk_hours, hours_exchange
from tests.factories.site import Site

CALENDAR = b"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Somebody else//EN
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20261224
SUMMARY:Christmas Eve
END:VEVENT
END:VCALENDAR
"""


def send(
    client: TestClient, data: bytes = CALENDAR, name: str = "days.ics", **form: str
) -> Response:
    return client.post("/api/hours", files={"file": (name, data, "text/calendar")}, data=form)


def error_in(answer: Response) -> str:
    """The key in the address that the answer leads to."""
    assert answer.status_code == 303
    address = urlsplit(answer.headers["location"])
    query = parse_qs(address.query)
    assert (address.path, query["tab"]) == ("/admin", ["hours"])
    return query.get("error", [""])[0]


def test_admin_sends_a_calendar_and_sees_it_before_it_holds(site: Site) -> None:
    admin = site.desk.admin()
    client = site.signed_in(admin)
    token = client.headers.pop("x-csrf-token")
    assert error_in(send(client, csrf=token)) == ""
    draft = site.desk.context.read(hours_exchange.draft, admin)
    assert (draft.file_name, draft.named) == ("days.ics", ["24 Dec 2026: Christmas Eve"])
    assert site.desk.context.read(desk_hours.schedule).exceptions == ()


@pytest.mark.parametrize(
    ("data", "name", "key"),
    [
        (b"no calendar", "a.ics", "queue.calendar_none"),
        (b"", "a.ics", "queue.calendar_empty"),
        ("BEGIN:VCALENDAR ü".encode("utf-16"), "a.ics", "queue.calendar_encoding"),
        (CALENDAR + b" " * 1_100_000, "a.ics", "queue.calendar_big"),
    ],
)
def test_bad_file_leads_back_with_its_reason(site: Site, data: bytes, name: str, key: str) -> None:
    assert error_in(send(site.signed_in(site.desk.admin()), data, name)) == key


def test_hours_come_only_from_an_admins_own_page(site: Site) -> None:
    admin = site.desk.admin()
    foreign = site.signed_in(admin)
    foreign.headers["origin"] = "https://evil.example"
    assert send(foreign).status_code == 403
    without = site.signed_in(admin)
    del without.headers["x-csrf-token"]
    assert send(without).status_code == 403
    assert send(without, csrf="guessed").status_code == 403
    assert send(site.signed_in(site.desk.agent())).status_code == 403
    assert send(site.signed_in(site.desk.student())).status_code == 403
    assert send(site.nobody()).status_code == 401
    assert site.desk.context.read(hours_exchange.draft, admin).id == ""


def test_staff_download_the_hours_as_a_calendar(site: Site) -> None:
    answer = site.signed_in(site.desk.agent()).get("/api/hours.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert 'filename="service-hours.ics"' in answer.headers["content-disposition"]
    assert answer.text.startswith("BEGIN:VCALENDAR")
    assert site.signed_in(site.desk.student()).get("/api/hours.ics").status_code == 403
    assert site.nobody().get("/api/hours.ics").status_code == 401
