"""What is searched for, as words; and where a text says them."""

import re
import unicodedata
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 8
_LONGEST = 40
# Scripts that put no spaces between words: there, a word is found anywhere in a text.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_MARKS = range(0x300, 0x370)
_AROUND = 40


@dataclass(frozen=True)
class Part:
    """A piece of an excerpt; `is_match` where it says what was searched for."""

    text: str
    is_match: bool


def words_of(wanted: str) -> list[str]:
    """The words to look for, folded; none when only the text as it is can be looked for."""
    if _UNSPACED.search(wanted):
        return []
    # Folded before they are cut: one letter may fold into several words.
    return [word[:_LONGEST] for word in _WORD.findall(fold(wanted))][:_MOST_WORDS]


def fold(text: str) -> str:
    """Without case and without accents: "Résumé" and "resume" are the same."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in spread if ord(character) not in _MARKS)


def excerpt(text: str, wanted: str, length: int = 120) -> list[Part]:
    """One line around the first match, with every match in it marked; one part without any."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    spans = _spans(line, wanted)
    if not spans:
        return [Part(line[:length], False)] if line else []
    start = max(0, spans[0][0] - _AROUND)
    end = start + length
    parts = [Part("… ", False)] if start else []
    at = start
    for begin, stop in spans:
        if begin >= end:
            break
        if begin > at:
            parts.append(Part(line[at:begin], False))
        parts.append(Part(line[max(at, begin) : min(stop, end)], True))
        at = min(stop, end)
    if at < min(end, len(line)):
        parts.append(Part(line[at:end], False))
    if end < len(line):
        parts.append(Part(" …", False))
    return [part for part in parts if part.text]


def _spans(line: str, wanted: str) -> list[tuple[int, int]]:
    words = words_of(wanted)
    if not words:
        literal = unicodedata.normalize("NFC", wanted.strip()).lower()
        # Lower case can be longer than the text; then places would not fit.
        lowered = line.lower()
        if not literal or len(lowered) != len(line):
            return []
        found = re.finditer(re.escape(literal), lowered)
        return [match.span() for match in found]
    return [
        match.span()
        for match in _WORD.finditer(line)
        if any(fold(match[0]).startswith(word) for word in words)
    ]
