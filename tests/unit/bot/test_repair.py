"""Spelling repair against known words."""

import pytest

from livechat.bot.repair import Speller

SPELLER = Speller(["video keeps buffering", "the video player", "password reset", "2024"])


@pytest.mark.parametrize(
    ("word", "repaired"),
    [
        ("vidoe", "video"),  # swapped neighbours
        ("buferring", "buffering"),  # two edits in a long word
        ("pasword", "password"),
        ("video", "video"),
        ("vxdxo", "vxdxo"),  # two edits in a short word
        ("teh", "teh"),  # too short to be sure
        ("2025", "2025"),  # numbers are meant as written
        ("zebra", "zebra"),
    ],
)
def test_word_is_repaired(word: str, repaired: str) -> None:
    assert SPELLER.repair(f"my {word}") == f"my {repaired}"
