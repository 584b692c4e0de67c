"""Hears danger and the wish for a person by likeness to written messages, beside the rules."""

import re
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from itertools import product
from math import prod
from pathlib import Path
from typing import Any, Final

import yaml

from livechat.bot.index import build_index
from livechat.bot.knowledge import Article
from livechat.bot.markdown_folder import read_folder

_CHOICE = re.compile(r"\(([^)]*)\)")
_MOST: Final = 8  # messages made of one line
_NEITHER: Final = "neither"
_EVERY: Final = 5  # of the articles' phrasings one in so many is enough


class Recogniser:
    """A small index whose entries are the meanings to hear, and everything else."""

    def __init__(self, lines: Mapping[str, Sequence[str]], ordinary: Iterable[str] = ()) -> None:
        texts = {
            name: [text for line in rows for text in spread(line)] for name, rows in lines.items()
        }
        texts.setdefault(_NEITHER, []).extend(ordinary)
        self._index = build_index(
            Article(slug=name, title="", phrasings=tuple(said)) for name, said in texts.items()
        )

    def probabilities(self, text: str) -> dict[str, float]:
        """How likely the message means each of the things to hear."""
        found = {entry.slug: entry.probability for entry in self._index.match(text).candidates}
        found.pop(_NEITHER, None)
        return found


def load_recogniser(language: str) -> Recogniser | None:
    """The recogniser of a language that has a table of messages; takes about a second."""
    content = Path(str(resources.files("livechat.content")))
    path = content / "turns" / f"{language}.yml"
    if not path.is_file():
        return None
    rows: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    folder = content / "articles" / language
    known = read_folder(folder) if folder.is_dir() else ()
    texts = [text for article in known for text in article.phrasings]
    return Recogniser(rows, texts[::_EVERY])


def spread(line: str) -> list[str]:
    """Up to eight of the messages that a line with choices stands for, every choice in turn."""
    options = [
        part.split("|") if place % 2 else [part] for place, part in enumerate(_CHOICE.split(line))
    ]
    total = prod(map(len, options))
    if total <= _MOST:
        picks = list(product(*options))
    else:
        # Each round through a shorter list starts one later, so that other pairs come together.
        numbered = list(enumerate(options))
        picks = [
            tuple(few[(turn + place * (turn // len(few))) % len(few)] for place, few in numbered)
            for turn in range(_MOST)
        ]
    return list(dict.fromkeys(" ".join("".join(pick).split()) for pick in picks))
