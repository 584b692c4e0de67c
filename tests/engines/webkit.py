"""WebKitGTK's small browser, driven by W3C WebDriver, on a screen that nobody sees."""

import contextlib
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import WebKitGTK
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from bootstrap.engines import find_mini_browser, find_webkit_driver, find_xvfb
from tests.engines.driver import Elements
from tests.servers.processes import child

# A window with a toolbar gets no narrower than that; one that a page opened without it does.
_OPENER = """data:text/html,<button onclick="open('about:blank', '', 'popup,width=390,height=844')">
Open</button>"""


def why_not() -> str:
    """Why WebKitGTK can't be tested here; "" when it can."""
    if not (find_webkit_driver() and find_mini_browser()):
        return "WebKitGTK's driver is not installed (Debian: webkit2gtk-driver)"
    return "" if find_xvfb() else "Xvfb is not installed (Debian: xvfb)"


class WebKit(Elements):
    """See `Driver`."""

    trouble = WebDriverException
    # Its toolbar needs the room; 320 px are for the other engines to try.
    narrowest = 334

    def __init__(self, folder: Path) -> None:
        self.downloads = folder / "downloads"
        self.downloads.mkdir(parents=True)
        self._log = folder / "webkit.log"
        self._screen = ExitStack()
        display = self._screen.enter_context(_hidden_screen(folder / "screen.log"))
        options = Options()
        options.binary_location = find_mini_browser() or ""
        options.timeouts = {"pageLoad": 60_000, "script": 20_000}
        options.add_argument("--automation")
        options.add_argument("--enable-write-console-messages-to-stdout=true")
        service = Service(
            find_webkit_driver() or "", log_output=str(self._log), env=_home(folder, display)
        )
        self._browser = WebKitGTK(options=options, service=service)
        self._browser.get(_OPENER)
        self._browser.find_element("css selector", "button").click()
        first = self._browser.current_window_handle
        self._browser.switch_to.window(
            next(handle for handle in self._browser.window_handles if handle != first)
        )

    def go(self, url: str) -> None:
        with self.readable():
            self._browser.get(url)

    def run(self, script: str, *arguments: Any) -> Any:
        with self.readable():
            return self._browser.execute_script(script, *arguments)

    def role_of(self, handle: Any) -> str:
        with self.readable():
            return str(handle.aria_role)

    def name_of(self, handle: Any) -> str:
        with self.readable():
            return str(handle.accessible_name)

    def resize(self, width: int, height: int) -> None:
        with self.readable():
            self._browser.set_window_size(width, height)

    def back(self) -> None:
        with self.readable():
            self._browser.back()

    def complaints(self) -> list[str]:
        lines = self._log.read_text(errors="replace").splitlines()
        return [line for line in lines if line.startswith("CONSOLE") and " ERROR " in line]

    def close(self) -> None:
        with contextlib.suppress(WebDriverException, OSError):
            self._browser.quit()
        self._screen.close()


@contextmanager
def _hidden_screen(log: Path) -> Iterator[str]:
    """An X server and its address; it says itself which number was free."""
    command = [
        find_xvfb() or "Xvfb", "-displayfd", "1", "-screen", "0", "2000x1400x24",
        "-nolisten", "tcp",
    ]  # fmt: skip
    with child(command, log, ready=lambda: bool(_number_in(log))):
        yield f":{_number_in(log)}"


def _number_in(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()
    return next((line for line in lines if line.isdecimal()), "")


def _home(folder: Path, display: str) -> dict[str, str]:
    """Nothing of the developer's own browser, and downloads where the test looks for them."""
    config = folder / "config"
    config.mkdir()
    (config / "user-dirs.dirs").write_text(f'XDG_DOWNLOAD_DIR="{folder / "downloads"}"\n')
    folders = {"CACHE": "cache", "DATA": "data", "STATE": "state"}
    return {
        **os.environ,
        "DISPLAY": display,
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(config),
        **{f"XDG_{name}_HOME": str(folder / path) for name, path in folders.items()},
        "GDK_BACKEND": "x11",
        "NO_AT_BRIDGE": "1",
    }
