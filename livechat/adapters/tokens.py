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


def is_token_of(token: str, stored_hash: str) -> bool:
    """Whether `token` belongs to the stored hash, in constant time."""
    return secrets.compare_digest(token_hash(token), stored_hash)


def demo_password() -> str:
    """A password for a demo account, such as `k7wm-p3hx-9tqa` (59 bits)."""
    groups = ("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(3))
    return "-".join(groups)
