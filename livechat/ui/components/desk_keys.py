"""Shortcuts of the desk, the count in the page's title, sound and notifications."""

from typing import Any

import reflex as rx

from livechat.domain.text import t
from livechat.ui.islands.bundle import bundled


class DeskKeys(rx.Component):
    """See `desk_keys`."""

    library = bundled("desk_keys.jsx")
    tag = "DeskKeys"

    offers: rx.Var[int]
    unread: rx.Var[int]
    labels: rx.Var[dict[str, str]]


def desk_keys(offers: Any, unread: Any) -> rx.Component:
    """Once on the desk's page."""
    labels = {"offer": t("desk.alert_offer"), "message": t("desk.alert_message")}
    return DeskKeys.create(offers=offers, unread=unread, labels=labels)
