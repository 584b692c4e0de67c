"""Languages are named for who reads, not by their tags."""

import pytest

from livechat.domain.text import speaking
from livechat.domain.wording import language_name


@pytest.mark.parametrize(
    ("tag", "name"),
    [("en", "English"), ("es", "Spanish"), ("ar", "Arabic"), ("", ""), ("zz-", "zz-")],
)
def test_agents_read_the_language_by_its_name(tag: str, name: str) -> None:
    assert language_name(tag) == name


def test_the_name_is_in_the_readers_language() -> None:
    with speaking("es"):
        assert language_name("ar") == "árabe"
