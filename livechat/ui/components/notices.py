"""Notices in the flow of the page: what must be seen is never only a toast."""

import reflex as rx

from livechat.ui.components.icons import icon
from livechat.ui.components.parts import Child, Flag, Text, classes, only, when


def notice(
    *children: Child, glyph: str = "alert", tone: str = "", actions: list[Child] | None = None
) -> rx.Component:
    """A band across a panel or card; tones: "" (waiting, amber) and info (the accent)."""
    return rx.el.div(
        icon(glyph),
        rx.el.div(*children),
        *(actions or []),
        class_name=classes("notice", tone),
        role="status",
    )


def error_line(text: Text) -> rx.Component:
    """An error in words beside what caused it; nothing while the text is empty."""
    return only(text, rx.el.p(text, class_name="error", role="alert"))


def empty(text: Text, *actions: Child) -> rx.Component:
    """What a list says when there is nothing in it."""
    return rx.el.div(rx.el.p(text), *actions, class_name="empty")


def loading(is_loading: Flag, text: Text) -> rx.Component:
    """Words while something loads; announced politely."""
    return when(is_loading, rx.el.p(text, class_name="empty", role="status"))
