"""Firefox, driven by Marionette, which is part of it."""

import contextlib
import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from marionette_driver import errors
from marionette_driver.marionette import Marionette

from bootstrap.engines import find_firefox
from tests.engines.driver import Elements
from tests.servers.processes import answers_on, child, free_port

# Headless windows get no narrower than this; the page in them does.
_LEAST_WINDOW = 500
_PREFERENCES: dict[str, bool | int | str] = {
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.download.always_ask_before_handling_new_types": False,
    "browser.download.alwaysOpenPanel": False,
    "browser.download.folderList": 2,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "intl.accept_languages": "en",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "pdfjs.disabled": True,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}
_PAGE_WIDTH = """
const [width, height] = arguments;
const { style } = gBrowser.selectedBrowser;
Object.assign(style, { flex: "none", minWidth: "0", width: `${width}px`, height: `${height}px` });
"""
_ERRORS = """
return Services.console.getMessageArray()
  .filter((entry) => entry instanceof Ci.nsIScriptError && entry.flags === 0)
  .filter((entry) => entry.sourceName.startsWith("http"))
  .map((entry) => `${entry.errorMessage} (${entry.sourceName}:${entry.lineNumber})`);
"""


def why_not() -> str:
    """Why Firefox can't be tested here; "" when it can."""
    return "" if find_firefox() else "Firefox is not installed (Debian: firefox-esr)"


class Firefox(Elements):
    """See `Driver`."""

    trouble = errors.MarionetteException
    narrowest = 0

    def __init__(self, folder: Path) -> None:
        self.downloads = folder / "downloads"
        self.downloads.mkdir(parents=True)
        port = free_port()
        here: dict[str, bool | int | str] = {
            "marionette.port": port,
            "browser.download.dir": str(self.downloads),
        }
        _write_profile(folder, {**_PREFERENCES, **here})
        command = [
            find_firefox() or "firefox", "--headless", "--marionette", "--no-remote",
            "--remote-allow-system-access", "-profile", str(folder),
        ]  # fmt: skip
        self._process = ExitStack()
        self._process.enter_context(
            child(command, folder / "firefox.log", ready=lambda: answers_on(port))
        )
        self._browser = Marionette(
            host="127.0.0.1", port=port, startup_timeout=60, socket_timeout=60
        )
        self._browser.start_session()

    def go(self, url: str) -> None:
        with self.readable():
            self._browser.navigate(url)

    def run(self, script: str, *arguments: Any) -> Any:
        with self.readable():
            return self._browser.execute_script(script, script_args=arguments, sandbox=None)

    def role_of(self, handle: Any) -> str:
        with self.readable():
            return str(handle.computed_role)

    def name_of(self, handle: Any) -> str:
        with self.readable():
            return str(handle.computed_label)

    def resize(self, width: int, height: int) -> None:
        with self.readable():
            self._browser.set_window_rect(width=max(width, _LEAST_WINDOW), height=height + 200)
            with self._browser.using_context("chrome"):
                self._browser.execute_script(_PAGE_WIDTH, script_args=(width, height))

    def back(self) -> None:
        with self.readable():
            self._browser.go_back()

    def complaints(self) -> list[str]:
        with self._browser.using_context("chrome"):
            return list(self._browser.execute_script(_ERRORS))

    def close(self) -> None:
        with contextlib.suppress(errors.MarionetteException, OSError):
            self._browser.delete_session()
        self._process.close()


def _write_profile(folder: Path, preferences: dict[str, bool | int | str]) -> None:
    lines = [f'user_pref("{name}", {json.dumps(value)});' for name, value in preferences.items()]
    (folder / "user.js").write_text("\n".join(lines) + "\n")
