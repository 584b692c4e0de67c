"""Firefox and WebKitGTK for the tests in further engines; where they are missing, tests skip."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from bootstrap import debian
from bootstrap.console import BootError, warn

_PACKAGES = ("firefox-esr", "webkit2gtk-driver", "xvfb")


def find_firefox() -> str | None:
    """The path of an installed Firefox."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


def find_webkit_driver() -> str | None:
    """The path of WebKitGTK's WebDriver server."""
    return shutil.which("WebKitWebDriver")


def find_mini_browser() -> str | None:
    """The path of the small browser that comes with WebKitGTK."""
    found = Path("/usr").glob("lib*/**/webkit2gtk-4.*/MiniBrowser")
    return next((str(path) for path in sorted(found, reverse=True)), None)


def find_xvfb() -> str | None:
    """The path of the X server without a screen."""
    return shutil.which("Xvfb")


def ensure_engines() -> None:
    """Install what is missing where that is allowed; else say which tests will skip."""
    missing = list(_missing())
    if not missing:
        return
    try:
        debian.install(missing, "for the tests in Firefox and WebKitGTK")
    except BootError as error:
        warn(f"{error} The tests that need them skip.")


def _missing() -> Iterator[str]:
    firefox, webkit, screen = _PACKAGES
    if not find_firefox():
        yield firefox
    if not (find_webkit_driver() and find_mini_browser()):
        yield webkit
    if not find_xvfb():
        yield screen
