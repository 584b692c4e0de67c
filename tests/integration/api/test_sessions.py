"""Signing in, up and out by plain form posts; TRUST rows T13, T25 to T29."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from argon2 import PasswordHasher
from sqlmodel import col, select

from livechat.api.addresses import safe_next
from livechat.domain.sign_in_errors import text_of
from livechat.domain.vocabulary import Role
from livechat.services import accounts
from livechat.services.context import Context, set_context
from livechat.store.tables.people import LoginAttempt, User
from livechat.store.unit_of_work import BusEvent, UnitOfWork
from tests.factories.site import PASSWORD, Site


def query_of(location: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def test_sign_in_sets_a_cookie_that_scripts_cannot_read(site: Site) -> None:
    student = site.desk.student()
    client = site.nobody()
    answer = client.post("/api/sign-in", data={"email": site.email(student), "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/help")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert answer.headers["cache-control"] == "private, no-store"
    login = accounts.resolve(site.desk.context, client.cookies["livechat_session"])
    assert login is not None
    assert login.actor.user_id == student.user_id


def test_cookie_is_secure_where_people_use_https(
    site: Site, make_context: Callable[..., Context]
) -> None:
    student = site.desk.student()
    email = site.email(student)
    set_context(make_context(public_url="https://help.example.edu"))
    client = site.nobody("https://help.example.edu")
    answer = client.post("/api/sign-in", data={"email": email, "password": PASSWORD})
    assert "; secure" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Role.STUDENT, "/help"),
        (Role.AGENT, "/agent"),
        (Role.SPECIALIST, "/agent"),
        (Role.ADMIN, "/admin"),
    ],
)
def test_everybody_begins_on_the_own_page(site: Site, role: Role, home: str) -> None:
    form = {"email": site.email(site.desk.user(role)), "password": PASSWORD}
    assert site.nobody().post("/api/sign-in", data=form).headers["location"] == home


def test_staff_who_signed_in_on_the_help_page_get_to_the_desk(site: Site) -> None:
    agent = {"email": site.email(site.desk.agent()), "password": PASSWORD}
    for wanted, reached in (("/help", "/agent"), ("/", "/agent"), ("/help/app-update",) * 2):
        answer = site.nobody().post("/api/sign-in", data={**agent, "next": wanted})
        assert answer.headers["location"] == reached


def test_form_sent_before_the_scripts_ran_still_leads_on(site: Site) -> None:
    form = {"email": site.email(site.desk.student()), "password": PASSWORD, "next": ""}
    for page, reached in (
        ("http://127.0.0.1:3000/sign-in?next=%2Fhelp%2Fx", "/help/x"),
        ("http://127.0.0.1:3000/sign-in?next=https%3A%2F%2Fevil.example", "/help"),
        ("http://127.0.0.1:3000/sign-in", "/help"),
    ):
        answer = site.nobody().post("/api/sign-in", data=form, headers={"referer": page})
        assert answer.headers["location"] == reached


def test_sign_up_makes_a_student_and_signs_in(site: Site) -> None:
    client = site.nobody()
    form = {
        "name": " Zoë  Ünal ",
        "email": "Zoe@Example.edu",
        "password": PASSWORD,
        "next": "/help/x",
    }
    answer = client.post("/api/sign-up", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/help/x")
    login = accounts.resolve(site.desk.context, client.cookies["livechat_session"])
    assert login is not None
    assert (login.actor.role, login.actor.name, login.email) == (
        Role.STUDENT,
        "Zoë Ünal",
        "zoe@example.edu",
    )


def test_refusal_leads_back_with_what_was_typed_but_never_the_password(site: Site) -> None:
    form = {"name": "Zoë", "email": "zoe@example.edu", "password": "short", "next": "/help/x"}
    answer = site.nobody().post("/api/sign-up", data=form)
    location = answer.headers["location"]
    assert urlsplit(location).path == "/sign-up"
    assert query_of(location) == {
        "error": "error.weak_password",
        "name": "Zoë",
        "email": "zoe@example.edu",
        "next": "/help/x",
    }
    assert "short" not in location
    assert "10 characters" in text_of("error.weak_password")
    assert "set-cookie" not in answer.headers


def test_t13_signing_in_makes_a_new_login_and_ends_the_old_one(site: Site) -> None:
    client = site.signed_in(site.desk.student())
    old = client.cookies["livechat_session"]
    form = {"email": site.email(site.desk.student()), "password": PASSWORD}
    client.post("/api/sign-in", data=form)
    assert client.cookies["livechat_session"] != old
    assert accounts.resolve(site.desk.context, old) is None


def test_t13_a_planted_cookie_is_never_taken_over(site: Site) -> None:
    client = site.nobody()
    client.cookies["livechat_session"] = "planted" * 6
    form = {"email": site.email(site.desk.student()), "password": PASSWORD}
    answer = client.post("/api/sign-in", data=form)
    assert "planted" not in answer.headers["set-cookie"]
    assert accounts.resolve(site.desk.context, "planted" * 6) is None


def test_sign_out_ends_the_login_on_the_server(site: Site, told: list[BusEvent]) -> None:
    client = site.signed_in(site.desk.student())
    token = client.cookies["livechat_session"]
    told.clear()
    answer = client.post("/api/sign-out", data={})
    assert answer.headers["location"] == "/help"
    assert accounts.resolve(site.desk.context, token) is None
    assert "sessions.ended" in [event.topic for event in told]
    assert "livechat_session" not in client.cookies
    assert answer.headers["clear-site-data"] == '"cache"'


def test_a_shared_computer_is_wiped_at_sign_out(site: Site) -> None:
    client = site.nobody()
    form = {"email": site.email(site.desk.student()), "password": PASSWORD, "shared": "on"}
    answer = client.post("/api/sign-in", data=form)
    assert "max-age" not in answer.headers["set-cookie"].lower()
    assert '"storage"' in client.post("/api/sign-out", data={}).headers["clear-site-data"]


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "", "http://127.0.0.1:3000.evil.example"]
)
@pytest.mark.parametrize("path", ["/api/sign-in", "/api/sign-up", "/api/sign-out"])
def test_t25_posts_from_elsewhere_are_refused(site: Site, path: str, origin: str) -> None:
    form = {"email": "a@example.edu", "password": PASSWORD, "name": "A"}
    answer = site.nobody(origin).post(path, data=form)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert site.desk.context.read(lambda uow: uow.session.exec(select(LoginAttempt)).all()) == []


def test_t25_referer_counts_where_a_browser_sends_no_origin(site: Site) -> None:
    client = site.nobody("")
    form = {"email": site.email(site.desk.student()), "password": PASSWORD}
    good = client.post("/api/sign-in", data=form, headers={"referer": "http://127.0.0.1:3000/x"})
    assert good.status_code == 303
    bad = client.post("/api/sign-in", data=form, headers={"referer": "http://evil.example/x"})
    assert bad.status_code == 403


def test_t25_another_logins_token_does_not_sign_out(site: Site) -> None:
    client, other = (site.signed_in(site.desk.student()) for _ in range(2))
    token = client.cookies["livechat_session"]
    client.headers["x-csrf-token"] = other.headers["x-csrf-token"]
    assert client.post("/api/sign-out", data={}).status_code == 403
    assert accounts.resolve(site.desk.context, token) is not None


ELSEWHERE = [
    "//evil.example",
    "https://evil.example",
    "http:evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "///evil.example",
    "javascript:alert(1)",
    "evil.example",
    "",
    "?next=//evil",
    "/help\r\nset-cookie: a=b",
    "/" + "a" * 600,
    "/api/attachment/1",
    "/\x7f/evil",
    "/ /evil.example",
    "/é",
    "/\\/evil.example",
    "/%09/evil.example\x0b",
    "\u2028//evil.example",
    "/\u2215evil.example",
    "／／evil.example",
    "http://127.0.0.1:3000/help",
    "HTTPS:evil.example",
    "data:text/html,x",
    "//evil.example@127.0.0.1:3000/help",
    "/api/sign-out",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_t26_no_other_form_leads_elsewhere(site: Site, target: str) -> None:
    client = site.signed_in(site.desk.student())
    for path, form in (
        ("/api/sign-out", {}),
        ("/api/language", {"language": "es"}),
        ("/api/sign-up", {"name": "", "email": "x", "password": "x"}),
        ("/api/second-factor/check", {"code": "1"}),
        ("/api/sign-up/confirm", {"token": "x", "password": "x"}),
    ):
        for where in (
            {"data": {**form, "next": target}},
            {"data": form, "params": {"next": target}},
        ):
            location = client.post(path, **where).headers["location"]
            assert re.match(r"/(?![/\\])", location), (path, location)
            assert "evil" not in location


@pytest.mark.parametrize("target", ELSEWHERE)
def test_t26_next_never_leaves_the_site(site: Site, target: str) -> None:
    assert safe_next(target, "/help") == "/help"
    form = {"email": site.email(site.desk.student()), "password": PASSWORD, "next": target}
    assert site.nobody().post("/api/sign-in", data=form).headers["location"] == "/help"


@pytest.mark.parametrize("target", ["/help/app-update?x=1#top", "/agent", "/a//b", "/%2f%2fevil"])
def test_pages_of_the_site_are_reached(target: str) -> None:
    assert safe_next(target, "/help") == target


def test_t27_five_failures_lock_this_user_from_this_address_for_a_while(site: Site) -> None:
    student, other = site.desk.student(), site.desk.student()
    email = site.email(student)
    client = site.nobody()
    for _ in range(5):
        answer = client.post("/api/sign-in", data={"email": email, "password": "wrong password"})
        assert query_of(answer.headers["location"])["error"] == "error.sign_in"
    right = {"email": email, "password": PASSWORD}
    locked = client.post("/api/sign-in", data=right)
    assert query_of(locked.headers["location"])["error"] == "error.throttled"
    # The campus shares an address: somebody else still gets in.
    fine = client.post("/api/sign-in", data={"email": site.email(other), "password": PASSWORD})
    assert fine.headers["location"] == "/help"
    site.desk.clock.advance(31 * 60)
    assert client.post("/api/sign-in", data=right).headers["location"] == "/help"


def test_t28_known_and_unknown_addresses_get_the_same_answer_for_the_same_work(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown, known, disabled, and known without a password; times: tests/bench/bench_sign_in."""
    context = site.desk.context
    checked: list[bool] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, encoded: str, secret: bytes) -> bool:
        checked.append(True)
        return verify(self, encoded, secret)

    emails = [site.email(site.desk.student()) for _ in range(3)]

    def change(uow: UnitOfWork) -> None:
        _, disabled, handed_over = uow.session.exec(
            select(User).where(col(User.email).in_(emails)).order_by(col(User.id))
        ).all()
        disabled.is_active, handed_over.password_hash = False, accounts.NO_PASSWORD

    context.write(change)
    monkeypatch.setattr(PasswordHasher, "verify", counted)
    client, answers = site.nobody(), []
    for email in [*emails, "nobody@example.edu"]:
        answer = client.post("/api/sign-in", data={"email": email, "password": "wrong one"})
        answers.append(answer.headers["location"].replace(quote(email), "SOMEBODY"))
    assert len(set(answers)) == 1
    assert "error.sign_in" in answers[0]
    assert len(checked) == len(answers)


def test_t27_nobody_is_locked_out_by_guesses_from_elsewhere(
    site: Site, make_context: Callable[..., Context]
) -> None:
    set_context(make_context(trusted_hops=1))
    email = site.email(site.desk.student())
    for number in range(12):
        for _ in range(5):
            site.nobody().post(
                "/api/sign-in",
                data={"email": email, "password": "a wrong guess"},
                headers={"x-forwarded-for": f"10.0.0.{number}"},
            )
    right = {"email": email, "password": PASSWORD}
    answer = site.nobody().post("/api/sign-in", data=right, headers={"x-forwarded-for": "10.9.9.9"})
    assert answer.headers["location"] == "/help"


def test_t27_many_users_from_one_address_are_guessed_five_times_each(site: Site) -> None:
    emails = [site.email(site.desk.student()) for _ in range(4)]
    told = [
        query_of(
            site.nobody()
            .post("/api/sign-in", data={"email": email, "password": "a wrong guess"})
            .headers["location"]
        )["error"]
        for _ in range(7)
        for email in emails
    ]
    assert told == ["error.sign_in"] * 20 + ["error.throttled"] * 8


def test_t29_forwarded_addresses_count_only_behind_trusted_proxies(
    site: Site, make_context: Callable[..., Context]
) -> None:
    def addresses() -> list[str]:
        rows = site.desk.context.read(lambda uow: uow.session.exec(select(LoginAttempt)).all())
        return [row.address for row in rows]

    form = {"email": "x@example.edu", "password": "wrong password"}
    spoofed = {"x-forwarded-for": "6.6.6.6, 10.0.0.9"}
    site.nobody().post("/api/sign-in", data=form, headers=spoofed)
    assert addresses() == ["testclient"]
    set_context(make_context(trusted_hops=1))
    site.nobody().post("/api/sign-in", data=form, headers=spoofed)
    assert addresses() == ["testclient", "10.0.0.9"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"email=a&password=" + b"x" * 20_000, "application/x-www-form-urlencoded"),
        (b"email=a%00b&password=x", "application/x-www-form-urlencoded"),
        (b"email=%ff%fe&password=x", "application/x-www-form-urlencoded"),
        (b"&".join(b"a=b" for _ in range(50)), "application/x-www-form-urlencoded"),
        (b'{"email": "a"}', "application/json"),
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
    ],
)
def test_what_is_no_form_of_ours_is_refused(site: Site, body: bytes, kind: str) -> None:
    answer = site.nobody().post("/api/sign-in", content=body, headers={"content-type": kind})
    assert answer.status_code == 400
