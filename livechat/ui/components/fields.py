"""Fields with their labels, hints and errors; names and ids tie them together."""

from typing import Any

import reflex as rx

from livechat.domain.limits import SHORTEST_PASSWORD
from livechat.ui.components.icons import icon
from livechat.ui.components.parts import Handler, Text, only


def text_field(
    name: str,
    label: Text,
    *,
    kind: str = "text",
    value: Text | None = None,
    hint: Text = "",
    error: Text = "",
    **props: Any,
) -> rx.Component:
    """A labelled input; `name` is also its id. A value makes it start filled, not controlled."""
    if value is not None:
        props["default_value"] = value
    return rx.el.div(
        rx.el.label(label, html_for=name, class_name="label"),
        rx.el.input(
            id=name,
            name=name,
            type=kind,
            class_name="field",
            aria_describedby=f"{name}-note",
            **props,
        ),
        rx.el.div(
            only(hint, rx.el.p(hint, class_name="hint")),
            only(error, rx.el.p(error, class_name="error", role="alert")),
            id=f"{name}-note",
        ),
    )


def password_field(
    label: Text, *, name: str = "password", is_new: bool = False, **props: Any
) -> rx.Component:
    """What the browser's keychain fills in, or offers to keep when it is a new one."""
    if is_new:
        props["min_length"] = SHORTEST_PASSWORD
    return text_field(
        name,
        label,
        kind="password",
        auto_complete="new-password" if is_new else "current-password",
        required=True,
        **props,
    )


def text_area(
    name: str,
    label: Text,
    *,
    value: Text | None = None,
    optional: Text = "",
    is_big: bool = False,
    **props: Any,
) -> rx.Component:
    """A labelled text area that grows with its text; a big label heads a question."""
    if value is not None:
        props["default_value"] = value
    return rx.el.div(
        rx.el.label(
            label,
            only(optional, rx.el.span(" ", optional, class_name="faint")),
            html_for=name,
            class_name="label big" if is_big else "label",
        ),
        rx.el.textarea(id=name, name=name, class_name="field", **props),
    )


def select_field(
    name: str, label: Text, options: list[tuple[str, str]], **props: Any
) -> rx.Component:
    """A labelled native select over fixed (value, text) options."""
    return rx.el.div(
        rx.el.label(label, html_for=name, class_name="label"),
        rx.el.select(
            *[rx.el.option(text, value=value) for value, text in options],
            id=name,
            name=name,
            class_name="field",
            **props,
        ),
    )


def search_field(
    name: str,
    label: Text,
    *,
    placeholder: Text = "",
    small: bool = False,
    on_change: Handler = None,
    **props: Any,
) -> rx.Component:
    """A search box with its lens; pass a debounced handler."""
    if on_change is not None:
        props["on_change"] = on_change
    return rx.el.div(
        icon("search"),
        rx.el.input(
            id=name,
            name=name,
            type="search",
            class_name="field",
            aria_label=label,
            placeholder=placeholder,
            auto_complete="off",
            **props,
        ),
        class_name="find sm" if small else "find",
    )
