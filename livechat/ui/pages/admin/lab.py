"""The live test box of the knowledge base, and what to look at in it."""

from typing import Any

import reflex as rx

from livechat.domain.text import t
from livechat.state.admin import AdminState
from livechat.ui.components.icons import icon
from livechat.ui.components.parts import seen, when

admin = seen(AdminState)


def lab() -> rx.Component:
    """A message to try, the answer with its reasons, and the warnings."""
    return rx.el.section(
        rx.el.h2(t("lab.title")),
        rx.el.p(t("lab.lead"), class_name="muted"),
        rx.el.form(
            rx.el.div(
                rx.el.label(t("lab.message"), html_for="lab-text", class_name="label"),
                rx.el.input(
                    id="lab-text",
                    name="lab_text",
                    class_name="field",
                    max_length=1000,
                    auto_complete="off",
                ),
            ),
            rx.el.button(t("lab.try"), type="submit", class_name="btn"),
            on_submit=admin.try_bot,
            class_name="line-form",
        ),
        rx.el.div(rx.cond(admin.lab.text != "", _answer(admin.lab)), aria_live="polite"),
        rx.cond(
            admin.warnings.length() > 0,
            rx.el.details(
                rx.el.summary(
                    icon("right", "s chev flip"),
                    t("lab.warnings"),
                    " (",
                    admin.warnings.length(),
                    ")",
                ),
                rx.el.ul(rx.foreach(admin.warnings, lambda text: rx.el.li(text, key=text))),
                class_name="tbl",
            ),
        ),
        class_name="card stack-form lab",
    )


def rehearsal() -> rx.Component:
    """The same for the draft in the editor, before students get to see it."""
    found: Any = admin.rehearsal
    return rx.el.section(
        rx.el.h2(t("lab.rehearsal_title")),
        rx.el.p(t("lab.rehearsal_lead"), class_name="muted"),
        rx.el.form(
            rx.el.div(
                rx.el.label(t("lab.message"), html_for="rehearsal-text", class_name="label"),
                rx.el.input(
                    id="rehearsal-text",
                    name="rehearsal_text",
                    class_name="field",
                    max_length=1000,
                    auto_complete="off",
                ),
            ),
            rx.el.button(t("lab.rehearse"), type="submit", class_name="btn"),
            on_submit=admin.rehearse,
            class_name="line-form",
        ),
        rx.el.div(
            rx.cond(found.lab.text != "", _answer(found.lab)),
            when(
                found.warnings.length() > 0,
                rx.fragment(
                    rx.el.h3(t("lab.rivals")),
                    rx.el.ul(rx.foreach(found.warnings, lambda text: rx.el.li(text, key=text))),
                ),
            ),
            aria_live="polite",
        ),
        class_name="card stack-form lab",
        aria_label=t("lab.rehearsal_title"),
    )


def _answer(found: Any) -> rx.Component:
    return rx.fragment(
        rx.el.p(rx.el.b(found.said), " ", found.urgency),
        rx.el.p(t("lab.understood"), ": ", rx.el.bdi(found.understood_as)),
        rx.el.h3(t("lab.candidates")),
        rx.el.ul(rx.foreach(found.candidates, _row)),
        rx.el.h3(t("lab.voices")),
        rx.el.ul(rx.foreach(found.voices, _row)),
    )


def _row(row: Any) -> rx.Component:
    return rx.el.li(rx.el.b(row.figure), " ", rx.el.bdi(row.text), " ", rx.el.small(row.slug))
