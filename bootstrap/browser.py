"""A Chromium for the browser tests: the machine's own, Debian's package, or Playwright's."""

import os
import shutil

from bootstrap import debian
from bootstrap.console import BootError, step
from bootstrap.environment import PYTHON, run_quietly

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_HAS_ITS_OWN = """
import os, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    sys.exit(0 if os.path.exists(playwright.chromium.executable_path) else "none")
"""


def find_chromium() -> str | None:
    """The path of an installed Chromium; None leaves it to Playwright's own."""
    named = os.environ.get("LIVECHAT_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def ensure_browser() -> None:
    """Make sure that there is a browser to test with."""
    if find_chromium():
        return
    if debian.may_install():
        debian.install(["chromium"], "for the browser tests")
        return
    try:
        run_quietly([str(PYTHON), "-c", _HAS_ITS_OWN])
    except BootError:
        _download()


def _download() -> None:
    with step("Fetching Playwright's Chromium for the browser tests"):
        try:
            run_quietly([str(PYTHON), "-m", "playwright", "install", "chromium"])
        except BootError:
            raise BootError(
                "No browser for the tests: install Chromium, or name one in LIVECHAT_CHROMIUM."
            ) from None
