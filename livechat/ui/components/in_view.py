"""A row of tabs of which the chosen one is always in view."""

from typing import Any

import reflex as rx

from livechat.ui.components.parts import Child, Text
from livechat.ui.islands.bundle import bundled


class InView(rx.Component):
    """See `tab_row`."""

    library = bundled("in_view.jsx")
    tag = "InView"

    chosen: rx.Var[str]


def tab_row(*tabs: Child, chosen: Text, **props: Any) -> rx.Component:
    """A `nav` that scrolls sideways where it has to; `chosen` names the tab with aria-current."""
    return InView.create(*tabs, chosen=chosen, **props)
