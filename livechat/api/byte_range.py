"""Part of a file, as a browser asks for it to go on with a broken download (RFC 9110, 14)."""

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class UnsatisfiableError(ValueError):
    """The range begins behind the file's end."""


@dataclass(frozen=True, slots=True)
class ByteRange:
    """From `first` to `last`, both within the file."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """In bytes."""
        return self.last - self.first + 1


def of(header: str, size: int) -> ByteRange | None:
    """What is asked for of a file of `size` bytes; None for all of it.

    What is not understood (several ranges, other units) is answered with the whole file, as the
    standard allows. Raises UnsatisfiableError.
    """
    match = _ONE_RANGE.fullmatch(header.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        wanted = int(last)
        if wanted == 0 or size == 0:
            raise UnsatisfiableError
        return ByteRange(max(0, size - wanted), size - 1)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise UnsatisfiableError
    return ByteRange(int(first), min(int(last), size - 1) if last else size - 1)
