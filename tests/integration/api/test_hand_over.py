"""Students come signed in from the learning platform, by a signed token that works once."""

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from starlette.testclient import TestClient

from livechat.domain.vocabulary import Role
from livechat.services import accounts
from livechat.services.context import Context, set_context
from livechat.settings import SettingsError, load
from tests.factories.site import Site

ROOT = Path(__file__).resolve().parents[3]
SECRET = "a shared secret of more than 32 bytes, for tests"
ISSUER = "https://learn.example.edu"
MakeContext = Callable[..., Context]


def keys_of(algorithm: str) -> tuple[Any, str]:
    """What the platform signs with, and what it gives us."""
    if algorithm == "HS256":
        return SECRET, SECRET
    key = (
        rsa.generate_private_key(public_exponent=65537, key_size=2048)
        if algorithm == "RS256"
        else ec.generate_private_key(ec.SECP256R1())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return private, public.decode()


class Platform:
    """The learning platform, which writes tokens."""

    def __init__(self, site: Site, make_context: MakeContext, algorithm: str = "HS256") -> None:
        self.site = site
        self.algorithm = algorithm
        self.key, public = keys_of(algorithm)
        self.context = make_context(
            hand_over_algorithm=algorithm, hand_over_key=public, hand_over_issuer=ISSUER
        )
        set_context(self.context)
        self.count = 0

    def claims(self, **changed: Any) -> dict[str, Any]:
        """Good ones; None takes a claim away."""
        self.count += 1
        # The library reads the real clock, as a platform would.
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": "livechat",
            "iat": now,
            "exp": now + 60,
            "jti": f"one use {self.count}",
            "sub": "student-77",
            "email": "Mara@Example.edu",
            "name": "Mara Lind",
            "locale": "es-MX",
        } | changed
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, **changed: Any) -> str:
        """Signed with the platform's key."""
        return jwt.encode(self.claims(**changed), self.key, algorithm=self.algorithm)

    def hand_over(self, token: str, **form: str) -> TestClient:
        """A browser that the platform's page sends here; `answer` is what it got."""
        client = self.site.nobody(ISSUER)
        client.answer = client.post("/api/hand-over", data={"token": token, **form})  # type: ignore[attr-defined]
        return client


def login_of(platform: Platform, client: TestClient) -> accounts.Login | None:
    return accounts.resolve(platform.context, client.cookies.get("livechat_session", ""))


@pytest.fixture
def platform(site: Site, make_context: MakeContext) -> Platform:
    return Platform(site, make_context)


def is_refused(client: TestClient) -> bool:
    answer = client.answer  # type: ignore[attr-defined]
    location = urlsplit(answer.headers["location"])
    return (
        location.path == "/sign-in"
        and parse_qs(location.query)["error"] == ["error.hand_over"]
        and "livechat_session" not in client.cookies
    )


@pytest.mark.parametrize("algorithm", ["HS256", "RS256", "ES256"])
def test_student_of_the_platform_comes_in_signed_in(
    site: Site, make_context: MakeContext, algorithm: str
) -> None:
    platform = Platform(site, make_context, algorithm)
    client = platform.hand_over(platform.token(), next="/help/app-update")
    assert client.answer.headers["location"] == "/help/app-update"  # type: ignore[attr-defined]
    login = login_of(platform, client)
    assert login is not None
    assert (login.actor.name, login.email, login.language) == (
        "Mara Lind",
        "mara@example.edu",
        "es",
    )
    assert login.actor.role is Role.STUDENT
    assert client.cookies["livechat_language"] == "es"


def test_the_same_person_comes_back_to_the_same_account(platform: Platform) -> None:
    first = login_of(platform, platform.hand_over(platform.token()))
    # The address may change; the platform's own name for the person does not.
    second = login_of(platform, platform.hand_over(platform.token(email="new@example.edu")))
    assert first is not None
    assert second is not None
    assert first.actor.user_id == second.actor.user_id


def test_an_address_given_to_somebody_else_does_not_open_the_old_account(
    platform: Platform,
) -> None:
    platform.hand_over(platform.token())
    assert is_refused(platform.hand_over(platform.token(sub="student-78")))


def test_an_own_account_of_the_address_is_taken_over(platform: Platform) -> None:
    student = platform.site.desk.student()
    email = platform.site.email(student)
    login = login_of(platform, platform.hand_over(platform.token(email=email)))
    assert login is not None
    assert login.actor.user_id == student.user_id


def test_a_token_opens_the_door_once(platform: Platform) -> None:
    token = platform.token()
    assert login_of(platform, platform.hand_over(token)) is not None
    assert is_refused(platform.hand_over(token))


def test_staff_are_never_handed_over(platform: Platform) -> None:
    for role in (Role.AGENT, Role.SPECIALIST, Role.ADMIN):
        email = platform.site.email(platform.site.desk.user(role))
        assert is_refused(platform.hand_over(platform.token(email=email, sub=role.value)))


BAD: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://evil.example"},
    "another audience": {"aud": "grades"},
    "no audience": {"aud": None},
    "no id": {"jti": None},
    "empty id": {"jti": ""},
    "no subject": {"sub": None},
    "no end": {"exp": None},
    "no beginning": {"iat": None},
    "ended": {"iat": 1_700_000_000, "exp": 1_700_000_060},
    "not begun": {"iat": 4_000_000_000, "exp": 4_000_000_060},
    "no address": {"email": None},
    "address of a list": {"email": ["mara@example.edu"]},
    "not an address": {"email": "<script>"},
}


@pytest.mark.parametrize("name", BAD)
def test_token_with_a_wrong_claim_is_refused(platform: Platform, name: str) -> None:
    assert is_refused(platform.hand_over(platform.token(**BAD[name])))


def test_token_that_lives_long_is_refused(platform: Platform) -> None:
    claims = platform.claims()
    lives_long = claims["iat"] + int(timedelta(hours=1).total_seconds())
    assert is_refused(platform.hand_over(platform.token(exp=lives_long)))


def test_token_signed_by_somebody_else_is_refused(platform: Platform) -> None:
    forged = jwt.encode(platform.claims(), "another secret of more than 32 bytes!", "HS256")
    assert is_refused(platform.hand_over(forged))


def test_token_without_a_signature_is_refused(platform: Platform) -> None:
    unsigned = jwt.encode(platform.claims(), None, algorithm="none")
    assert is_refused(platform.hand_over(unsigned))


def test_public_key_does_not_sign_as_a_secret(site: Site, make_context: MakeContext) -> None:
    """The old trick: HS256 with the public key, which everybody knows, as the secret."""
    platform = Platform(site, make_context, "RS256")
    public = platform.context.settings.hand_over_key

    def part(value: object) -> bytes:
        raw = value if isinstance(value, bytes) else json.dumps(value).encode()
        return base64.urlsafe_b64encode(raw).rstrip(b"=")

    body = part({"alg": "HS256", "typ": "JWT"}) + b"." + part(platform.claims())
    forged = body + b"." + part(hmac.new(public.encode(), body, hashlib.sha256).digest())
    assert is_refused(platform.hand_over(forged.decode()))


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "\ud800", "é" * 9_000, "." * 500])
def test_rubbish_is_refused(platform: Platform, token: str) -> None:
    client = platform.site.nobody(ISSUER)
    body = "token=" + "".join(f"%{byte:02x}" for byte in token.encode("utf-8", "surrogatepass"))
    answer = client.post(
        "/api/hand-over",
        content=body[:15_000],
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code in (303, 400)
    assert "livechat_session" not in client.cookies


def test_the_example_for_integrators_works(platform: Platform) -> None:
    page = (ROOT / "docs" / "hand-over.md").read_text(encoding="utf-8")
    example = re.search(r"```python\n(.*?)```", page, re.S)
    assert example is not None
    assert len(example[1].splitlines()) <= 20
    given = {"SECRET": SECRET, "PLATFORM": ISSUER, "LIVECHAT": "https://help.example.edu"}
    names: dict[str, Any] = dict(given)
    exec(example[1], names)  # noqa: S102 - our own page, which must be true
    html = names["help_form"]("student-77", "Mara Lind", "mara@example.edu", "en")
    assert 'action="https://help.example.edu/api/hand-over"' in html
    token = re.search(r'name="token" value="([^"]+)"', html)
    assert token is not None
    assert login_of(platform, platform.hand_over(token[1])) is not None


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_the_secret_may_stand_in_a_file_with_a_line_end(
    site: Site, make_context: MakeContext, tmp_path: Path, end: str
) -> None:
    platform, file = Platform(site, make_context), tmp_path / "secret"
    file.write_bytes(f"{SECRET}{end}".encode())
    _use_key_file(platform, make_context, file)
    assert login_of(platform, platform.hand_over(platform.token())) is not None


@pytest.mark.parametrize("damage", ["gone", "not text", "a folder"])
def test_a_key_that_cannot_be_read_any_more_refuses_and_says_so_in_the_log(
    site: Site,
    make_context: MakeContext,
    tmp_path: Path,
    damage: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    platform, file = Platform(site, make_context), tmp_path / "secret"
    file.write_text(SECRET)
    _use_key_file(platform, make_context, file)
    file.unlink()
    if damage == "not text":
        file.write_bytes(b"\xff\xfe\x00")
    elif damage == "a folder":
        file.mkdir()
    assert is_refused(platform.hand_over(platform.token()))
    assert [record.reason for record in caplog.records if hasattr(record, "reason")] == [
        "the key's file cannot be read"
    ]


def _use_key_file(platform: Platform, make_context: MakeContext, file: Path) -> None:
    platform.context = make_context(
        hand_over_algorithm="HS256", hand_over_key=file, hand_over_issuer=ISSUER
    )
    set_context(platform.context)


def test_next_stays_on_the_site(platform: Platform) -> None:
    client = platform.hand_over(platform.token(), next="https://evil.example")
    assert client.answer.headers["location"] == "/help"  # type: ignore[attr-defined]


def test_without_the_setting_nobody_is_handed_over(site: Site) -> None:
    client = site.nobody(ISSUER)
    answer = client.post("/api/hand-over", data={"token": "a.b.c"})
    assert "error=error.hand_over" in answer.headers["location"]


@pytest.mark.parametrize(
    "values",
    [
        {"ALGORITHM": "none", "KEY": SECRET, "ISSUER": ISSUER},
        {"ALGORITHM": "HS256", "KEY": "short", "ISSUER": ISSUER},
        {"ALGORITHM": "HS256", "KEY": SECRET},
        {"ALGORITHM": "RS256", "ISSUER": ISSUER},
        {"ALGORITHM": "RS256", "ISSUER": ISSUER, "KEY": "/nowhere/key.pem"},
    ],
)
def test_settings_that_cannot_work_are_refused_at_start(values: dict[str, str]) -> None:
    with pytest.raises(SettingsError):
        load({f"LIVECHAT_HAND_OVER_{name}": value for name, value in values.items()})


def test_a_short_secret_in_a_file_is_refused_at_start(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("only 31 bytes, which is too few\n")
    values = {"ALGORITHM": "HS256", "ISSUER": ISSUER, "KEY": str(file)}
    with pytest.raises(SettingsError, match="at least 32 bytes"):
        load({f"LIVECHAT_HAND_OVER_{name}": value for name, value in values.items()})
