"""What a student sits in front of, read from the browser's user agent."""

from dataclasses import dataclass
from typing import Final

KINDS: Final = ("phone", "tablet", "computer")
SYSTEMS: Final = ("ios", "android", "windows", "macos", "linux", "chromeos")
BROWSERS: Final = ("chrome", "safari", "firefox", "edge")


@dataclass(frozen=True, slots=True)
class Device:
    """Device class, operating system and browser; an empty string is unknown."""

    kind: str = ""
    system: str = ""
    browser: str = ""


# The first mark found decides: most browsers also name those that they descend from.
_SYSTEM_MARKS: Final = (
    ("windows", "windows"),
    ("cros", "chromeos"),
    ("android", "android"),
    ("iphone", "ios"),
    ("ipad", "ios"),
    ("ipod", "ios"),
    ("mac os x", "macos"),
    ("macintosh", "macos"),
    ("linux", "linux"),
)
_BROWSER_MARKS: Final = (
    ("edg/", "edge"),
    ("edga/", "edge"),
    ("edgios/", "edge"),
    ("opr/", ""),
    ("samsungbrowser/", ""),
    ("firefox/", "firefox"),
    ("fxios/", "firefox"),
    ("crios/", "chrome"),
    ("chrome/", "chrome"),
    ("chromium/", "chrome"),
    ("safari/", "safari"),
)


def _first(marks: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((value for mark, value in marks if mark in agent), "")


def from_user_agent(user_agent: str) -> Device:
    """The device behind a User-Agent header; unknown parts stay empty.

    An iPad asking for desktop pages says that it is a Mac; nothing in the header tells them apart.
    """
    agent = user_agent.casefold()
    system = _first(_SYSTEM_MARKS, agent)
    if "ipad" in agent or "tablet" in agent or (system == "android" and "mobile" not in agent):
        kind = "tablet"
    elif system in ("ios", "android") or "mobile" in agent:
        kind = "phone"
    else:
        kind = "computer" if system else ""
    return Device(kind=kind, system=system, browser=_first(_BROWSER_MARKS, agent))
