"""The session cookie as the handshake's headers have it."""

import pytest

from livechat.state.session import cookie_value


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("s=abc", "abc"),
        ("a=1; s=abc; b=2", "abc"),
        ('s="abc"', "abc"),
        ("xs=abc", ""),
        ("s=abc; s=def", ""),
        ("s=", ""),
        ("s", ""),
        ("", ""),
    ],
)
def test_the_cookie_is_read_and_two_of_them_are_none(header: str, value: str) -> None:
    assert cookie_value({"headers": {"cookie": header}}, "s") == value


def test_no_headers_mean_no_cookie() -> None:
    assert cookie_value({}, "s") == ""
