"""Accounts confirmed by mail; TRUST T21 and T28: nobody learns which addresses are known."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from livechat.domain.sign_in_errors import text_of
from livechat.domain.vocabulary import Role
from livechat.services import accounts
from livechat.services.context import Context, set_context
from livechat.settings import SettingsError, load
from livechat.store.tables.desk import MailMessage
from livechat.store.tables.people import AskedAccount, User
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.site import PASSWORD, Site

NEW = "zoe@example.edu"


@pytest.fixture
def by_mail(site: Site, make_context: Callable[..., Context]) -> Site:
    set_context(make_context(sign_up="mail"))
    return site


def mails(site: Site) -> list[MailMessage]:
    def query(uow: UnitOfWork) -> list[MailMessage]:
        return list(uow.session.exec(select(MailMessage).order_by(col(MailMessage.id))).all())

    return site.desk.context.read(query)


def users(site: Site, email: str) -> list[User]:
    def query(uow: UnitOfWork) -> list[User]:
        return list(uow.session.exec(select(User).where(User.email == email)).all())

    return site.desk.context.read(query)


def ask(site: Site, email: str = NEW, password: str = PASSWORD, **more: str) -> Any:
    form = {"name": "Zoë", "email": email, "password": password, **more}
    return site.nobody().post("/api/sign-up", data=form)


def link(site: Site) -> dict[str, str]:
    """What the newest mail's link carries."""
    address = urlsplit(mails(site)[-1].params["link"])
    assert address.path == "/confirm-sign-up"
    return {name: values[0] for name, values in parse_qs(address.query).items()}


def confirm(site: Site, given: dict[str, str], password: str = PASSWORD) -> tuple[TestClient, str]:
    client = site.nobody()
    answer = client.post("/api/sign-up/confirm", data={**given, "password": password})
    return client, answer.headers["location"]


def test_the_account_comes_to_be_when_its_owner_follows_the_link(by_mail: Site) -> None:
    answer = ask(by_mail, email=" Zoe@Example.edu ", next="/help/app-update")
    assert answer.headers["location"] == "/sign-up?notice=account.sign_up_sent"
    assert text_of("account.sign_up_sent")
    assert "set-cookie" not in answer.headers
    assert users(by_mail, NEW) == []
    client, location = confirm(by_mail, link(by_mail))
    assert location == "/help/app-update"
    login = accounts.resolve(by_mail.desk.context, client.cookies["livechat_session"])
    assert login is not None
    assert (login.email, login.actor.role) == (NEW, Role.STUDENT)


def test_the_link_works_once_and_for_a_day(by_mail: Site) -> None:
    ask(by_mail)
    first = link(by_mail)
    confirm(by_mail, first)
    assert "error.sign_up_link" in confirm(by_mail, first)[1]
    ask(by_mail, email="other@example.edu")
    late = link(by_mail)
    by_mail.desk.clock.advance(24 * 3600 + 1)
    assert "error.sign_up_link" in confirm(by_mail, late)[1]
    assert users(by_mail, "other@example.edu") == []


def test_of_two_wishes_for_one_address_the_first_confirmed_counts(by_mail: Site) -> None:
    ask(by_mail)
    mine = link(by_mail)
    ask(by_mail, password="another fine sentence")
    theirs = link(by_mail)
    assert confirm(by_mail, mine)[1] == "/help"
    assert "error.sign_up_link" in confirm(by_mail, theirs, "another fine sentence")[1]
    assert len(users(by_mail, NEW)) == 1


def test_T21_clicking_a_strangers_link_makes_no_account_with_the_strangers_password(
    by_mail: Site,
) -> None:
    ask(by_mail, password="known to the attacker")
    client, location = confirm(by_mail, link(by_mail), "what the owner thinks of")
    assert "error.sign_up_password" in location
    assert "livechat_session" not in client.cookies
    assert users(by_mail, NEW) == []


def test_T28_known_and_unknown_addresses_get_the_same_answer_and_only_the_mailbox_differs(
    by_mail: Site,
) -> None:
    student = by_mail.desk.student()
    known = by_mail.email(student)
    answers = [ask(by_mail, email=email) for email in (NEW, known, known.upper())]
    assert len({(a.status_code, a.text, repr(sorted(a.headers.items()))) for a in answers}) == 1
    told = [(mail.recipient, mail.template) for mail in mails(by_mail)]
    assert told == [(NEW, "sign_up_confirm")] + [(known, "sign_up_known")] * 2
    refused = [ask(by_mail, email=email, password="short") for email in (NEW, known)]
    wanted = [urlsplit(a.headers["location"]).query.replace("%40", "@") for a in refused]
    assert wanted[0].replace(NEW, "x") == wanted[1].replace(known, "x")


def test_T28_the_same_hashing_is_done_for_known_and_unknown_before_the_answer(
    by_mail: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = by_mail.email(by_mail.desk.student())
    passwords = by_mail.desk.context.passwords
    hashed: list[str] = []
    monkeypatch.setattr(
        type(passwords), "hash", lambda self, password: hashed.append(password) or "!"
    )
    for email in (NEW, known):
        ask(by_mail, email=email)
    assert hashed == [PASSWORD, PASSWORD]


def test_a_mailbox_is_not_filled(by_mail: Site) -> None:
    known = by_mail.email(by_mail.desk.student())
    for _ in range(6):
        ask(by_mail)
        ask(by_mail, email=known)
    assert len(mails(by_mail)) == 6


def test_what_was_never_confirmed_is_forgotten(by_mail: Site) -> None:
    ask(by_mail)
    by_mail.desk.clock.advance(25 * 3600)
    ask(by_mail, email="other@example.edu")
    context = by_mail.desk.context
    asked = context.read(lambda uow: [row.email for row in uow.session.exec(select(AskedAccount))])
    assert asked == ["other@example.edu"]


def test_without_mail_the_owner_is_told_by_mail_all_the_same(site: Site) -> None:
    known = site.email(site.desk.student())
    assert "error.email_used" in ask(site, email=known).headers["location"]
    assert [(mail.recipient, mail.template) for mail in mails(site)] == [(known, "sign_up_known")]


def test_switched_off_nobody_signs_up(site: Site, make_context: Callable[..., Context]) -> None:
    set_context(make_context(sign_up="off"))
    assert ask(site).headers["location"] == "/sign-in?error=error.sign_up_off"
    assert users(site, NEW) == []


def test_the_way_follows_the_mail_server_unless_it_is_set() -> None:
    smtp = {"LIVECHAT_SMTP_URL": "smtp://mail.example.edu"}
    assert load({}).sign_up_way == "open"
    assert load(smtp).sign_up_way == "mail"
    assert load({**smtp, "LIVECHAT_SIGN_UP": "open"}).sign_up_way == "open"
    with pytest.raises(SettingsError):
        load({"LIVECHAT_SIGN_UP": "maybe"})
