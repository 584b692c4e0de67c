"""How soon it matters: “quiz in 20min”, “due tonight”, “exam right now”."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from livechat.bot.normalise import fold

_NOW: Final = 10  # minutes meant by “right now” and “about to start”
_ASAP: Final = 60
_TONIGHT: Final = 6 * 60


@dataclass(frozen=True, slots=True)
class Urgency:
    """Minutes that are left, as the student put it.

    `rest` is the folded message without the clause that tells a number: what is to be solved.
    """

    minutes: int
    rest: str


class UrgencyTable:
    """The words of one language that tell how soon something is."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._numbers = {fold(str(word)): float(value) for word, value in _pairs(table, "numbers")}
        self._hours = frozenset(fold(str(word)) for word in table.get("hours", ()))
        self._deadline = _words(table.get("deadline", ()))
        self._now = _words(table.get("now", ()))
        self._urgent = _words(table.get("urgent", ()))
        self._tonight = _words(table.get("tonight", ()))
        number = rf"(?P<n>\d+|{_alternatives(self._numbers)})"
        unit = rf"(?P<u>{_alternatives([*table.get('minutes', ()), *self._hours])})"
        before = _alternatives(table.get("before", ()))
        after = _alternatives(table.get("after", ()))
        span = rf"{number} ?{unit}\b"
        around = _alternatives([*table.get("deadline", ()), *table.get("around", ())])
        lead, tail = rf"(?:\b(?:{around}) )*", rf"(?: (?:{around})\b)*"
        self._spans = (
            (
                re.compile(rf"{lead}\b(?:{before}) {span}{tail}"),
                re.compile(rf"{lead}\b{span} (?:{after})\b{tail}"),
            )
            if before and after
            else ()
        )

    def read(self, folded: str) -> Urgency | None:
        """The most pressing reading of a folded message; none where nothing presses."""
        has_deadline = bool(self._deadline and self._deadline.search(folded))
        if has_deadline:
            found = [match for span in self._spans for match in span.finditer(folded)]
            if found:
                soonest = min(found, key=self._minutes)
                rest = f"{folded[: soonest.start()]} {folded[soonest.end() :]}"
                return Urgency(self._minutes(soonest), " ".join(rest.split()))
            if self._now and self._now.search(folded):
                return Urgency(_NOW, folded)
        if self._urgent and self._urgent.search(folded):
            return Urgency(_ASAP, folded)
        if has_deadline and self._tonight and self._tonight.search(folded):
            return Urgency(_TONIGHT, folded)
        return None

    def _minutes(self, found: re.Match[str]) -> int:
        number = found["n"]
        value = float(number) if number.isdecimal() else self._numbers[number]
        return round(value * (60 if found["u"] in self._hours else 1))


def _pairs(table: Mapping[str, Any], name: str) -> Iterable[tuple[object, Any]]:
    return (table.get(name) or {}).items()


def _alternatives(words: Iterable[object]) -> str:
    folded = sorted((fold(str(word)) for word in words), key=len, reverse=True)
    return "|".join(map(re.escape, folded))


def _words(words: Iterable[object]) -> re.Pattern[str] | None:
    alternatives = _alternatives(words)
    return re.compile(rf"\b(?:{alternatives})\b") if alternatives else None
