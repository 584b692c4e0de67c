"""What the tabs of the admin page have in common: a head, and a list or what stands for none."""

from typing import Any

import reflex as rx

from livechat.ui.components.notices import empty
from livechat.ui.components.parts import Child


def head(title: str, lead: Child, *beside: Child) -> rx.Component:
    """The title of a tab with what it is about; `beside` is for its controls."""
    about = rx.el.p(lead) if isinstance(lead, str) else lead
    return rx.el.div(rx.el.div(rx.el.h1(title), about), *beside, class_name="ph")


def listing(rows: Any, row: Any, none: str, kind: str = "card") -> rx.Component:
    """A line for each, `row` makes it; `none` is said when there are none."""
    return rx.cond(
        rows.length() > 0,
        rx.el.ul(rx.foreach(rows, row), class_name=f"rows {kind}"),
        empty(none),
    )
