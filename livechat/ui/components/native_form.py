"""A form that the browser itself posts; Reflex's own form would hold it back."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML


class NativeForm(BaseHTML):  # type: ignore[misc] # it ships no types
    """See `native_form`."""

    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]
    enc_type: rx.Var[str]


def native_form(*children: Any, action: str, **props: Any) -> rx.Component:
    """Posts to a plain HTTP route, also before the page's scripts have loaded."""
    return NativeForm.create(*children, action=action, method="post", **props)
