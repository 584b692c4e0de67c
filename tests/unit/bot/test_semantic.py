"""The semantic extra with its real library and model, where both are installed."""

import os

import numpy as np
import pytest

from livechat.bot.encoder import SentenceEncoder
from livechat.bot.index import build_index
from livechat.bot.knowledge import Article

MODEL = os.environ.get("LIVECHAT_SEMANTIC_MODEL", "")

pytest.importorskip("sentence_transformers", reason="requirements-semantic.txt is not installed")
pytestmark = pytest.mark.skipif(not MODEL, reason="LIVECHAT_SEMANTIC_MODEL is not set")


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder(MODEL)


def test_vectors_have_length_one_and_know_meaning(encoder: SentenceEncoder) -> None:
    near, same, far = encoder.encode(
        ["i cannot sign in", "my login is rejected", "the video has no sound"]
    )
    assert np.linalg.norm(near) == pytest.approx(1, abs=1e-3)
    assert near @ same > near @ far + 0.1


def test_other_words_find_the_article(
    articles: tuple[Article, ...], encoder: SentenceEncoder
) -> None:
    text = "the lecturer's voice is inaudible"
    with_meaning = build_index(articles, encoder=encoder).match(text)
    without = build_index(articles).match(text)
    assert with_meaning.candidates[0].slug == "no-sound"

    def score(found: object) -> float:
        return next(c.score for c in found.candidates if c.slug == "no-sound")  # type: ignore[attr-defined]  # Matches

    assert score(with_meaning) > score(without)
