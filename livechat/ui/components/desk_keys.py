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
    told: rx.Var[str]
    labels: rx.Var[dict[str, str]]


def desk_keys(offers: Any, unread: Any, told: Any) -> rx.Component:
    """Once on the desk's page; `told` is what somebody else wants one to know."""
    labels = {"offer": t("desk.alert_offer"), "message": t("desk.alert_message")}
    return DeskKeys.create(offers=offers, unread=unread, told=told, labels=labels)
