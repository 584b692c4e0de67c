"""A small dialog over the page that takes the focus and gives it back."""

from typing import Any

import reflex as rx

from livechat.domain.text import t
from livechat.ui.components.buttons import icon_button
from livechat.ui.components.parts import Child, Handler, Text
from livechat.ui.islands.bundle import bundled


class Sheet(rx.Component):
    """See `sheet`."""

    library = bundled("sheet.jsx")
    tag = "Sheet"

    label: rx.Var[str]
    extra: rx.Var[str]

    on_close: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]


def sheet(title: Text, *children: Child, on_close: Handler, extra: str = "") -> rx.Component:
    """Mounted while it is open; Esc, the cross and a click beside it close it."""
    props: dict[str, Any] = {"label": title, "extra": extra, "on_close": on_close}
    return Sheet.create(
        rx.el.div(
            rx.el.h3(title),
            icon_button("x", t("desk.close"), kind="dense", on_click=on_close),
            class_name="head",
        ),
        *children,
        **props,
    )
