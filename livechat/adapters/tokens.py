"""Random names and secrets from the operating system's generator."""

import hashlib
import secrets

# No 0/O, 1/l/I: a demo password is read from a screen and typed.
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def session_token() -> str:
    """The secret for a login's cookie: 256 bits, URL safe, 43 characters."""
    return secrets.token_urlsafe(32)


def public_id() -> str:
    """A name for addresses that nobody guesses: 128 bits, URL safe, 22 characters."""
    return secrets.token_urlsafe(16)


def token_hash(token: str) -> str:
    """What is stored instead of a token: SHA-256 in hex. Enough, as tokens are random."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def demo_password() -> str:
    """A password for a demo account, such as `k7wm-p3hx-9tqa` (59 bits)."""
    return _in_groups(3, 4)


def spare_code() -> str:
    """A code for the day when the phone is lost, such as `k7wmp-3hx9t` (49 bits)."""
    return _in_groups(2, 5)


def as_typed(code: str) -> str:
    """A readable code however it was typed: without case, spaces and dashes."""
    return "".join(character for character in code.lower() if character in _READABLE)


def _in_groups(count: int, length: int) -> str:
    groups = ("".join(secrets.choice(_READABLE) for _ in range(length)) for _ in range(count))
    return "-".join(groups)
