"""Buttons: one filled button a view, the likeliest next step; all others outlined or quiet."""

from typing import Any

import reflex as rx

from livechat.ui.components.icons import icon
from livechat.ui.components.links import to_file
from livechat.ui.components.parts import Child, Handler, Text, classes


def button(
    *children: Child,
    kind: str = "",
    glyph: str = "",
    on_click: Handler = None,
    **props: Any,
) -> rx.Component:
    """`kind`: primary, quiet, danger, and dense, wide, start beside it; `glyph` names an icon."""
    lead: list[Child] = [icon(glyph, "s")] if glyph else []
    if on_click is not None:
        props["on_click"] = on_click
    props.setdefault("type", "button")
    return rx.el.button(*lead, *children, class_name=classes("btn", kind), **props)


def link_button(
    *children: Child, href: Text, kind: str = "", glyph: str = "", **props: Any
) -> rx.Component:
    """A link that looks like a button: for downloads and other pages, past the router."""
    lead: list[Child] = [icon(glyph, "s")] if glyph else []
    return to_file(href, *lead, *children, class_name=classes("btn", kind), **props)


def icon_button(
    glyph: str, name: Text, *, kind: str = "", on_click: Handler = None, **props: Any
) -> rx.Component:
    """A square button with an icon; `name` is what it is called. Kinds: fill, dense."""
    flip = "flip" if glyph in {"back", "right", "send"} else ""
    if on_click is not None:
        props["on_click"] = on_click
    props.setdefault("type", "button")
    return rx.el.button(
        icon(glyph, flip),
        aria_label=name,
        title=name,
        class_name=classes("icon-btn", kind),
        **props,
    )
