"""What text may be stored: limits by code points, nothing unstorable, nothing that misleads."""

import unicodedata

from livechat.domain.errors import InvalidError

MESSAGE_LIMIT = 4000
SHORTEST_PASSWORD = 10
# The longest legitimate stacks (Vietnamese, Hebrew with accents, Tibetan) stay below this.
MARKS_IN_A_ROW = 12

_EMBEDDINGS = "\u202a\u202b\u202d\u202e"
_POP_EMBEDDING = "\u202c"
_ISOLATES = "\u2066\u2067\u2068"
_POP_ISOLATE = "\u2069"
# An isolate of the same direction shows the text as written and cannot spill beyond its end;
# an override becomes an isolate too, since forcing letters backwards only ever misleads.
_AS_ISOLATE = {"\u202a": "\u2066", "\u202b": "\u2067", "\u202d": "\u2068", "\u202e": "\u2068"}
# Not Cn: a newer emoji than Python's tables know is still seen.
_UNSEEN = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Mn", "Me"})
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and symbols by category, drawn as nothing
_KEPT_CONTROLS = "\n\t"


def clean(text: str, limit: int = MESSAGE_LIMIT) -> str:
    """`text` as it is stored; InvalidError when it is empty, too long or cannot be stored.

    Line ends become `\\n`, edges are trimmed, Unicode is composed (NFC), bidirectional overrides
    become isolates that are closed at the end of their line. Emoji joined by zero-width joiners
    and letters that need joiners (Persian, Hindi) stay as they are.
    """
    if len(text) > 4 * limit:
        raise InvalidError("error.too_long", count=len(text), limit=limit)
    if not is_storable(text):
        raise InvalidError("error.bad_text")
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not has_visible(normal):
        raise InvalidError("error.empty")
    if has_mark_flood(normal):
        raise InvalidError("error.bad_text")
    # Closing what is open makes it longer, and a column takes no more than its limit.
    whole = isolate(normal)
    if len(whole) > limit:
        raise InvalidError("error.too_long", count=len(whole), limit=limit)
    return whole


def clean_line(text: str, limit: int) -> str:
    """The same for names, subjects and titles: one line, single spaces."""
    return clean(" ".join(text.split()), limit)


def clean_optional(text: str, limit: int) -> str:
    """The same for fields that may stay empty; what is not visible becomes nothing."""
    if is_storable(text) and not has_visible(text):
        return ""
    return clean(text, limit)


def is_storable(text: str) -> bool:
    """No NUL, no other control characters, no lone surrogates, no noncharacters."""
    return all(
        character in _KEPT_CONTROLS
        or character == "\r"
        or (
            unicodedata.category(character) not in ("Cc", "Cs")
            and (ord(character) & 0xFFFE) != 0xFFFE
            and not 0xFDD0 <= ord(character) <= 0xFDEF
        )
        for character in text
    )


def has_visible(text: str) -> bool:
    """Whether anything would be seen: not only spaces, marks and zero-width characters."""
    return any(
        unicodedata.category(character) not in _UNSEEN and character not in _BLANKS
        for character in text
    )


def has_mark_flood(text: str) -> bool:
    """Whether combining marks are piled up beyond anything that is written."""
    run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if run > MARKS_IN_A_ROW:
            return True
    return False


def isolate(text: str) -> str:
    """Turn embeddings and overrides into isolates, drop unmatched ends, close what is open."""
    if not any(mark in text for mark in (*_EMBEDDINGS, *_ISOLATES, _POP_EMBEDDING, _POP_ISOLATE)):
        return text
    return "\n".join(_isolate_line(line) for line in text.split("\n"))


def _isolate_line(line: str) -> str:
    out: list[str] = []
    depth = 0
    for character in line:
        if character in _EMBEDDINGS or character in _ISOLATES:
            out.append(_AS_ISOLATE.get(character, character))
            depth += 1
        elif character in (_POP_EMBEDDING, _POP_ISOLATE):
            if depth:
                out.append(_POP_ISOLATE)
                depth -= 1
        else:
            out.append(character)
    return "".join(out) + _POP_ISOLATE * depth
