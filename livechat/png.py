"""Whether a PNG file can serve as the institution's mark; reads its head alone."""

import struct
from pathlib import Path

LEAST_HEIGHT, WIDEST, MOST_BYTES = 128, 4, 512 * 1024
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


class PngError(ValueError):
    """A file that cannot be used, in words that follow its name."""


def check_mark(file: Path) -> None:
    """Raise PngError unless the file is a PNG of a useful size and shape."""
    width, height = size(file)
    if height < LEAST_HEIGHT:
        raise PngError(f"must be {LEAST_HEIGHT} pixels high or more, not {height}")
    if not height <= width <= WIDEST * height:
        raise PngError(f"must be as wide as high, up to {WIDEST} times; it is {width}×{height}")
    if file.stat().st_size > MOST_BYTES:
        raise PngError(f"must not be larger than {MOST_BYTES // 1024} kB")


def size(file: Path) -> tuple[int, int]:
    """Width and height in pixels; PngError when it is no PNG file."""
    try:
        with file.open("rb") as stream:
            head = stream.read(24)
    except OSError:
        raise PngError("names a file that cannot be read") from None
    if len(head) < 24 or not head.startswith(_SIGNATURE) or head[12:16] != b"IHDR":
        raise PngError("must be a PNG file")
    width, height = struct.unpack(">II", head[16:24])
    return width, height
