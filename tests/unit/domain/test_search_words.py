"""What is searched for as words, and excerpts that show where it is said."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.domain.search_words import excerpt, fold, words_of

EVERYTHING = st.text(max_size=300)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Résumé", "resume"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Ünïcödé", "unicode"),
        ("İstanbul", "istanbul"),
        ("МОЙ", "мои"),
        ("ﬁle", "file"),
        ("ﷺ", "صلى الله عليه وسلم"),
    ],
)
def test_case_and_accents_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


def test_words_are_letters_and_digits_alone() -> None:
    assert words_of("Wi-Fi & 'error_404' % \\") == ["wi", "fi", "error", "404"]
    assert words_of("%_\\ \"'") == []
    assert len(words_of("a " * 5_000)) == 8


def test_scripts_without_spaces_are_searched_as_they_are() -> None:
    assert words_of("ログイン") == []
    assert words_of("เข้าสู่ระบบ") == []


def test_excerpt_shows_and_marks_what_was_searched_for() -> None:
    text = "First this. " * 20 + "Then the Résumé upload failed, resumes never work. " + "x " * 200
    parts = excerpt(text, "resume")
    assert [part.text for part in parts if part.is_match] == ["Résumé", "resumes"]
    assert parts[0].text == "… "
    assert parts[-1].text == " …"
    assert sum(len(part.text) for part in parts) < 130


def test_excerpt_without_a_match_is_the_beginning() -> None:
    assert [(part.text, part.is_match) for part in excerpt("Nothing  of it", "wifi")] == [
        ("Nothing of it", False)
    ]
    assert excerpt("", "wifi") == []


def test_literal_text_is_marked_too() -> None:
    assert [part.text for part in excerpt("100 % sure", "%") if part.is_match] == ["%"]
    assert [part.text for part in excerpt("今日ログインできない", "ログイン") if part.is_match] == [
        "ログイン"
    ]


@given(EVERYTHING, EVERYTHING)
def test_an_excerpt_says_nothing_that_the_text_does_not(text: str, wanted: str) -> None:
    line = " ".join(unicodedata.normalize("NFC", text).split())
    shown = "".join(part.text for part in excerpt(text, wanted))
    assert shown.removeprefix("… ").removesuffix(" …") in line or shown in line
    assert len(shown) <= 124


@given(EVERYTHING)
def test_words_are_folded_already_and_safe_in_a_query(wanted: str) -> None:
    for word in words_of(wanted):
        assert not set(word) & set(" \"'_:*&|!()<>\\")
