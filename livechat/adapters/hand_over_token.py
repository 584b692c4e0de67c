"""What the learning platform says about a student, in a short-lived signed token (JWT)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt

from livechat.settings import Settings

# Long enough for a slow redirect, too short to be worth stealing from a log.
LONGEST = timedelta(minutes=5)
LEEWAY = timedelta(seconds=30)
_CLAIMS = ["iss", "aud", "exp", "iat", "jti", "sub"]
_MOST_BYTES = 8_000


class BadTokenError(Exception):
    """The token is not for us, not now, or not from whom it should be; says why, for the log."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Who comes, as the platform knows them; `token_id` must not have been used before."""

    issuer: str
    subject: str
    token_id: str
    email: str
    name: str
    language: str
    expires_at: datetime


def read(settings: Settings, token: str) -> Claims:
    """Check signature, issuer, audience and times; BadTokenError otherwise."""
    if len(token.encode("utf-8", "surrogatepass")) > _MOST_BYTES:
        raise BadTokenError("too long")
    try:
        found = jwt.decode(
            token,
            _key(settings.hand_over_key),
            # The one from the settings: what the token's header says is the sender's wish.
            algorithms=[settings.hand_over_algorithm],
            issuer=settings.hand_over_issuer,
            audience=settings.hand_over_audience,
            leeway=LEEWAY,
            options={"require": _CLAIMS, "verify_iat": True},
        )
        lives = timedelta(seconds=float(found["exp"]) - float(found["iat"]))
        expires_at = datetime.fromtimestamp(float(found["exp"]), UTC)
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as error:
        raise BadTokenError(type(error).__name__) from error
    if not timedelta(0) < lives <= LONGEST:
        raise BadTokenError("lives too long")
    claims = Claims(
        issuer=settings.hand_over_issuer,
        subject=_text(found, "sub"),
        token_id=_text(found, "jti"),
        email=_text(found, "email"),
        name=_text(found, "name"),
        language=_text(found, "locale"),
        expires_at=expires_at,
    )
    if not claims.subject or not claims.token_id:
        raise BadTokenError("empty claim")
    return claims


def _text(claims: dict[str, object], name: str) -> str:
    value = claims.get(name, "")
    return value if isinstance(value, str) and len(value) <= 254 else ""


def _key(given: str) -> str:
    if not given.startswith("/"):
        return given
    try:
        # Editors end a file with a line end, which is no part of a shared secret.
        return Path(given).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadTokenError("the key's file cannot be read") from error
