"""Secrets that people type into a chat, masked before anything is stored or logged."""

import re
from collections.abc import Callable
from dataclasses import dataclass

MASK = "••••"


@dataclass(frozen=True, slots=True)
class Masked:
    """The text with secrets replaced, and which kinds were found (card, password, token, code)."""

    text: str
    kinds: tuple[str, ...]

    @property
    def has_secrets(self) -> bool:
        """Whether to tell the student what was hidden."""
        return bool(self.kinds)


_CARD = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
_WORDS_FOR_IT = (
    r"(?:pass\s?word|passwd|pass\s?phrase|pass\s?code|pwd|passwort|kennwort"
    r"|mot de passe|contrase(?:ñ|n)a|senha)"
)
_PASSWORD = re.compile(
    rf"(?i)(\b{_WORDS_FOR_IT}\b[\"']?\s*(?:(?:is|ist|est|es|was|war|lautet)\b\s*[:=]?|[:=])\s*)"
    r"(\"[^\"\n]+\"|'[^'\n]+'|\S+)"
)
_CODE = re.compile(
    r"(?i)(\b(?:pin|cvv|cvc|tan|otp|(?:verification|security|backup|recovery|login|sign-in|2fa)"
    r"\s+code)\b\s*(?:(?:is|was)\b\s*[:=]?|[:=])\s*)(\d[\d -]{2,10}\d)"
)
_BEARER = re.compile(r"(?i)(\b(?:bearer|basic)\s+)([A-Za-z0-9._~+/=-]{16,})")
_KEY_VALUE = re.compile(
    r"(?i)(\b(?:api[_ -]?key|access[_ -]?token|auth[_ -]?token|refresh[_ -]?token|secret|token"
    r"|session(?:id)?)[\"']?\s*(?:is\b\s*|[:=]\s*)[\"']?)([A-Za-z0-9._~+/=-]{12,})"
)
_TOKEN = re.compile(
    r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"  # JSON web token
    r"|\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_\w{30,}"
    r"|\bxox[abprs]-[A-Za-z0-9-]{10,}"
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"
    r"|\bsk-[A-Za-z0-9_-]{20,}|\bAIza[\w-]{35}"
)
_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL
)
# "my password is wrong" describes a problem; it is not a password.
_DESCRIPTIONS = frozenset(
    re.findall(
        r"\w+",
        """
        a an the my not no never always also still too so just very really wrong right
        correct incorrect invalid expired expiring rejected refused accepted forgotten
        forgot lost old new short long weak strong missing empty blank locked blocked
        reset changed working broken gone being getting required needed asked unknown
        same different ok okay fine good bad what that this it hidden visible saved
        stored something set falsch richtig nicht abgelaufen vergessen weg zu ungültig
        gesperrt incorrecta incorrecte oublié
        """,
    )
)


def has_luhn(digits: str) -> bool:
    """Whether the check digit fits, as on every payment card."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def masked(text: str) -> str:
    """Only the text, for what is stored where nobody can be told about it."""
    return mask(text).text


def mask(text: str) -> Masked:
    """Replace card numbers, stated passwords and codes, tokens and private keys."""
    kinds: dict[str, None] = {}

    def hide(kind: str) -> Callable[[re.Match[str]], str]:
        def replacement(match: re.Match[str]) -> str:
            kinds[kind] = None
            return (match[1] if match.re.groups else "") + MASK

        return replacement

    def card(match: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", match[0])
        if len(set(digits)) == 1 or not has_luhn(digits):
            return match[0]
        kinds["card"] = None
        return f"{MASK} {digits[-4:]}"

    def password(match: re.Match[str]) -> str:
        word = match[2].strip("\"'.,;:!?()").casefold()
        quoted = match[2][0] in "\"'"
        if (word in _DESCRIPTIONS and not quoted) or match[2].startswith(MASK) or not word:
            return match[0]
        kinds["password"] = None
        return match[1] + MASK

    text = _PRIVATE_KEY.sub(hide("token"), text)
    text = _TOKEN.sub(hide("token"), text)
    text = _BEARER.sub(hide("token"), text)
    text = _PASSWORD.sub(password, text)
    text = _KEY_VALUE.sub(hide("token"), text)
    text = _CODE.sub(hide("code"), text)
    text = _CARD.sub(card, text)
    return Masked(text, tuple(kinds))
