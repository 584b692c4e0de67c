"""Which sound the desk makes on this device, and whether it may show notifications."""

import reflex as rx

from livechat.domain.text import t
from livechat.ui.islands.bundle import bundled

_TEXTS = (
    "ping",
    "chime",
    "knock",
    "off",
    "sound",
    "notifications",
    "granted",
    "denied",
    "default",
    "unsupported",
    "allow",
)


class AlertChoice(rx.Component):
    """See `alert_choice`."""

    library = bundled("alert_choice.jsx")
    tag = "AlertChoice"

    labels: rx.Var[dict[str, str]]


def alert_choice() -> rx.Component:
    """Chosen and kept in the browser: it is about this device, not about this person."""
    return AlertChoice.create(labels={name: t(f"desk.alert_{name}") for name in _TEXTS})
