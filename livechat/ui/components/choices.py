"""Choices: rows of one tap each, segments, the labelled scale, callback slots, radio cards."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from livechat.domain.views import ChoiceView, SlotView
from livechat.ui.components.icons import icon
from livechat.ui.components.parts import Child, Flag, Handler, Text, classes, only, when


def option(
    label: Text, *, note: Text = "", glyph: str = "", on_click: Handler, extra: str = ""
) -> rx.Component:
    """One row of a list of choices."""
    lead: list[Child] = [icon(glyph)] if glyph else []
    return rx.el.button(
        *lead,
        rx.el.span(label, only(note, rx.el.small(note))),
        icon("right", "s flip"),
        type="button",
        class_name=extra,
        on_click=on_click,
    )


def options(choices: list[ChoiceView], name: Text, on_choose: Handler) -> rx.Component:
    """Choices as rows; `on_choose` gets the chosen value."""
    return rx.el.div(
        rx.foreach(
            choices,
            lambda choice: rx.el.button(
                rx.el.span(choice.label, only(choice.note, rx.el.small(choice.note))),
                icon("right", "s flip"),
                type="button",
                key=choice.value,
                on_click=on_choose(choice.value),
            ),
        ),
        class_name="opts",
        role="group",
        aria_label=name,
    )


def segments(
    name: Text,
    values: Sequence[tuple[str | int, Text]],
    chosen: Text,
    on_choose: Handler,
    *,
    extra: str = "",
) -> rx.Component:
    """A few exclusive values side by side; `values` are (value, text)."""
    return rx.el.div(
        *[
            rx.el.button(
                text,
                type="button",
                aria_pressed=chosen == value,
                on_click=on_choose(value),
            )
            for value, text in values
        ],
        class_name=classes("seg", extra),
        role="group",
        aria_label=name,
    )


def scale(
    name: Text, labels: list[Text], chosen: int | rx.Var[Any], on_choose: Handler
) -> rx.Component:
    """The labelled scale from 1 up, a word under each number."""
    return rx.el.div(
        *[
            rx.el.button(
                rx.el.b(str(number)),
                rx.el.span(label),
                type="button",
                aria_pressed=chosen == number,
                on_click=on_choose(number),
            )
            for number, label in enumerate(labels, start=1)
        ],
        class_name="scale5",
        role="group",
        aria_label=name,
    )


def days(names: list[str], name: Text, chosen: Text, on_choose: Handler) -> rx.Component:
    """The days that have slots, as chips."""
    return rx.el.div(
        rx.foreach(
            names,
            lambda day: rx.el.button(
                day,
                type="button",
                key=day,
                aria_pressed=day == chosen,
                on_click=on_choose(day),
            ),
        ),
        class_name="chips",
        role="group",
        aria_label=name,
    )


def slots(free: list[SlotView], name: Text, chosen: Text, on_choose: Handler) -> rx.Component:
    """Times that one can book; taken ones stay in view, struck through."""
    return rx.el.div(
        rx.foreach(
            free,
            lambda slot: rx.el.button(
                slot.time,
                type="button",
                key=slot.value,
                disabled=~slot.is_free,
                aria_pressed=slot.value == chosen,
                on_click=on_choose(slot.value),
            ),
        ),
        class_name="slots num",
        role="group",
        aria_label=name,
    )


def radio_card(
    group: str,
    value: str,
    title: Text,
    note: Text,
    *,
    is_chosen: Flag,
    on_choose: Handler,
    more: Child | None = None,
) -> rx.Component:
    """One of a few ways to go on; `more` appears inside while it is chosen."""
    return rx.el.div(
        rx.el.label(
            rx.el.input(
                type="radio",
                name=group,
                value=value,
                checked=is_chosen,
                on_change=on_choose(value),
            ),
            rx.el.span(rx.el.b(title), rx.el.small(note)),
        ),
        when(is_chosen, more) if more is not None else rx.fragment(),
        class_name=rx.cond(is_chosen, "pick sel", "pick"),
    )
