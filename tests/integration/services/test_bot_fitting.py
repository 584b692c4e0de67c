"""The index comes from a process of its own, and the next start finds it where it was kept."""

import os
import time
from pathlib import Path

import pytest

from livechat import composition
from livechat.bot.entries import load_entries
from livechat.services import bot_fitting
from livechat.services.bot_fitting import Knowledge
from livechat.services.seed import starter_content
from tests.factories.desk import Desk

_MESSAGE = "my certificate is not there"


@pytest.fixture
def small() -> Knowledge:
    """A few entries that are fitted in a moment."""
    return Knowledge((), tuple(load_entries("en")), ())


def test_what_was_fitted_apart_matches_as_what_is_fitted_here(
    small: Knowledge, tmp_path: Path
) -> None:
    here = bot_fitting.fit(small).match(_MESSAGE)
    assert bot_fitting.fitted(small, tmp_path).match(_MESSAGE) == here


def test_the_second_start_loads_what_the_first_has_fitted(
    small: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = bot_fitting.fitted(small, tmp_path)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("fitted again")

    monkeypatch.setattr(bot_fitting.child, "run", never)
    assert bot_fitting.fitted(small, tmp_path).match(_MESSAGE) == first.match(_MESSAGE)


def test_other_knowledge_is_fitted_anew_and_few_files_stay(
    small: Knowledge, tmp_path: Path
) -> None:
    for count in range(1, 6):
        less = Knowledge((), small.entries[: -count or None], ())
        index = bot_fitting.fitted(less, tmp_path)
        assert len(index.entries) == len(less.entries)
    assert len(list(tmp_path.iterdir())) == 3


def test_a_damaged_file_is_made_anew(small: Knowledge, tmp_path: Path) -> None:
    before = bot_fitting.fitted(small, tmp_path).match(_MESSAGE)
    (kept,) = tmp_path.glob("*.index")
    kept.write_bytes(kept.read_bytes()[:1000])
    assert bot_fitting.fitted(small, tmp_path).match(_MESSAGE) == before
    assert kept.stat().st_size > 1000


def test_the_process_that_serves_does_none_of_the_work(desk: Desk) -> None:
    starter_content(desk.context)
    spent = time.process_time()
    own = os.times().children_user
    composition.load_bot(desk.context)
    assert desk.context.bot.is_ready
    assert os.times().children_user - own > time.process_time() - spent
