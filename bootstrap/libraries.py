"""The system libraries behind the transcript's PDF, and fonts for other scripts."""

import ctypes
import ctypes.util
import sys
from pathlib import Path

from bootstrap import debian
from bootstrap.console import BootError, warn

# What WeasyPrint opens at run time → Debian's package that has it.
NEEDED = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
FONTS = "fonts-noto-core"
NOTO = Path("/usr/share/fonts/truetype/noto")


def ensure_libraries() -> None:
    """Check WeasyPrint's libraries; install what is missing, or raise BootError naming it."""
    missing = [package for library, package in NEEDED.items() if not _is_there(library)]
    if missing:
        debian.install(missing, "for PDF transcripts")
    if missing and not NOTO.exists():
        _fonts()


def _fonts() -> None:
    """Fonts only matter to transcripts in other scripts, so that their absence is no error."""
    try:
        debian.install([FONTS], "so that transcripts can show more scripts")
    except BootError:
        warn(f"transcripts cannot show some scripts; Debian's {FONTS} helps")


def _is_there(library: str) -> bool:
    if sys.platform != "linux":
        return ctypes.util.find_library(library.removeprefix("lib").split(".so")[0]) is not None
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
