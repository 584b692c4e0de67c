"""The system libraries behind the transcript's PDF, and fonts for other scripts."""

import ctypes
import ctypes.util
import shutil
import subprocess
import sys

from bootstrap import debian
from bootstrap.console import BootError, warn

# What WeasyPrint opens at run time → Debian's package that has it.
NEEDED = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
# Debian's package of fonts → languages that only it may show here, as fontconfig calls them.
FONTS = {
    "fonts-noto-core": ("ru", "el", "ar", "he", "hi"),
    "fonts-noto-cjk": ("zh-cn", "ja", "ko"),
    "fonts-noto-color-emoji": ("und-zsye",),
}


def ensure_libraries() -> None:
    """Check WeasyPrint's libraries; install what is missing, or raise BootError naming it."""
    missing = [package for library, package in NEEDED.items() if not _is_there(library)]
    if missing:
        debian.install(missing, "for PDF transcripts")
    _ensure_fonts()


def _ensure_fonts() -> None:
    """Fonts only matter to transcripts in other scripts, so that their absence is no error."""
    missing = [
        package for package, languages in FONTS.items() if not all(map(_can_show, languages))
    ]
    if not missing:
        return
    try:
        debian.install(missing, "so that transcripts can show more scripts")
    except BootError:
        warn(f"transcripts cannot show some scripts; Debian's {' '.join(missing)} would help")


def _can_show(language: str) -> bool:
    """Whether fontconfig knows a font for it; it comes with Pango, elsewhere we cannot tell."""
    if shutil.which("fc-list") is None:
        return True
    listing = subprocess.run(
        ["fc-list", f":lang={language}", "family"], capture_output=True, text=True
    )
    return bool(listing.stdout.strip())


def _is_there(library: str) -> bool:
    if sys.platform != "linux":
        return ctypes.util.find_library(library.removeprefix("lib").split(".so")[0]) is not None
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
