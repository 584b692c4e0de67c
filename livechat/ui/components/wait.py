"""The honest wait: a range on a scale of minutes, the strip with a person in one tap."""

from typing import Any

import reflex as rx

from livechat.domain.views import WaitView
from livechat.ui.components.buttons import button
from livechat.ui.components.icons import icon
from livechat.ui.components.notices import loading
from livechat.ui.components.parts import Handler, Text, only, when
from livechat.ui.words import tr


def band(wait: WaitView, *, has_needle: bool = False) -> rx.Component:
    """The promised range as a band; the needle says how long one has waited."""
    past = [rx.el.i(class_name="past")] if has_needle else []
    needle = [rx.el.i(class_name="now")] if has_needle else []
    return rx.el.div(
        rx.el.div(*past, rx.el.i(class_name="span"), *needle, class_name="track"),
        rx.el.div(
            _mark("0", 0),
            _mark(wait.low_min, wait.low_percent),
            _mark(wait.high_min, wait.high_percent),
            _mark(tr("chat.wait_scale", n=wait.scale_min), 100),
            class_name="scale",
            aria_hidden="true",
        ),
        class_name="band",
        role="img",
        aria_label=tr("chat.queue_band", low=wait.low_min, high=wait.high_min),
        style={
            "--from": wait.low_percent.to(str),  # type: ignore[attr-defined]  # a Var in pages
            "--to": wait.high_percent.to(str),  # type: ignore[attr-defined]
            "--at": wait.waited_percent.to(str),  # type: ignore[attr-defined]
        },
    )


def _mark(text: Any, percent: Any) -> rx.Component:
    place = str(percent) if isinstance(percent, int) else percent.to(str)
    return rx.el.span(text, style={"--p": place})


def wait_line(wait: WaitView) -> rx.Component:
    """How many wait, in words."""
    return rx.match(
        wait.waiting,
        (0, tr("chat.nobody_waiting")),
        tr("chat.waiting", n=wait.waiting),
    )


def person_strip(wait: WaitView, on_person: Handler) -> rx.Component:
    """On every turn of the bot: the wait, and a person in one tap, always in the same place."""
    return rx.el.div(
        rx.cond(
            wait.is_desk_open,
            rx.el.span(
                rx.el.b(
                    rx.cond(
                        wait.has_estimate,
                        tr("chat.for_person", wait=wait.text),
                        tr("chat.queue_no_estimate"),
                    ),
                    class_name="num",
                ),
                rx.el.small(
                    wait_line(wait),
                    only(
                        wait.updated_at,
                        rx.el.span(" · ", tr("chat.wait_updated_in", time=wait.updated_at)),
                    ),
                    class_name="num",
                ),
            ),
            rx.el.span(
                rx.el.b(wait.next_opening_text, class_name="num"),
                rx.el.small(tr("chat.desk_closed")),
            ),
        ),
        button(tr("chat.person"), glyph="person", on_click=on_person),
        class_name="p-wait",
    )


def queue_card(wait: WaitView) -> rx.Component:
    """One's place and the promise, with how fresh it is; at first neither has been read."""
    return rx.el.section(
        rx.cond(wait.position > 0, _place(wait), loading(True, tr("chat.queue_looking"))),
        class_name="card",
        aria_live="polite",
    )


def _place(wait: WaitView) -> rx.Component:
    return rx.fragment(
        rx.el.p(
            rx.el.strong(wait.position_text, class_name="num"),
            rx.el.span(
                tr("chat.queue_in_queue"),
                when(
                    wait.helping > 0,
                    rx.el.span(" · ", _helping(wait), class_name="faint small"),
                ),
            ),
            class_name="place",
        ),
        rx.el.p(
            rx.el.b(rx.cond(wait.has_estimate, wait.text, tr("chat.queue_no_estimate"))),
            only(
                wait.waited_text, rx.el.span(" · ", wait.waited_text, class_name="faint small num")
            ),
            class_name="promise",
        ),
        when(wait.has_estimate, band(wait, has_needle=True)),
        only(wait.note, rx.el.p(wait.note, class_name="small past-note")),
        when(wait.is_past_range, rx.el.p(tr("chat.queue_past"), class_name="small past-note")),
        _fresh(wait.updated_at, wait.closes_text),
    )


def _helping(wait: WaitView) -> rx.Var[str]:
    return tr("chat.queue_helping", n=wait.helping)


def _fresh(updated: Text, closes: Text) -> rx.Component:
    return rx.el.p(
        icon("clock"),
        only(updated, rx.el.span(tr("chat.wait_updated", time=updated))),
        only(closes, rx.el.span(closes)),
        class_name="saved num",
    )
