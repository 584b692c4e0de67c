"""A window as people know it: everything is found by the role and name that the engine computes."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.engines.driver import Driver, DriverError

PATIENCE_S = 20.0
_PAUSE_S = 0.1

# Where an element with the role may be; the engine says whether it has it.
_PLACES = {
    "alert": "[role=alert]",
    "button": "button, summary, [role=button]",
    "complementary": "aside, [role=complementary]",
    "dialog": "dialog, [role=dialog]",
    "group": "fieldset, [role=group]",
    "heading": "h1, h2, h3, h4",
    "link": "a[href]",
    "log": "[role=log]",
    "region": "section, [role=region]",
    "tab": "[role=tab]",
    "textbox": "textarea, input",
    "password": "input[type=password]",
}
_VISIBLE = """
const [root, selector] = arguments;
return [...(root ?? document).querySelectorAll(selector)].filter(
  (element) => element.getClientRects().length > 0 && !element.closest("[inert]"));
"""
_ENABLED = "return !arguments[0].matches(':disabled');"
_TEXT = "return arguments[0].innerText;"
_CLEAR = "arguments[0].focus(); arguments[0].select();"
_WIDTHS = """
const { scrollWidth, clientWidth } = document.documentElement;
return [scrollWidth, clientWidth, window.innerWidth];
"""
ENTER = "\ue007"
ESCAPE = "\ue00c"


def wait_for(what: str, condition: Callable[[], Any]) -> Any:
    """The first true answer; what the engine can't do now is tried again until patience ends."""
    until = time.monotonic() + PATIENCE_S
    while True:
        trouble: DriverError | None = None
        try:
            found = condition()
        except DriverError as error:
            found, trouble = None, error
        if found:
            return found
        assert time.monotonic() < until, f"{what}: it did not happen ({trouble})"
        time.sleep(_PAUSE_S)


@dataclass(frozen=True)
class Part:
    """Elements of a role and name, looked up anew each time, as pages change."""

    driver: Driver
    role: str
    name: str | None = None
    parent: "Part | None" = None
    having: str = ""

    def part(self, role: str, name: str | None = None, having: str = "") -> "Part":
        """A part of this one; `having` is a text in it."""
        return Part(self.driver, role, name, self, having)

    def button(self, name: str) -> "Part":
        """A button in this part."""
        return self.part("button", name)

    def all(self) -> list[Any]:
        """Those that are on the page now."""
        roots = self.parent.all() if self.parent else [None]
        return [handle for root in roots for handle in self._within(root)]

    def _within(self, root: Any) -> list[Any]:
        handles = self.driver.run(_VISIBLE, root, _PLACES[self.role])
        return [handle for handle in handles if self._is_it(handle)]

    def _is_it(self, handle: Any) -> bool:
        if self.name is not None and self.driver.name_of(handle).strip() != self.name:
            return False
        # ARIA knows no role for password fields.
        if self.role != "password" and self.driver.role_of(handle) != self.role:
            return False
        return self.having in str(self.driver.run(_TEXT, handle)) if self.having else True

    def __str__(self) -> str:
        within = f" in {self.parent}" if self.parent else ""
        return f"{self.role} {self.name or self.having!r}{within}"

    def see(self) -> "Part":
        """Wait until it is there."""
        wait_for(f"{self} appears", self.all)
        return self

    def see_pressed(self) -> None:
        """Wait until it is the one that is chosen."""
        wait_for(f"{self} is pressed", lambda: self.attribute("aria-pressed") == "true")

    def see_none(self) -> None:
        """Wait until it is gone."""
        wait_for(f"{self} goes", lambda: not self.all())

    def says(self, text: str) -> None:
        """Wait until one of them contains the text."""
        wait_for(f"{self} says {text!r}", lambda: text in self.text())

    def text(self) -> str:
        """What can be read in all of them."""
        return "\n".join(str(self.driver.run(_TEXT, handle)) for handle in self.all())

    def click(self) -> None:
        """Click the last of them, once it can be clicked."""

        def click() -> bool:
            found = self.all()
            is_ready = bool(found) and bool(self.driver.run(_ENABLED, found[-1]))
            if is_ready:
                self.driver.click(found[-1])
            return is_ready

        wait_for(f"{self} is clicked", click)

    def fill(self, text: str) -> None:
        """Replace what is written in it, by the keyboard."""

        def fill() -> bool:
            found = self.all()
            if found:
                self.driver.run(_CLEAR, found[-1])
                self.driver.type(found[-1], text)
            return bool(found)

        wait_for(f"{self} is filled in", fill)

    def press(self, key: str) -> None:
        """Press a key in it."""
        self.driver.type(self.see().all()[-1], key)

    def attribute(self, name: str) -> str:
        """An attribute of the last of them."""
        handle = self.see().all()[-1]
        return str(self.driver.run("return arguments[0].getAttribute(arguments[1]);", handle, name))

    def has_focus(self) -> bool:
        """Whether what is typed goes there."""
        focused = "return arguments[0] === document.activeElement;"
        return any(self.driver.run(focused, handle) for handle in self.all())

    def value(self) -> str:
        """What is written in the last of them."""
        return str(self.driver.run("return arguments[0].value;", self.see().all()[-1]))


@dataclass(frozen=True)
class Window:
    """A window of an engine."""

    driver: Driver
    url: str

    def part(self, role: str, name: str | None = None, having: str = "") -> Part:
        """Something on the page."""
        return Part(self.driver, role, name, None, having)

    def button(self, name: str) -> Part:
        """A button on the page."""
        return self.part("button", name)

    def go(self, path: str) -> None:
        """Load a page of the app."""
        self.driver.go(f"{self.url}{path}")

    def path(self) -> str:
        """Where the window is."""
        return str(self.driver.run("return location.pathname;"))

    def resize(self, width: int, height: int = 844) -> None:
        """Make the page so wide, and wait until it is; skipped where no window is so narrow."""
        if width < self.driver.narrowest:
            pytest.skip(f"a window of this engine has at least {self.driver.narrowest} px")
        self.driver.resize(width, height)
        wait_for(f"{width} px", lambda: self.driver.run(_WIDTHS)[2] == width)

    def has_no_sideways_scroll(self) -> None:
        """Nothing sticks out of the page."""
        content, page, _ = self.driver.run(_WIDTHS)
        assert content <= page, f"{content} px of content on {page} px at {self.path()}"

    def sign_in(self, email: str, password: str, to: str) -> None:
        """By the form, as people do."""
        self.go(f"/sign-in?next={to}")
        self.part("textbox", "Email").fill(email)
        self.part("password", "Password").fill(password)
        self.button("Sign in").click()
        wait_for(f"arrival at {to}", lambda: self.path().rstrip("/") == to)
