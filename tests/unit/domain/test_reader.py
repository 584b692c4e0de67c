"""Which language a reader gets."""

import pytest

from livechat.domain.reader import language


@pytest.mark.parametrize(
    ("chosen", "accepted", "tag"),
    [
        ("", "", "en"),
        ("", "es-MX,es;q=0.9,en;q=0.5", "es"),
        ("", "de,ar;q=0.8,en;q=0.7", "ar"),
        ("", "de-DE,de;q=0.9", "en"),
        ("", "en;q=0.2, ar;q=0.9", "ar"),
        ("", "ar;q=0, es", "es"),
        ("", "ar;q=nonsense, es;q=0.1", "es"),
        ("ar", "es", "ar"),
        ("xx", "es", "es"),
        ("../../etc", ",".join(["zz"] * 1000), "en"),
    ],
)
def test_the_choice_comes_first_then_the_browsers_wishes(
    chosen: str, accepted: str, tag: str
) -> None:
    assert language(chosen, accepted) == tag
