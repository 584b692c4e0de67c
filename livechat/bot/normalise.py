"""One spelling for what people type: case, accents, apostrophes, punctuation, drawn-out letters."""

import re
import unicodedata

# Marks that people leave out: on Latin, Greek and Cyrillic letters, the vowel points of Hebrew and
# Arabic with hamza, and the stretching of Arabic words. In other scripts marks carry the vowel.
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]")
# Vowel signs and the like from Devanagari to Khmer belong to the word, though `\\w` has no place
# for them.
_MARKS = "".join(chr(c) for c in range(0x900, 0x1800) if unicodedata.category(chr(c))[0] == "M")
_CLITIC = re.compile(r"(?<=\w)['’‘`´](?=(?:m|ll|ve|re|s|t|d)\b)")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_WORD = re.compile(rf"[\w{_MARKS}]+")
# Scripts written without spaces: each character with its marks is a word of its own.
_UNSPACED = re.compile(
    f"([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff][{_MARKS}]*)"
)
# Letters that people type for one another: ta marbuta and ha, alif maqsura and ya.
_SAME_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ة": "ه", "ى": "ي"}
)
_SENTENCE_END = re.compile(r"(?<=[.!?…。？！])\s+|\n+")
LONGEST = 2_000  # characters; what comes after them does not change what a message is about


def fold(text: str) -> str:
    """Lower-case words of letters and digits, single-spaced: "I CAN'T  open…" → "i cant open"."""
    text = unicodedata.normalize("NFKD", text[:LONGEST]).casefold()
    text = unicodedata.normalize("NFC", _ACCENTS.sub("", text)).translate(_SAME_LETTERS)
    text = _CLITIC.sub("", text)
    text = _DRAWN_OUT.sub(r"\1\1", text)
    text = _UNSPACED.sub(r" \1 ", text)
    return " ".join(_WORD.findall(text.replace("_", " ")))


def sentences(text: str) -> list[str]:
    """The sentences and lines of a message, without empty ones."""
    return [part.strip() for part in _SENTENCE_END.split(text[:LONGEST]) if part.strip()]
