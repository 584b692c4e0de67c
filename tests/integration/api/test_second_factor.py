"""Two-step sign-in of staff: the password alone is no login."""

from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from starlette.testclient import TestClient

from livechat.domain.actor import Actor
from livechat.domain.errors import DomainError, NotAllowedError
from livechat.services import accounts, second_factor
from livechat.services.context import Context, set_context
from tests.factories.site import PASSWORD, Site


class Phone:
    """An agent with an authenticator app."""

    def __init__(self, site: Site, actor: Actor) -> None:
        self.site, self.actor = site, actor
        self.email = site.email(actor)
        context = site.desk.context
        context.write(second_factor.begin, actor)
        self.totp = pyotp.TOTP(context.read(second_factor.secret_to_scan, actor))

    def code(self) -> str:
        """What the app shows now."""
        return self.totp.at(self.site.desk.context.clock.now())

    def password(self) -> TestClient:
        """A browser in which the password has been typed."""
        client = self.site.nobody()
        form = {"email": self.email, "password": PASSWORD, "next": "/agent?chat=1"}
        client.answer = client.post("/api/sign-in", data=form)  # type: ignore[attr-defined]
        return client


def is_signed_in(site: Site, client: TestClient) -> bool:
    token = client.cookies.get("livechat_session", "")
    return accounts.resolve(site.desk.context, token) is not None


@pytest.fixture
def phone(site: Site) -> Phone:
    """With the second factor switched on; the clock is past the code that did it."""
    made = Phone(site, site.desk.agent())
    site.desk.context.write(second_factor.confirm, made.actor, made.code())
    site.desk.clock.advance(timedelta(minutes=1))
    return made


def test_password_alone_is_no_login(site: Site, phone: Phone) -> None:
    client = phone.password()
    assert client.answer.headers["location"].startswith("/sign-in/code?next=")  # type: ignore[attr-defined]
    assert not is_signed_in(site, client)
    assert client.get("/api/account/export.zip").status_code == 401


def test_code_makes_it_a_login_under_a_new_token(site: Site, phone: Phone) -> None:
    client = phone.password()
    half_way = client.cookies["livechat_session"]
    form = {"code": f"{phone.code()[:3]} {phone.code()[3:]}", "next": "/agent?chat=1"}
    answer = client.post("/api/second-factor/check", data=form)
    assert answer.headers["location"] == "/agent?chat=1"
    assert client.cookies["livechat_session"] != half_way
    assert is_signed_in(site, client)
    assert site.desk.context.read(second_factor.waiting, half_way) is None


def test_code_works_once(site: Site, phone: Phone) -> None:
    code = phone.code()
    for client, signed_in in ((phone.password(), True), (phone.password(), False)):
        client.post("/api/second-factor/check", data={"code": code})
        assert is_signed_in(site, client) is signed_in


@pytest.mark.parametrize("code", ["", "000000", "12345", "１２３４５６", "abcdef", "0" * 40])
def test_wrong_code_says_so_and_is_no_login(site: Site, phone: Phone, code: str) -> None:
    client = phone.password()
    answer = client.post("/api/second-factor/check", data={"code": code})
    assert "error=error.code" in answer.headers["location"]
    assert not is_signed_in(site, client)


def test_guessing_is_stopped_whatever_the_address(site: Site, phone: Phone) -> None:
    wrong = "000000" if phone.code() != "000000" else "111111"
    client = phone.password()
    for _ in range(10):
        client.post("/api/second-factor/check", data={"code": wrong})
    answer = client.post("/api/second-factor/check", data={"code": phone.code()})
    assert "error=error.throttled" in answer.headers["location"]
    site.desk.clock.advance(timedelta(minutes=16))
    client = phone.password()
    client.post("/api/second-factor/check", data={"code": phone.code()})
    assert is_signed_in(site, client)


def test_half_a_login_does_not_wait_for_ever(site: Site, phone: Phone) -> None:
    client = phone.password()
    site.desk.clock.advance(timedelta(minutes=11))
    answer = client.post("/api/second-factor/check", data={"code": phone.code()})
    assert answer.headers["location"].startswith("/sign-in?error=error.sign_in_again")
    assert not is_signed_in(site, client)


def test_spare_codes_work_once_each_and_older_ones_no_more(site: Site, phone: Phone) -> None:
    context = site.desk.context
    old = context.write(second_factor.spare_codes, phone.actor)
    new = context.write(second_factor.spare_codes, phone.actor)
    assert len(set(new)) == 10
    for code, works in ((old[0], False), (new[0].upper(), True), (new[0], False), (new[1], True)):
        client = phone.password()
        client.post("/api/second-factor/check", data={"code": code})
        assert is_signed_in(site, client) is works


def test_secret_is_shown_only_while_it_is_being_set_up(site: Site, phone: Phone) -> None:
    context = site.desk.context
    assert context.read(second_factor.secret_to_scan, phone.actor) == ""
    context.write(second_factor.begin, phone.actor)
    assert context.read(second_factor.address_to_scan, phone.actor) == ""
    client = site.nobody()
    assert client.get("/api/second-factor/picture.svg").status_code == 401


def test_picture_holds_what_an_app_scans(site: Site) -> None:
    agent = site.desk.agent()
    client = site.signed_in(agent)
    site.desk.context.write(second_factor.begin, agent)
    answer = client.get("/api/second-factor/picture.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.text.startswith("<svg xmlns=")
    address = site.desk.context.read(second_factor.address_to_scan, agent)
    assert address.startswith("otpauth://totp/Fernmoor%20Learning:")


def test_removing_it_takes_the_password(site: Site, phone: Phone) -> None:
    client = phone.password()
    client.post("/api/second-factor/check", data={"code": phone.code()})
    client.post("/api/second-factor/remove", data={"factor-password": "not mine"})
    assert site.desk.context.read(second_factor.is_on, phone.actor.user_id)
    client.post("/api/second-factor/remove", data={"factor-password": PASSWORD})
    assert not site.desk.context.read(second_factor.is_on, phone.actor.user_id)


def test_students_have_none(site: Site) -> None:
    with pytest.raises(NotAllowedError):
        site.desk.context.write(second_factor.begin, site.desk.student())


def test_whoever_runs_the_server_helps_when_the_phone_is_lost(site: Site, phone: Phone) -> None:
    site.desk.context.write(second_factor.remove_of, phone.email.upper())
    assert is_signed_in(site, phone.password())
    with pytest.raises(DomainError):
        site.desk.context.write(second_factor.remove_of, "nobody@example.edu")


def test_where_it_is_required_staff_set_it_up_before_they_come_in(
    site: Site, make_context: Callable[..., Context]
) -> None:
    agent = site.desk.agent()
    email = site.email(agent)
    context = make_context(staff_second_factor="required")
    set_context(context)
    client = site.nobody()
    answer = client.post("/api/sign-in", data={"email": email, "password": PASSWORD})
    assert answer.headers["location"] == "/second-factor"
    assert not is_signed_in(site, client)
    context.write(second_factor.begin, agent)
    assert client.get("/api/second-factor/picture.svg").status_code == 200
    totp = pyotp.TOTP(context.read(second_factor.secret_to_scan, agent))
    answer = client.post("/api/second-factor/confirm", data={"code": totp.at(context.clock.now())})
    assert answer.headers["location"] == "/account?notice=account.factor_on"
    assert is_signed_in(site, client)


@pytest.mark.parametrize("path", ["check", "confirm", "remove"])
def test_t25_posts_from_elsewhere_are_refused(site: Site, path: str) -> None:
    answer = site.nobody("https://evil.example").post(f"/api/second-factor/{path}", data={})
    assert answer.status_code == 403
