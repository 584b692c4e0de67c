"""The live test box of the knowledge base, and what to look at in it."""

from typing import Any

import reflex as rx

from livechat.domain.text import t
from livechat.state.admin import AdminState
from livechat.ui.components.icons import icon
from livechat.ui.components.parts import seen

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
        rx.el.div(rx.cond(admin.lab.text != "", _answer()), aria_live="polite"),
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


def _answer() -> rx.Component:
    return rx.fragment(
        rx.el.p(rx.el.b(admin.lab.said), " ", admin.lab.urgency),
        rx.el.p(t("lab.understood"), ": ", rx.el.bdi(admin.lab.understood_as)),
        rx.el.h3(t("lab.candidates")),
        rx.el.ul(rx.foreach(admin.lab.candidates, _row)),
        rx.el.h3(t("lab.voices")),
        rx.el.ul(rx.foreach(admin.lab.voices, _row)),
    )


def _row(row: Any) -> rx.Component:
    return rx.el.li(rx.el.b(row.figure), " ", rx.el.bdi(row.text), " ", rx.el.small(row.slug))
