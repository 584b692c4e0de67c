"""The review list: poor ratings, each with the conversation that earned it."""

from typing import Any

import reflex as rx

from livechat.domain.text import t
from livechat.state.admin import AdminState
from livechat.ui.components.buttons import button
from livechat.ui.components.links import to
from livechat.ui.components.notices import error_line
from livechat.ui.components.parts import only, seen
from livechat.ui.pages.admin.parts import head, listing

admin = seen(AdminState)


def review() -> rx.Component:
    """Poor ratings that nobody has looked at."""
    return rx.el.div(
        head(t("admin.review_title"), t("admin.review_lead")),
        error_line(admin.error),
        listing(admin.review, _rating, t("admin.review_none")),
        class_name="wrap",
    )


def _rating(row: Any) -> rx.Component:
    stars = t("admin.review_stars", stars="{stars}").split("{stars}")
    return rx.el.li(
        rx.el.div(
            rx.el.b(rx.el.bdi(row.student_name)),
            " · ",
            row.kind_label,
            " · ",
            row.date,
            only(row.comment, rx.el.p(row.comment, dir="auto")),
        ),
        rx.el.span(stars[0], row.stars, stars[1], class_name="tag bad"),
        rx.el.div(
            to(
                f"/agent?chat={row.conversation_id}",
                t("admin.review_open"),
                rx.el.span(" ", row.student_name, class_name="vh"),
                class_name="btn dense",
            ),
            button(
                t("admin.review_reopen"),
                rx.el.span(" ", row.student_name, class_name="vh"),
                kind="dense",
                glyph="retry",
                on_click=admin.reopen_review(row.conversation_id, row.kind),
            ),
            button(
                t("admin.review_done"),
                rx.el.span(" ", row.student_name, class_name="vh"),
                kind="dense",
                on_click=admin.finish_review(row.conversation_id, row.kind),
            ),
            class_name="inline",
        ),
        key=f"{row.conversation_id}{row.kind_label}",
    )
