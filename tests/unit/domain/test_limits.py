"""T45: what text is stored, refused or made harmless; emoji stay whole."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.domain.errors import InvalidError
from livechat.domain.limits import clean, clean_line, clean_optional, isolate

FAMILY = "👩\u200d👩\u200d👧\u200d👦"


@pytest.mark.parametrize(
    "text",
    [
        FAMILY,
        "🏳️\u200d🌈 👍🏽 🇩🇪 1️⃣ 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "\U0001fae8",  # newer than the tables of Python 3.11
        "می\u200cخواهم",
        "क्\u200dष",
        "שָׁלוֹם",
        "Tiếng Việt",
        "漢字とかな",
        "مرحبا",
        "line one\n\n\tindented",
        "<b>&amp;</b> `code` \\ %_'",
    ],
)
def test_t45_real_writing_is_kept(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


def test_t45_limit_counts_code_points() -> None:
    assert len(clean("x" * 4000)) == 4000
    assert clean("👍" * 4000) == "👍" * 4000
    with pytest.raises(InvalidError) as refusal:
        clean("x" * 4001)
    assert refusal.value.key == "error.too_long"
    assert "4001" in str(refusal.value)
    with pytest.raises(InvalidError):
        clean("x" * 10_000_000)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("a\x00b", "error.bad_text"),
        ("a\x1b[31m", "error.bad_text"),
        ("\x85a", "error.bad_text"),
        ("a\ud800", "error.bad_text"),
        ("\udfff\ud800", "error.bad_text"),
        ("a\ufffe", "error.bad_text"),
        ("a\U0001ffff", "error.bad_text"),
        ("e" + "\u0301" * 200, "error.bad_text"),
        ("Z" + "\u0337\u0321" * 20, "error.bad_text"),
        ("", "error.empty"),
        (" \n\t ", "error.empty"),
        ("\u200b\u200d\u2060\ufeff", "error.empty"),
        ("\u3164\u2800\u115f", "error.empty"),
        ("\u202e\u202c", "error.empty"),
        ("\u0301\u0301", "error.empty"),
    ],
)
def test_t45_unstorable_or_invisible_is_refused(text: str, key: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        clean(text)
    assert refusal.value.key == key


def test_t45_ten_thousand_marks_are_refused() -> None:
    with pytest.raises(InvalidError):
        clean("e" + "\u0301" * 10_000)


def test_t45_override_is_isolated_and_cannot_reach_the_next_text() -> None:
    stored = clean("photo\u202egnp.exe\nnext")
    assert "\u202e" not in stored
    assert stored == "photo\u2068gnp.exe\u2069\nnext"
    assert isolate("a\u2069\u202cb") == "ab"


def test_line_ends_are_one_kind_and_edges_trimmed() -> None:
    assert clean("  a\r\nb\rc \n") == "a\nb\nc"


def test_lines_of_names_and_optional_fields() -> None:
    assert clean_line(" Ada \n Lovelace ", 40) == "Ada Lovelace"
    assert clean_optional("\u200b ", 40) == ""
    with pytest.raises(InvalidError):
        clean_optional("\x00", 40)


@given(st.text(max_size=300))
def test_what_is_stored_is_stable_storable_and_balanced(text: str) -> None:
    try:
        stored = clean(text, 200)
    except InvalidError:
        return
    assert clean(stored, 400) == stored
    stored.encode("utf-8")
    for line in stored.split("\n"):
        opened = sum(line.count(mark) for mark in "\u2066\u2067\u2068")
        assert opened == line.count("\u2069")
    assert not set(stored) & set("\u202a\u202b\u202c\u202d\u202e\x00")


@pytest.mark.parametrize("mark", ["\u202e", "\u2066"])
def test_t45_closing_what_is_open_makes_nothing_longer_than_its_column(mark: str) -> None:
    assert len(clean_line(f"{mark * 49}ab", 100)) == 100
    with pytest.raises(InvalidError):
        clean_line(f"{mark * 60}ab", 100)
