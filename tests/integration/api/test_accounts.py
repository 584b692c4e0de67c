"""Forgotten passwords, one's logins, export and erasure by plain requests; TRUST T21, T25, T28."""

import io
import json
import re
from urllib.parse import parse_qs, urlsplit
from zipfile import ZipFile

import pytest
from httpx import Response
from sqlmodel import select

from livechat.domain.actor import Actor
from livechat.domain.errors import NotFoundError
from livechat.domain.sign_in_errors import text_of
from livechat.services import accounts, mailing, own_logins, privacy
from livechat.store.tables.desk import MailMessage
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.site import PASSWORD, Site

NEW_PASSWORD = "another fine sentence"


def mails(site: Site) -> list[MailMessage]:
    return site.desk.context.read(lambda uow: list(uow.session.exec(select(MailMessage)).all()))


def link_token(site: Site) -> str:
    """What the newest mail's link holds."""
    link = mails(site)[-1].params["link"]
    return parse_qs(urlsplit(link).query)["token"][0]


def signs_in(site: Site, email: str, password: str) -> bool:
    form = {"email": email, "password": password}
    location = site.nobody().post("/api/sign-in", data=form).headers["location"]
    return not location.startswith("/sign-in")


def test_a_forgotten_password_is_set_anew_once_and_ends_all_logins(site: Site) -> None:
    student = site.desk.student()
    email = site.email(student)
    old = site.signed_in(student)
    client = site.nobody()
    answer = client.post("/api/forgot-password", data={"email": email.upper()})
    assert "forgot_sent" in answer.headers["location"]
    form = {"token": link_token(site), "password": NEW_PASSWORD}
    done = client.post("/api/reset-password", data=form)
    assert done.headers["location"] == "/sign-in?notice=account.reset_done"
    assert accounts.resolve(site.desk.context, old.cookies["livechat_session"]) is None
    assert signs_in(site, email, NEW_PASSWORD)
    assert not signs_in(site, email, PASSWORD)
    again = client.post("/api/reset-password", data={**form, "password": "a third sentence"})
    assert "error.reset_link" in again.headers["location"]
    assert signs_in(site, email, NEW_PASSWORD)
    assert [mail.template for mail in mails(site)] == ["password_reset", "password_changed"]


def test_the_link_ends_after_half_an_hour_and_with_the_first_use_of_another(site: Site) -> None:
    email = site.email(site.desk.student())
    client = site.nobody()
    tokens = []
    for _ in range(2):
        client.post("/api/forgot-password", data={"email": email})
        tokens.append(link_token(site))
    site.desk.clock.advance(30 * 60 + 1)
    late = client.post("/api/reset-password", data={"token": tokens[0], "password": NEW_PASSWORD})
    assert "error.reset_link" in late.headers["location"]
    client.post("/api/forgot-password", data={"email": email})
    fresh = link_token(site)
    client.post("/api/forgot-password", data={"email": email})
    newest = link_token(site)
    client.post("/api/reset-password", data={"token": newest, "password": NEW_PASSWORD})
    other = client.post("/api/reset-password", data={"token": fresh, "password": "a third one now"})
    assert "error.reset_link" in other.headers["location"]


def test_t28_asking_for_a_link_tells_nothing_about_accounts(site: Site) -> None:
    known = site.email(site.desk.student())
    client = site.nobody()
    answers = [
        client.post("/api/forgot-password", data={"email": email})
        for email in (known, "nobody@example.edu", "no address", "")
    ]
    assert len({(a.status_code, a.headers["location"], a.text) for a in answers}) == 1
    assert len(mails(site)) == 1


def test_a_mailbox_is_not_filled_with_links(site: Site) -> None:
    email = site.email(site.desk.student())
    for _ in range(10):
        site.nobody().post("/api/forgot-password", data={"email": email})
    assert len(mails(site)) == 3


def test_the_link_is_in_the_mail_and_not_kept_after_sending(site: Site) -> None:
    email = site.email(site.desk.student())
    site.nobody().post("/api/forgot-password", data={"email": email})
    token = link_token(site)
    context = site.desk.context
    assert mailing.deliver_due(context) == 1
    written = [path.read_bytes() for path in (context.settings.data_path / "mail").iterdir()]
    assert any(
        token.encode() in re.sub(rb"=\r?\n", b"", mail).replace(b"=3D", b"=") for mail in written
    )
    assert "link" not in mails(site)[0].params


@pytest.mark.parametrize("path", ["forgot-password", "reset-password", "account/erase"])
def test_t25_posts_from_elsewhere_are_refused_here_too(site: Site, path: str) -> None:
    client = site.signed_in(site.desk.student())
    client.headers["origin"] = "https://evil.example"
    assert client.post(f"/api/{path}", data={"password": PASSWORD}).status_code == 403
    assert mails(site) == []


def test_logins_are_listed_and_ended_by_their_owner_alone(site: Site) -> None:
    student = site.desk.student()
    here, there = site.signed_in(student), site.signed_in(student)
    context = site.desk.context

    def login(client: object) -> accounts.Login:
        found = accounts.resolve(context, client.cookies["livechat_session"])  # type: ignore[attr-defined]
        assert found is not None
        return found

    actor, other = login(here).actor, login(there).actor
    rows = context.read(own_logins.rows, actor)
    assert [(row.id, row.is_this) for row in rows] == [
        (actor.session_id, True),
        (other.session_id, False),
    ]
    with pytest.raises(NotFoundError):
        context.write(own_logins.end, site.desk.student(), other.session_id)
    context.write(own_logins.end_others, actor)
    assert accounts.resolve(context, there.cookies["livechat_session"]) is None
    assert login(here).actor.user_id == student.user_id


def test_export_comes_as_a_zip_of_ones_own(site: Site) -> None:
    student, other = site.desk.student(), site.desk.student()
    site.desk.conversation(student, "my own words")
    site.desk.conversation(other, "not for you")
    answer = site.signed_in(student).get("/api/account/export.zip")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "private, no-store"
    with ZipFile(io.BytesIO(answer.content)) as archive:
        data = json.loads(archive.read("data.json"))
    assert [message["body"] for message in data["messages"]] == ["my own words"]
    assert site.nobody().get("/api/account/export.zip").status_code == 401

    def public_id(uow: UnitOfWork) -> str:
        return uow.session.get_one(User, other.user_id).public_id

    wanted = site.desk.context.read(public_id)

    def ask(actor: Actor, of: str, reason: str = "asked by letter") -> Response:
        form = {"student": of, "export_reason": reason}
        return site.signed_in(actor).post("/api/account/export.zip", data=form)

    foreign, missing = ask(student, wanted), ask(student, "missing")
    assert (foreign.status_code, foreign.text) == (missing.status_code, missing.text)
    assert foreign.status_code == 404
    assert ask(site.desk.agent(), wanted).status_code == 404
    admin = site.desk.admin()
    assert ask(admin, wanted, reason="").status_code == 422
    by_admin = ask(admin, wanted)
    with ZipFile(io.BytesIO(by_admin.content)) as archive:
        assert "not for you" in archive.read("data.json").decode()


def test_an_admin_erases_a_student_with_the_own_password_and_a_reason(site: Site) -> None:
    admin, student = site.desk.admin(), site.desk.student()
    chat = site.desk.conversation(student, "to be forgotten")
    of = site.desk.context.read(privacy.public_id_of, student)
    client = site.signed_in(admin)
    form = {"student": of, "erase_reason": "asked by letter", "password": PASSWORD}
    for wrong, told in (
        ({"password": "a wrong guess"}, "error.sign_in"),
        ({"erase_reason": " "}, "error.empty"),
        ({"student": "missing"}, "error.not_found"),
    ):
        answer = client.post("/api/account/erase", data={**form, **wrong})
        assert answer.headers["location"] == f"/admin?tab=people&error={told}"
    assert site.desk.lines(student, chat) == ["to be forgotten"]
    done = client.post("/api/account/erase", data=form)
    assert done.headers["location"] == "/admin?tab=people&notice=admin.erased"
    assert text_of("admin.erased")
    assert "to be forgotten" not in site.desk.lines(student, chat)
    # The admin stays signed in, and is no student whom one could erase by leaving the field out.
    assert site.csrf(client)
    own = client.post("/api/account/erase", data={**form, "student": ""})
    assert own.headers["location"] == "/admin?tab=people&error=error.not_allowed"


def test_erasing_asks_for_the_password_and_throttles_guesses(site: Site) -> None:
    student = site.desk.student()
    site.desk.conversation(student, "to be forgotten")
    client = site.signed_in(student)
    for _ in range(5):
        wrong = client.post("/api/account/erase", data={"password": "a wrong guess"})
        assert wrong.headers["location"] == "/account?error=error.sign_in"
    locked = client.post("/api/account/erase", data={"password": PASSWORD})
    assert locked.headers["location"] == "/account?error=error.throttled"
    site.desk.clock.advance(31 * 60)
    done = client.post("/api/account/erase", data={"password": PASSWORD})
    assert done.headers["location"] == "/sign-in?notice=account.erased"
    assert text_of("account.erased")
    assert client.get("/api/account/export.zip").status_code == 401


@pytest.mark.parametrize("spelling", ["{0}", " {0} ", "{1}", "{2}"])
def test_T21_signing_up_with_anothers_address_neither_merges_nor_signs_in(
    site: Site, spelling: str
) -> None:
    student = site.desk.student()
    email = site.email(student)
    chat = site.desk.conversation(student, "only mine")
    client = site.nobody()
    typed = spelling.format(email, email.upper(), email.title())
    form = {"name": "Somebody", "email": typed, "password": NEW_PASSWORD}
    answer = client.post("/api/sign-up", data=form)
    assert "error.email_used" in answer.headers["location"]
    assert "livechat_session" not in client.cookies
    assert client.get(f"/api/transcript/{chat}.txt").status_code == 401
    assert signs_in(site, email, PASSWORD)
    assert not signs_in(site, email, NEW_PASSWORD)
