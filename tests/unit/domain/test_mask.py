"""T48: secrets typed into the chat do not get stored; words about secrets do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.domain.mask import has_luhn, mask


@pytest.mark.parametrize(
    ("text", "masked", "kind"),
    [
        ("card 4111 1111 1111 1111 please", "card •••• 1111 please", "card"),
        ("5500-0055-5555-5559", "•••• 5559", "card"),
        ("378282246310005", "•••• 0005", "card"),
        ("my password is hunter2 and it fails", "my password is •••• and it fails", "password"),
        ("Password: S3cret!", "Password: ••••", "password"),
        ('pwd="two words"', "pwd=••••", "password"),
        ("mein Passwort lautet Blume77", "mein Passwort lautet ••••", "password"),
        ("the verification code is 483920", "the verification code is ••••", "code"),
        ("PIN: 4711", "PIN: ••••", "code"),
        ("Authorization: Bearer abcdef1234567890abcd", "Authorization: Bearer ••••", "token"),
        ("api_key=ab12cd34ef56ab12", "api_key=••••", "token"),
        ("AKIAIOSFODNN7EXAMPLE", "••••", "token"),
        ("eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl", "••••", "token"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "••••", "token"),
    ],
)
def test_secret_is_masked(text: str, masked: str, kind: str) -> None:
    result = mask(text)
    assert result.text == masked
    assert result.kinds == (kind,)


@pytest.mark.parametrize(
    "text",
    [
        "my password is wrong",
        "The password was rejected.",
        "password is not accepted since Monday",
        "I forgot my password: what now?",
        "student number 4111111111111112",
        "order 0000 0000 0000 0000",
        "call me on +49 30 1234567890",
        "error code 0x80070005 in Zoom 5.17.11",
        "see https://example.edu/course/1234567890123456789012",
        "2026-05-04 12:00:00",
        "the token page says expired",
        "my PIN is blocked",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    result = mask(text)
    assert result.text == text
    assert not result.has_secrets


def test_several_kinds_are_named_once() -> None:
    result = mask("password is aaa1 and password: bbb2, card 4111111111111111")
    assert result.kinds == ("password", "card")
    assert result.text == "password is •••• and password: •••• card •••• 1111"


def test_luhn() -> None:
    assert has_luhn("4111111111111111")
    assert not has_luhn("4111111111111112")


@given(st.text(max_size=200))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask(text).text
    assert mask(once).text == once


def test_long_hostile_text_is_quick() -> None:
    """No pattern may backtrack badly: these take milliseconds, not minutes."""
    for text in ("1 " * 2000, "password is " * 300, "a" * 4000, "-----BEGIN " * 300):
        mask(text)
