"""Clocks that run in the browser without asking the server."""

from typing import Any

import reflex as rx

from livechat.ui.components.parts import Child, Text
from livechat.ui.islands.bundle import bundled
from livechat.ui.words import tr

_LIBRARY = bundled("clock.jsx")


class Until(rx.Component):
    """See `until`."""

    library = _LIBRARY
    tag = "Until"

    at: rx.Var[str]


class Since(rx.Component):
    """See `since`."""

    library = _LIBRARY
    tag = "Since"

    at: rx.Var[str]
    warn_s: rx.Var[int]
    late_s: rx.Var[int]


class Ago(rx.Component):
    """See `ago`."""

    library = _LIBRARY
    tag = "Ago"

    at: rx.Var[str]
    labels: rx.Var[dict[str, str]]


class Pulse(rx.Component):
    """See `pulse`."""

    library = _LIBRARY
    tag = "Pulse"

    pulse: rx.Var[int]
    seconds: rx.Var[int]


class Countdown(rx.Component):
    """See `countdown`."""

    library = _LIBRARY
    tag = "Countdown"

    at: rx.Var[str]
    seconds: rx.Var[int]
    label: rx.Var[str]


def until(at: Text) -> rx.Component:
    """Minutes and seconds until an ISO moment."""
    return Until.create(at=at)


def since(at: Text, warn_s: int = 0, late_s: int = 0) -> rx.Component:
    """Minutes and seconds since an ISO moment; class warn or late after so many seconds."""
    return Since.create(at=at, warn_s=warn_s, late_s=late_s)


def ago(at: Text) -> rx.Component:
    """How fresh an ISO moment is, in words."""
    labels = {
        "now": tr("chat.ago_now"),
        "seconds": tr("chat.ago_seconds", n="{n}"),
        "minutes": tr("chat.ago_minutes", n="{n}"),
    }
    return Ago.create(at=at, labels=labels)


def pulse(number: Any, seconds: int, *children: Child) -> rx.Component:
    """`children` for some seconds after each new number."""
    return Pulse.create(*children, pulse=number, seconds=seconds)


def countdown(at: Text, seconds: int, label: Text) -> rx.Component:
    """Seconds until an ISO moment with a bar that runs out; `seconds` is the whole span."""
    return Countdown.create(at=at, seconds=seconds, label=label)
