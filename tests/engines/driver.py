"""What the tests ask of a browser engine, whatever protocol it is driven by."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol


class DriverError(Exception):
    """The engine could not do it now: the element went, or something lies over it."""


class Driver(Protocol):
    """One window of one engine with a profile of its own; handles are the library's elements."""

    downloads: Path
    # Pixels that its window does not go below.
    narrowest: int

    def go(self, url: str) -> None:
        """Load a page."""

    def run(self, script: str, *arguments: Any) -> Any:
        """Run the body of a function in the page; elements go in and come out as handles."""

    def role_of(self, handle: Any) -> str:
        """The role that the engine tells assistive technology."""

    def name_of(self, handle: Any) -> str:
        """The name that the engine tells assistive technology."""

    def click(self, handle: Any) -> None:
        """Click where people would; DriverError when something is in the way."""

    def type(self, handle: Any, text: str) -> None:
        """Press keys in the element."""

    def resize(self, width: int, height: int) -> None:
        """Make the page so wide and high."""

    def back(self) -> None:
        """The browser's own Back."""

    def complaints(self) -> list[str]:
        """What the console has said of errors since the start."""

    def close(self) -> None:
        """End the browser and whatever was started for it."""


class Elements:
    """What both libraries' elements do alike."""

    # What the library raises.
    trouble: type[Exception]

    @contextmanager
    def readable(self) -> Iterator[None]:
        """The library's own trouble as DriverError."""
        try:
            yield
        except self.trouble as error:
            raise DriverError(str(error)) from error

    def click(self, handle: Any) -> None:
        """See `Driver`."""
        with self.readable():
            handle.click()

    def type(self, handle: Any, text: str) -> None:
        """See `Driver`."""
        with self.readable():
            handle.send_keys(text)
