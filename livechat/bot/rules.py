"""What short messages mean to the running conversation, by tables of plain phrases."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

import yaml

from livechat.bot.normalise import fold
from livechat.bot.recognise import Recogniser, load_recogniser
from livechat.bot.urgency import Urgency, UrgencyTable


class Intent(StrEnum):
    """What a rule can recognise, in the order in which the rules are read."""

    DANGER = "danger"
    IDENTITY = "identity"
    PERSON = "person"
    ABUSE = "abuse"
    WORKED = "worked"
    FAILED = "failed"
    CANT = "cant"
    SKIP = "skip"
    YES = "yes"
    NO = "no"
    THANKS = "thanks"
    BYE = "bye"
    GREETING = "greeting"
    BACK = "back"
    AGAIN = "again"
    RESTART = "restart"


_COURTESY = (Intent.THANKS, Intent.GREETING, Intent.BYE)
_TAKES_COURTESY = frozenset(Intent) - set(_COURTESY)
_SIGNS = str.maketrans(
    {"👍": " yes ", "✅": " yes ", "👎": " no ", "🙏": " thanks ", "👋": " hi ", "❤": " thanks "}
)
_CHOICE = re.compile(r"(\([^)]*\))")
_DOUBLED = re.compile(r"([^\W\d_])\1")
# A false alarm costs a page of help lines, danger not heard may cost a life.
_DANGER_FROM = 0.4
_SURE_OF_DANGER = 0.8  # even where a word stands that speaks against it
_PERSON_FROM = 0.45
_NO_PERSON_BELOW = 0.12  # whatever the tables and the ranking say
_SAYS_IT_PLAINLY = 3  # words, up to which the tables are not doubted
_TOO_SHORT, _SHORT_TURN = 1, 6  # words
_CAPITALS_FROM = 8  # letters; shorter messages are in capitals by accident


@dataclass(frozen=True, slots=True)
class _Rule:
    """One row of the tables, compiled."""

    whole: frozenset[tuple[str, ...]]
    alone: frozenset[tuple[str, ...]]
    starts: re.Pattern[str] | None
    anywhere: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    longest: int

    def accepts(
        self,
        text: str,
        words: Sequence[str],
        filler: frozenset[tuple[str, ...]],
        courteous: frozenset[tuple[str, ...]],
    ) -> bool:
        if _is_made_of(words, self.whole, courteous) or (
            bool(self.alone) and _is_made_of(words, self.alone, filler)
        ):
            return True
        if len(words) > self.longest or (self.unless and self.unless.search(text)):
            return False
        return bool(
            (self.anywhere and self.anywhere.search(text))
            or (self.starts and self.starts.match(text))
        )


class Rules:
    """The tables of one language, ready to read messages."""

    def __init__(self, tables: Mapping[str, Any], recogniser: Recogniser | None = None) -> None:
        self._recogniser = recogniser
        self._filler = _phrases(tables.get("filler", ()))
        self._rules = {intent: _compile(tables.get(intent.value) or {}) for intent in Intent}
        courtesy = frozenset().union(*(self._rules[intent].whole for intent in _COURTESY))
        self._courteous_filler = self._filler | courtesy
        self._swearing = _compile(tables.get("swearing") or {}).anywhere
        self._frustration = _compile(tables.get("frustration") or {}).anywhere
        self._ordinals = [_phrases(row) for row in tables.get("ordinals", ())]
        self._urgency = UrgencyTable(tables.get("urgency") or {})

    def read(self, text: str) -> tuple[Intent, ...]:
        """Every intent that the message carries, in the order of reading."""
        folded = fold(text.translate(_SIGNS))
        words = _squeeze(folded).split()
        found = {
            intent
            for intent, rule in self._rules.items()
            if rule.accepts(
                folded,
                words,
                self._filler,
                self._courteous_filler if intent in _TAKES_COURTESY else self._filler,
            )
        }
        found |= self._recognised(folded, found)
        if Intent.PERSON in found and len(words) > _SAYS_IT_PLAINLY and self._is_no_person(folded):
            found.discard(Intent.PERSON)
        return tuple(intent for intent in Intent if intent in found)

    def _is_no_person(self, folded: str) -> bool:
        if self._recogniser is None or len(folded.split()) <= _TOO_SHORT:
            return False
        likely = self._recogniser.probabilities(folded)
        return likely.get(Intent.PERSON, 0.0) < _NO_PERSON_BELOW

    def _recognised(self, folded: str, found: set[Intent]) -> set[Intent]:
        """Danger and the wish for a person in words that the tables do not have."""
        if self._recogniser is None or Intent.DANGER in found or not _says_something(found, folded):
            return set()
        likely = self._recogniser.probabilities(folded)
        danger, person = likely.get(Intent.DANGER, 0.0), likely.get(Intent.PERSON, 0.0)
        if danger >= _SURE_OF_DANGER or (
            danger >= _DANGER_FROM and not self.denies(Intent.DANGER, folded)
        ):
            return {Intent.DANGER}
        if person >= _PERSON_FROM and not found and not self.denies(Intent.PERSON, folded):
            return {Intent.PERSON}
        return set()

    def denies(self, intent: Intent, text: str) -> bool:
        """True when the message contains what rules the intent out, whoever else suspects it."""
        unless, folded = self._rules[intent].unless, fold(text)
        return bool(unless and unless.search(folded)) or (
            intent is Intent.PERSON and self._is_no_person(folded)
        )

    def ordinal(self, text: str) -> int | None:
        """The place in a list that the message names, counted from 0."""
        words = _squeeze(fold(text)).split()
        for place, phrases in enumerate(self._ordinals):
            if _is_made_of(words, phrases, self._filler):
                return place
        return None

    def frustration(self, text: str) -> int:
        """How many signs of frustration stand in the message: 0 to 3."""
        folded = fold(text)
        letters = [letter for letter in text if letter.isalpha()]
        shouts = len(letters) >= _CAPITALS_FROM and (
            sum(letter.isupper() for letter in letters) > 0.7 * len(letters)
        )
        return (
            shouts
            + bool(self._swearing and self._swearing.search(folded))
            + bool(self._frustration and self._frustration.search(folded))
        )

    def urgency(self, text: str) -> Urgency | None:
        """How soon something that cannot wait takes place, where the message says so."""
        return self._urgency.read(fold(text))


@cache
def load_rules(language: str) -> Rules:
    """The tables shipped for a language, English where there are none for it."""
    folder = resources.files("livechat.content") / "rules"
    name = language.partition("-")[0]
    if not (folder / f"{name}.yml").is_file():
        name = "en"
    tables = yaml.safe_load((folder / f"{name}.yml").read_text(encoding="utf-8"))
    return Rules(tables, load_recogniser(name))


def _says_something(found: set[Intent], folded: str) -> bool:
    """False for a word or two, and for short turns that the tables have understood."""
    return len(folded.split()) >= (_SHORT_TURN if found else _TOO_SHORT) + 1


def _squeeze(text: str) -> str:
    """Doubled letters as one, so that “yess” and “helllo” read as meant."""
    return _DOUBLED.sub(r"\1", text)


def _phrases(values: Iterable[object]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(_squeeze(fold(str(value))).split()) for value in values)


def _compile(row: Mapping[str, Any]) -> _Rule:
    return _Rule(
        whole=_phrases(row.get("whole") or ()),
        alone=_phrases(row.get("alone") or ()),
        starts=_pattern(row.get("starts") or ()),
        anywhere=_pattern(row.get("anywhere") or ()),
        unless=_pattern(row.get("unless") or ()),
        longest=int(row.get("longest", 10_000)),
    )


def _pattern(values: Iterable[object]) -> re.Pattern[str] | None:
    phrases = [
        r"(?: \w+){0,3} ".join(_alternatives(part) for part in str(value).split("_"))
        for value in values
    ]
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b") if phrases else None


def _alternatives(phrase: str) -> str:
    parts = [
        [fold(choice) for choice in part[1:-1].split("|")] if part[0] == "(" else [fold(part)]
        for part in _CHOICE.split(phrase)
        if part.strip()
    ]
    return " ".join(f"(?:{'|'.join(map(re.escape, choices))})" for choices in parts)


def _is_made_of(
    words: Sequence[str],
    phrases: frozenset[tuple[str, ...]],
    filler: frozenset[tuple[str, ...]],
) -> bool:
    """True when the words are phrases and filler one after another, at least one phrase."""
    if not words or len(words) > 12:
        return False
    longest = max((len(phrase) for phrase in phrases | filler), default=0)
    # reached[i]: the first i words are accounted for; the value tells whether a phrase was used.
    reached: list[set[bool]] = [{False}] + [set() for _ in words]
    for start, states in enumerate(reached):
        for end in range(start + 1, min(start + longest, len(words)) + 1) if states else ():
            part = tuple(words[start:end])
            if part in phrases:
                reached[end].add(True)
            if part in filler:
                reached[end] |= states
    return True in reached[-1]
