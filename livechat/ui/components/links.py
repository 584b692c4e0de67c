"""Links to pages of ours, which need no reload, and to files, which the browser fetches itself."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.inline import A
from reflex_components_core.react_router.dom import ReactRouterLink

from livechat.ui.components.parts import Child, Text


def to(address: Text, *children: Child, **props: Any) -> rx.Component:
    """A link to another page of ours."""
    return ReactRouterLink.create(*children, to=address, **props)


def within(part: str, *children: Child, **props: Any) -> rx.Component:
    """A link to the part of this page that has the id; the browser moves the focus along."""
    return A.create(*children, href=f"#{part}", **props)


def to_file(address: Text, *children: Child, **props: Any) -> rx.Component:
    """A link to one of our HTTP routes; `rx.el.a` would look for a page of that address."""
    return A.create(*children, href=address, **props)
