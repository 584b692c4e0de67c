"""Any Unicode in: nothing is lost, nothing is executed, nothing raises but our own refusals.

The same examples every time (derandomized), so that a run says something about the change.
"""

import csv
import io
import re
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from livechat.api.addresses import safe_next
from livechat.domain.csv_text import csv_text
from livechat.domain.errors import InvalidError
from livechat.domain.limits import clean, clean_line, clean_optional, has_visible, is_storable
from livechat.domain.mask import MASK, mask, masked
from livechat.domain.search_words import excerpt, words_of

quick = settings(derandomize=True, max_examples=250, deadline=None, database=None)
# Every code point, halves of characters too; and pieces that mean something to somebody.
PIECES = st.sampled_from(
    [
        *("<script>", "</script>", "javascript:", "&lt;", '"', "'", "\\", "%", "_", "{{", "${"),
        *("\u202e", "\u2066", "\u2069", "\u200d", "\u200b", "\ufeff", "\u0301", "\x00", "\x1b[2J"),
        *("\r\n", "\r", "\u2028", "👩‍👩‍👧‍👦", "🇩🇪", "ﷺ", "İ", "ẞ", "ſ", "4111 1111 1111 1111"),
        *("my password is hunter22", "https://x.example/a?token=abc", "=1+1", "@SUM", "-2", "\t"),
    ]
)
ANY = st.lists(st.one_of(st.text(st.characters(), max_size=30), PIECES), max_size=8).map("".join)
SOUND = ANY.map(lambda text: "".join(c for c in text if is_storable(c)))


def cleaned(text: str) -> str | None:
    """As it is stored, None for what is refused."""
    try:
        return clean(text, 4000)
    except InvalidError:
        return None


def visible(text: str) -> str:
    """The characters that people see, in one way of writing them."""
    seen = unicodedata.normalize("NFC", text)
    return "".join(c for c in seen if not c.isspace() and unicodedata.category(c) != "Cf")


@quick
@given(ANY)
def test_cleaning_keeps_every_visible_character_or_refuses_in_words(text: str) -> None:
    kept = cleaned(text)
    if kept is None:
        assert not is_storable(text) or not has_visible(text) or len(text) > 1000
        return
    assert visible(kept) == visible(text)
    assert kept.encode()
    assert "\x00" not in kept


@quick
@given(ANY)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    kept = cleaned(text)
    if kept is not None:
        assert cleaned(kept) == kept


@quick
@given(ANY)
def test_no_override_reaches_out_of_its_line(text: str) -> None:
    kept = cleaned(text)
    if kept is None:
        return
    assert not set(kept) & set("\u202a\u202b\u202d\u202e\u202c")
    for line in kept.split("\n"):
        depth = 0
        for character in line:
            depth += character in "\u2066\u2067\u2068"
            depth -= character == "\u2069" and depth > 0
        assert depth == 0


@quick
@given(ANY, st.integers(min_value=1, max_value=60))
def test_no_line_or_field_is_longer_than_allowed(text: str, limit: int) -> None:
    for shorten in (clean_line, clean_optional):
        try:
            found = shorten(text, limit)
        except InvalidError:
            continue
        assert len(found) <= limit
    try:
        assert "\n" not in clean_line(text, limit)
    except InvalidError:
        return


@quick
@given(SOUND)
def test_masking_takes_secrets_out_and_nothing_else(text: str) -> None:
    found, at = mask(text), 0
    if not found.has_secrets:
        assert found.text == text
    for piece in found.text.split(MASK):
        at = text.find(piece, at)
        assert at >= 0
        at += len(piece)


WITHOUT_DIGITS = SOUND.map(lambda text: re.sub(r"[\w-]", "", text))


@quick
@given(WITHOUT_DIGITS, st.sampled_from(["4111 1111 1111 1111", "5500-0055-5555-5559"]))
def test_a_card_number_is_hidden_whatever_stands_around_it(around: str, card: str) -> None:
    assert card not in masked(f"{around}{card}{around}")


@quick
@given(ANY, SOUND)
def test_searching_finds_words_in_what_holds_them_and_never_raises(text: str, other: str) -> None:
    words = words_of(text)
    assert all(word and not re.search(r"""["'%*()\\:^\s]""", word) for word in words), words
    line = " ".join(unicodedata.normalize("NFC", other).split())
    shown = excerpt(other, text, 10_000)
    # Nothing of the line after the place where the excerpt begins is lost, in its order.
    body = "".join(part.text for part in shown[1:] if shown[0].text == "… ") or "".join(
        part.text for part in shown
    )
    assert line.endswith(body)
    assert all(part.text for part in shown)


@quick
@given(ANY)
def test_next_is_a_plain_path_of_this_site_or_the_default(text: str) -> None:
    for target in (text, f"/{text}", f"//{text}", f"/\\{text}", f"/help?{text}"):
        found = safe_next(target, "/help")
        assert re.fullmatch(r"/(?![/\\])[!-~]*", found)
        assert "\\" not in found
        assert not found.startswith("/api/")


@quick
@given(st.lists(st.lists(SOUND, min_size=1, max_size=3), min_size=1, max_size=3))
def test_no_cell_of_a_table_is_a_formula_and_none_loses_a_character(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(csv_text(rows), newline="")))
    assert len(read) == len(rows)
    for written, row in zip(read, rows, strict=True):
        for cell, text in zip(written, row, strict=True):
            assert cell in (text, f"'{text}")
            assert not re.match(r" *[=@\t\r\n＝＋－＠]", cell)
            assert not re.match(r" *[+-]", cell) or re.fullmatch(r"[+-]?\d+([.,]\d+)?%?", cell)
