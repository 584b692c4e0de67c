"""The handoff card: what a person will see, correctable by the student, pinned for the agent."""

from typing import Any

import reflex as rx

from livechat.domain.views import HandoffStepView, HandoffView
from livechat.ui.components.attachments import pictures
from livechat.ui.components.parts import Text, only, when
from livechat.ui.words import tr

# The fields that a student may correct, in their order on the card.
FIELDS = ("issue", "course", "device", "page", "error", "due")


def _tried(step: HandoffStepView) -> rx.Component:
    return rx.el.li(step.title, ": ", rx.el.span(step.result_label), key=step.title)


def tried_list(card: HandoffView) -> rx.Component:
    """The steps tried, with what came of each."""
    steps: Any = card.steps
    return rx.cond(
        steps.length() > 0,
        rx.el.ul(rx.foreach(steps, _tried)),
        rx.el.span(tr("chat.handoff_tried_none"), class_name="faint"),
    )


def _row(label: Text, value: Text) -> rx.Component:
    return only(
        value,
        rx.fragment(rx.el.dt(label), rx.el.dd(value, dir="auto")),
    )


def handoff_facts(card: HandoffView) -> rx.Component:
    """The card to read: only what is known, then what was tried and the pictures."""
    attachments: Any = card.attachments
    return rx.fragment(
        rx.el.dl(
            *[_row(tr(f"chat.handoff_{name}"), getattr(card, name)) for name in FIELDS],
            rx.el.dt(tr("chat.handoff_tried")),
            rx.el.dd(tried_list(card)),
            class_name="facts two",
        ),
        when(attachments.length() > 0, pictures(attachments)),
    )


def handoff_fields(card: HandoffView) -> rx.Component:
    """The texts as fields, filled with what is known; names are the card's own."""
    return rx.fragment(
        *[
            rx.el.div(
                rx.el.label(
                    tr(f"chat.handoff_{name}"), html_for=f"handoff-{name}", class_name="label"
                ),
                rx.el.textarea(
                    id=f"handoff-{name}",
                    name=name,
                    rows=2 if name == "issue" else 1,
                    default_value=getattr(card, name),
                    max_length=2000 if name in {"issue", "error"} else 200,
                    class_name="field slim",
                    dir="auto",
                ),
                class_name="pair",
            )
            for name in FIELDS
        ],
        rx.el.div(
            rx.el.p(tr("chat.handoff_tried"), class_name="label"),
            tried_list(card),
            class_name="pair small tried-list",
        ),
    )
