"""Types that components take, and the few joins that every component needs."""

from typing import Any

import reflex as rx

# What may stand inside an element, what may be its text, and what decides.
Child = rx.Component | rx.Var[Any] | str
Text = str | rx.Var[Any]
Flag = bool | rx.Var[Any]
# Whatever Reflex accepts for an event: a handler, a call, a list of them.
Handler = Any


def classes(*names: str) -> str:
    """The class names that are not empty, joined."""
    return " ".join(name for name in names if name)


def when(condition: Flag, shown: Child, other: Child | None = None) -> rx.Component:
    """`rx.cond` for components, with plain booleans decided at once."""
    if isinstance(condition, bool):
        chosen = shown if condition else other
        return rx.fragment() if chosen is None else rx.fragment(chosen)
    result: rx.Component = rx.fragment(rx.cond(condition, shown, other or rx.fragment()))
    return result


def only(text: Text, shown: Child) -> rx.Component:
    """`shown` if the text is not empty."""
    return when(bool(text) if isinstance(text, str) else text != "", shown)


def seen(state: type[rx.State]) -> Any:
    """The state as pages see it: attributes are Vars and handlers events, not what their
    annotations say, so a type checker can only be misled by them."""
    return state
