"""The catalogue: English is complete, plural forms are chosen, the language is the task's."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import pytest

from livechat.domain.text import ENGLISH, speaking, spoken, t


def test_parameters_are_filled_in() -> None:
    assert t("help.ticket", number=7) == "Ticket 7"


def test_a_text_with_plural_forms_is_chosen_by_its_number() -> None:
    assert t("help.articles", n=1) == "1 article"
    assert t("help.articles", n=0) == "0 articles"
    assert t("help.articles", n=5) == "5 articles"


def test_an_unknown_key_is_a_defect() -> None:
    with pytest.raises(KeyError):
        t("help.no_such_text")


def test_an_unknown_language_is_english_and_ends_with_its_block() -> None:
    with speaking("tlh"):
        assert spoken() is ENGLISH
    assert spoken() is ENGLISH


def test_the_language_goes_along_into_a_worker_thread() -> None:
    with speaking("en"), ThreadPoolExecutor(1) as pool:
        assert pool.submit(copy_context().run, spoken).result().tag == "en"


def test_english_dates_are_british_and_its_direction_is_known() -> None:
    assert (str(ENGLISH.locale), ENGLISH.direction, ENGLISH.name) == ("en_GB", "ltr", "English")
