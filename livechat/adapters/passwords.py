"""Password hashes by argon2id; deliberately slow, so call them from a worker thread."""

from functools import lru_cache

from argon2 import PasswordHasher, Type, extract_parameters
from argon2.exceptions import Argon2Error, InvalidHashError

# A sign-in form must not become a way to make the server hash megabytes.
MAX_PASSWORD_BYTES = 1024


class Passwords:
    """Hash and verify; the costs are RFC 9106's second recommendation (64 MiB, 3 passes)."""

    def __init__(
        self, *, time_cost: int = 3, memory_kib: int = 64 * 1024, parallelism: int = 4
    ) -> None:
        self._hasher = PasswordHasher(
            time_cost=time_cost, memory_cost=memory_kib, parallelism=parallelism, type=Type.ID
        )
        self._dummy = lru_cache(maxsize=1)(lambda: self._hasher.hash("nobody has this password"))

    def hash(self, password: str) -> str:
        """The encoded hash to store; raises ValueError for an empty or absurdly long password."""
        secret = _as_bytes(password)
        if not secret or len(secret) > MAX_PASSWORD_BYTES:
            raise ValueError("a password has 1 to 1024 bytes")
        return self._hasher.hash(secret)

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether `password` fits; with no hash stored (unknown user, or one who has no password)
        it takes the same time."""
        secret = _as_bytes(password)[:MAX_PASSWORD_BYTES]
        real = stored if stored and _is_hash(stored) else None
        fits = self._check(real or self._dummy(), secret)
        # hash() refuses longer ones, so a cut password never belongs to anybody.
        return fits and real is not None and len(_as_bytes(password)) <= MAX_PASSWORD_BYTES

    def warm_up(self) -> None:
        """Make the dummy hash now, so that the first unknown user is not told by the delay."""
        self._dummy()

    def _check(self, stored: str, secret: bytes) -> bool:
        try:
            return self._hasher.verify(stored, secret)
        except (Argon2Error, InvalidHashError):
            return False


def _is_hash(stored: str) -> bool:
    try:
        extract_parameters(stored)
    except InvalidHashError:
        return False
    return True


def _as_bytes(password: str) -> bytes:
    # A lone surrogate from a raw client must not raise: it only has to match nothing.
    return password.encode("utf-8", "surrogatepass")
