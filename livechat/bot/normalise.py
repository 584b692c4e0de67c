"""One spelling for what people type: case, accents, apostrophes, punctuation, drawn-out letters."""

import re
import unicodedata

# Only marks that sit on Latin, Greek and Cyrillic letters: in other scripts they carry the vowel.
_ACCENTS = re.compile("[\u0300-\u036f]")
_CLITIC = re.compile(r"(?<=\w)['’‘`´](?=(?:m|ll|ve|re|s|t|d)\b)")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_WORD = re.compile(r"\w+")
# Scripts written without spaces: each character is a word of its own.
_UNSPACED = re.compile("([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff])")
_LATIN_EXTRA = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_SENTENCE_END = re.compile(r"(?<=[.!?…。？！])\s+|\n+")
LONGEST = 2_000  # characters; what comes after them does not change what a message is about


def fold(text: str) -> str:
    """Lower-case words of letters and digits, single-spaced: "I CAN'T  open…" → "i cant open"."""
    text = unicodedata.normalize("NFKD", text[:LONGEST]).casefold()
    text = unicodedata.normalize("NFC", _ACCENTS.sub("", text)).translate(_LATIN_EXTRA)
    text = _CLITIC.sub("", text)
    text = _DRAWN_OUT.sub(r"\1\1", text)
    text = _UNSPACED.sub(r" \1 ", text)
    return " ".join(_WORD.findall(text.replace("_", " ")))


def sentences(text: str) -> list[str]:
    """The sentences and lines of a message, without empty ones."""
    return [part.strip() for part in _SENTENCE_END.split(text[:LONGEST]) if part.strip()]
