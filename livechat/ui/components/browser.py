"""What only the browser knows: its time zone and device, told once a page."""

from typing import Any

import reflex as rx

from livechat.ui.islands.bundle import bundled


def _known(
    zone: rx.Var[str], device: rx.Var[dict[str, str]]
) -> tuple[rx.Var[str], rx.Var[dict[str, str]]]:
    return zone, device


class Browser(rx.Component):
    """See `browser`."""

    library = bundled("browser.jsx")
    tag = "Browser"

    on_known: rx.EventHandler[_known]  # type: ignore[type-arg, valid-type]


def browser(on_known: Any) -> rx.Component:
    """`on_known` gets the IANA zone and {device, os, browser, version, screen, language, page}."""
    return Browser.create(on_known=on_known)
