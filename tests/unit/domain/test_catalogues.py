"""Every language says the same: no key missing, no placeholder lost, all plural forms there."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from babel import Locale
from babel.messages.pofile import read_po
from babel.units import format_unit

from livechat.domain import catalogue, wording
from livechat.domain.catalogue import FOLDER, Catalogue
from livechat.domain.text import CATALOGUES, ENGLISH, speaking, t

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
# What the desk alone reads is in English; its texts carry this note in the English file.
_DESK = "desk"
OTHERS = [one for one in CATALOGUES.values() if one is not ENGLISH]


def texts_of(one: Catalogue) -> Iterator[tuple[str, str]]:
    """Every text with its key; a text with plural forms comes once for each."""
    yield from one.texts.items()
    for key, forms in one.plurals.items():
        yield from ((key, form) for form in forms)


def file_of(one: Catalogue) -> str:
    return (FOLDER / one.tag / "LC_MESSAGES" / "livechat.po").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def students_keys() -> set[str]:
    """The keys that every language needs."""
    with (FOLDER / ENGLISH.tag / "LC_MESSAGES" / "livechat.po").open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    return {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in messages
        if _DESK not in message.auto_comments
    }


def test_students_have_spanish_and_arabic() -> None:
    assert {one.tag for one in OTHERS} >= {"es", "ar"}
    assert CATALOGUES["ar"].direction == "rtl"


@pytest.mark.parametrize("one", OTHERS, ids=lambda one: one.tag)
def test_no_text_for_students_is_missing(one: Catalogue, students_keys: set[str]) -> None:
    assert len(students_keys) > 500
    assert students_keys - (one.texts.keys() | one.plurals.keys()) == set()


@pytest.mark.parametrize("one", OTHERS, ids=lambda one: one.tag)
def test_no_language_has_a_text_that_english_has_not(one: Catalogue) -> None:
    assert one.texts.keys() - ENGLISH.texts.keys() == set()
    assert one.plurals.keys() - ENGLISH.plurals.keys() == set()


@pytest.mark.parametrize("one", OTHERS, ids=lambda one: one.tag)
def test_placeholders_are_those_of_english(one: Catalogue) -> None:
    wrong = {
        key: text
        for key, text in one.texts.items()
        if set(_PLACEHOLDER.findall(text)) != set(_PLACEHOLDER.findall(ENGLISH.texts[key]))
    }
    for key, forms in one.plurals.items():
        known = set(_PLACEHOLDER.findall(ENGLISH.plurals[key][-1]))
        # "One article" needs no number; the last form counts.
        if set(_PLACEHOLDER.findall(forms[-1])) != known:
            wrong[key] = forms[-1]
    assert wrong == {}


@pytest.mark.parametrize("one", CATALOGUES.values(), ids=lambda one: one.tag)
def test_every_text_can_be_filled_in(one: Catalogue) -> None:
    for key, text in texts_of(one):
        assert text.format(**dict.fromkeys(_PLACEHOLDER.findall(text), "x")), key


@pytest.mark.parametrize("one", CATALOGUES.values(), ids=lambda one: one.tag)
def test_no_key_is_there_twice(one: Catalogue) -> None:
    keys = re.findall(r'^msgid "(.+)"$', file_of(one), re.M)
    assert [key for key in set(keys) if keys.count(key) > 1] == []


@pytest.mark.parametrize("one", CATALOGUES.values(), ids=lambda one: one.tag)
def test_plural_forms_are_those_of_cldr(one: Catalogue) -> None:
    """Numbers of one CLDR category have one form, and every form is used."""
    rule = Locale.parse(str(one.locale).partition("_")[0]).plural_form
    form_of: dict[str, set[int]] = {}
    for n in range(500):
        form_of.setdefault(rule(n), set()).add(one.plural_of(n))
    assert all(len(forms) == 1 for forms in form_of.values())
    used = set().union(*form_of.values())
    assert all(len(forms) == len(used) for forms in one.plurals.values())


def test_arabic_counts_in_six_ways() -> None:
    with speaking("ar"):
        said = [t("help.articles", n=n) for n in (0, 1, 2, 3, 11, 100)]
    assert said == ["لا مقالات", "مقال واحد", "مقالان", "3 مقالات", "11 مقالًا", "100 مقال"]


@pytest.mark.parametrize("tag", ["es", "ar"])
def test_lengths_of_time_are_written_as_in_cldr(tag: str) -> None:
    with speaking(tag):
        for key, unit in (("minutes", "minute"), ("seconds", "second"), ("hours", "hour")):
            cldr = format_unit(40, f"duration-{unit}", length="short", locale=tag)
            assert t(f"time.{key}", n=40) == cldr


def test_dates_follow_the_language() -> None:
    day = date(2026, 11, 3)
    said = {}
    for tag in ("en", "es", "ar"):
        with speaking(tag):
            said[tag] = (wording.date_with_weekday(day), wording.weekday(day))
    assert said["en"] == ("Tue 3 Nov", "Tuesday")
    assert said["es"] == ("mar, 3 nov", "martes")
    assert said["ar"] == ("الثلاثاء، 3 نوفمبر", "الثلاثاء")


def test_a_further_language_is_a_file(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    file = folder / "eo" / "LC_MESSAGES" / "livechat.po"
    file.parent.mkdir(parents=True)
    file.write_text(
        'msgid ""\nmsgstr ""\n"Language: eo\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        'msgid "chat.launch"\nmsgstr "Babilejo"\n'
    )
    monkeypatch.setattr(catalogue, "FOLDER", folder)
    assert catalogue.tags() == ["eo"]
    catalogue.load.cache_clear()
    try:
        assert catalogue.load("eo").texts["chat.launch"] == "Babilejo"
        assert catalogue.load("eo").name == "Esperanto"
    finally:
        catalogue.load.cache_clear()
