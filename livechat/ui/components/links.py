"""Links inside the site: no reload, so an open chat stays open."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from livechat.ui.components.parts import Child, Text


def to(address: Text, *children: Child, **props: Any) -> rx.Component:
    """A link to another page of ours."""
    return ReactRouterLink.create(*children, to=address, **props)
