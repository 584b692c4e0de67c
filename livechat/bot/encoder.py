"""Sentence vectors as an optional voice in the ranking."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from livechat.bot.features import Floats


class Encoder(Protocol):
    """Turns texts into vectors of length one whose products say how alike they mean."""

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors of shape (texts, dimensions), each of length one."""
        ...


class SentenceEncoder:
    """An encoder of the sentence-transformers library, which is an optional extra.

    `model` is a directory or the name of a model that the machine already has; it is loaded at
    the first use.
    """

    def __init__(self, model: str) -> None:
        self._name = model
        self._model: Any = None

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors of shape (texts, dimensions); ImportError without the extra."""
        if self._model is None:
            from sentence_transformers import SentenceTransformer

            self._model = SentenceTransformer(self._name)
        vectors = self._model.encode(
            list(texts), normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)
