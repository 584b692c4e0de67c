"""A list of conversations: topic, when, how it ended, and what one can do with it."""

from typing import Any

import reflex as rx

from livechat.domain.views import HistoryRow
from livechat.ui.components.marks import tag
from livechat.ui.components.notices import empty
from livechat.ui.components.parts import Handler, Text, only
from livechat.ui.words import tr


def history_list(
    rows: list[HistoryRow], on_open: Handler, nothing: Any, name: Text = ""
) -> rx.Component:
    """`on_open` gets a conversation's public id; `nothing` is said of an empty list."""
    listed: Any = rows
    return rx.cond(
        listed.length() > 0,
        rx.el.ul(
            rx.foreach(listed, lambda row: _row(row, on_open)), class_name="hist", aria_label=name
        ),
        empty(nothing),
    )


def _parts(row: HistoryRow) -> Any:
    """The excerpt in pieces."""
    return row.found


def _row(row: HistoryRow, on_open: Handler) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.b(rx.el.bdi(row.topic)),
            rx.el.time(row.date),
            rx.el.span(
                tag(row.status_label, rx.cond(row.is_open, "accent", "")),
                rx.el.small(row.peer_name),
                class_name="inline",
            ),
            rx.el.span(
                rx.cond(row.is_open, tr("chat.history_open"), tr("chat.history_read")),
                class_name="go",
            ),
            rx.cond(
                _parts(row).length() > 0,
                rx.el.small(
                    rx.foreach(
                        _parts(row),
                        lambda part: rx.cond(part.is_match, rx.el.mark(part.text), part.text),
                    ),
                    class_name="clip excerpt",
                    dir="auto",
                ),
                only(row.excerpt, rx.el.small(row.excerpt, class_name="clip excerpt", dir="auto")),
            ),
            type="button",
            on_click=on_open(row.id),
        ),
        key=row.id,
    )
