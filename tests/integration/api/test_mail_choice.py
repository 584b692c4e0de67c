"""Mail that people may turn off: by one click in the mail, or by a page that asks."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from urllib.parse import parse_qs, urlsplit

import pytest

from livechat.domain.actor import Actor
from livechat.services import mail_choice, mailing, tickets
from livechat.services.context import Context
from tests.factories.site import Site
from tests.integration.services.test_mailing import folder, queued
from tests.servers.mailbox import mail_server

OFF = "/api/mail/off"


def taken(site: Site, student: Actor) -> tuple[int, Actor]:
    """A ticket of the student and who takes it: one necessary mail, one optional."""
    number = site.desk.context.write(
        tickets.file, student, site.desk.conversation(student), "Video is black", "", "platform"
    )
    specialist = site.desk.specialist(group="platform")
    site.desk.context.write(tickets.take, specialist, number)
    return number, specialist


def sent(site: Site, about: str) -> EmailMessage:
    mailing.deliver_due(site.desk.context)
    [found] = [mail for mail in folder(site.desk) if about in str(mail["Subject"])]
    assert isinstance(found, EmailMessage)
    return found


def way_out(site: Site) -> str:
    """The path and query that the optional mail names."""
    header = str(sent(site, "is working on it")["List-Unsubscribe"])
    address = urlsplit(header.strip("<>"))
    return f"{address.path}?{address.query}"


def wants(site: Site, student: Actor) -> bool:
    return site.desk.context.read(mail_choice.wanted, student)


def test_one_click_of_a_mail_program_turns_optional_mail_off(site: Site) -> None:
    student = site.desk.student()
    number, specialist = taken(site, student)
    optional = sent(site, "is working on it")
    assert optional["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    necessary = sent(site, "Video is black")
    assert necessary["List-Unsubscribe"] is None
    # As RFC 8058 has it: no cookie, no origin of ours, the field in the body.
    program = site.nobody(origin="")
    answer = program.post(way_out(site), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not wants(site, student)

    # What is promised still comes by mail; the reminder of it does not.
    desk, before = site.desk, len(queued(site.desk))
    desk.context.write(tickets.plan_follow_up, specialist, number, "2026-11-06")
    desk.clock.set(datetime(2026, 11, 6, 12, tzinfo=UTC))
    assert desk.context.write(tickets.remind_follow_ups) == 1
    templates = [mail.template for mail in queued(desk)[before:]]
    assert sorted(templates) == ["follow_up", "follow_up_due"]


def test_multipart_click_counts_too(site: Site) -> None:
    student = site.desk.student()
    taken(site, student)
    files = {"List-Unsubscribe": (None, "One-Click")}
    assert site.nobody(origin="").post(way_out(site), files=files).status_code == 200
    assert not wants(site, student)


def test_following_the_link_only_asks(site: Site) -> None:
    student = site.desk.student()
    taken(site, student)
    link = way_out(site)
    plain = sent(site, "is working on it").get_body(("plain",))
    assert plain is not None
    assert link in plain.get_content()
    answer = site.nobody(origin="").get(link)
    page = urlsplit(answer.headers["location"])
    assert (answer.status_code, page.path) == (303, "/mail-off")
    assert wants(site, student)
    # The page's button.
    token = parse_qs(page.query)["token"][0]
    done = site.nobody().post(OFF, data={"token": token})
    assert done.headers["location"] == "/mail-off?notice=account.mail_off"
    assert not wants(site, student)
    site.desk.context.write(mail_choice.choose, student, True)
    assert wants(site, student)


@pytest.mark.parametrize("token", ["", "guessed", "x" * 22, "x" * 5000, "\u20ac" * 22])
def test_what_is_no_token_turns_nothing_off(site: Site, token: str) -> None:
    student = site.desk.student()
    taken(site, student)
    assert site.nobody(origin="").post(OFF, params={"token": token}).status_code == 422
    page = site.nobody().post(OFF, data={"token": token})
    assert page.headers["location"] == "/mail-off?error=error.mail_link"
    assert wants(site, student)


def test_the_way_out_is_forgotten_with_the_mail_and_not_exported(site: Site) -> None:
    student = site.desk.student()
    taken(site, student)
    mailing.deliver_due(site.desk.context)
    assert not [mail for mail in queued(site.desk) if "off" in mail.params]
    data = site.signed_in(student).get("/api/account/export.zip").content
    assert way_out(site).rpartition("=")[2].encode() not in data


def test_headers_pass_a_real_mail_server(site: Site, make_context: Callable[..., Context]) -> None:
    with mail_server() as (inbox, address):
        context = make_context(smtp_url=address)
        taken(site, site.desk.student())
        mailing.deliver_due(context)
    by_subject = {str(mail["Subject"]): mail for mail in inbox.messages}
    [optional] = [mail for subject, mail in by_subject.items() if "working on it" in subject]
    assert str(optional["List-Unsubscribe"]).startswith("<http")
    assert optional["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
