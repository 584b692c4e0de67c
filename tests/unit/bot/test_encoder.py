"""Another voice in the ranking."""

from collections.abc import Sequence

import numpy as np
import pytest

from livechat.bot.encoder import SentenceEncoder
from livechat.bot.features import Floats
from livechat.bot.index import build_index
from livechat.bot.knowledge import Article

MEANINGS = {"car": 0, "automobile": 0, "vehicle": 0, "bread": 1, "loaf": 1, "baguette": 1}
ARTICLES = (
    Article(slug="car", title="car", phrasings=("my car", "the car stopped", "car trouble")),
    Article(slug="bread", title="bread", phrasings=("my bread", "old bread", "bread is hard")),
)


class ByMeaning:
    """Knows which of six words mean the same."""

    def encode(self, texts: Sequence[str]) -> Floats:
        vectors = np.full((len(texts), 3), 0.01, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.split():
                vectors[row, MEANINGS.get(word, 2)] += 1
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize(("text", "slug"), [("automobile", "car"), ("baguette", "bread")])
def test_meaning_finds_what_spelling_cannot(text: str, slug: str) -> None:
    mixed = build_index(ARTICLES, encoder=ByMeaning()).match(text).candidates
    plain = build_index(ARTICLES).match(text).candidates
    assert mixed[0].slug == slug
    assert mixed[0].score - mixed[1].score > 0.2
    assert plain[0].score - plain[1].score < 0.05


def test_library_is_loaded_only_when_used() -> None:
    encoder = SentenceEncoder("no such model")
    with pytest.raises((ImportError, OSError)):
        encoder.encode(["hello"])
