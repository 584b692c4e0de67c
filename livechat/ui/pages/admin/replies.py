"""Canned replies, as agents find them by a slash."""

from typing import Any

import reflex as rx

from livechat.domain.text import t
from livechat.settings import get_settings
from livechat.state.admin import AdminState
from livechat.ui.components.buttons import button
from livechat.ui.components.fields import text_area, text_field
from livechat.ui.components.notices import error_line
from livechat.ui.components.parts import seen, when
from livechat.ui.pages.admin.parts import head, listing

admin = seen(AdminState)
_NEW = "new"


def replies() -> rx.Component:
    """A line for each, and a form for one at a time."""
    return rx.el.div(
        head(
            t("replies.title"),
            t("replies.lead", student="{student}", agent="{agent}", ticket="{ticket}"),
            rx.el.div(
                button(
                    t("replies.add"), kind="dense", glyph="plus", on_click=admin.edit_reply(_NEW)
                ),
                class_name="ctl",
            ),
        ),
        when(admin.reply != "", _form()),
        listing(admin.replies, _row, t("replies.none")),
        class_name="wrap",
    )


def _row(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.b(row.title, " ", rx.el.code("/", row.shortcut)),
            rx.el.small(row.body, dir="auto"),
        ),
        button(
            t("replies.edit"),
            rx.el.span(" /", row.shortcut, class_name="vh"),
            kind="dense",
            on_click=admin.edit_reply(f"/{row.shortcut}"),
        ),
        key=row.shortcut,
    )


def _form() -> rx.Component:
    """Once on the page: fields of one name are read for each other."""
    opened = admin.opened
    take_away = button(
        t("replies.delete"),
        kind="quiet danger dense",
        on_click=admin.delete_reply(opened.shortcut),
    )
    return rx.el.form(
        rx.el.div(
            text_field(
                "reply_shortcut",
                t("replies.shortcut"),
                required=True,
                max_length=41,
                default_value=opened.shortcut,
                auto_complete="off",
            ),
            text_field(
                "reply_title",
                t("replies.name"),
                required=True,
                max_length=120,
                default_value=opened.title,
                auto_complete="off",
            ),
            class_name="pairs",
        ),
        text_area(
            "reply_body",
            t("replies.body"),
            rows=4,
            required=True,
            max_length=get_settings().message_limit,
            default_value=opened.body,
            dir="auto",
        ),
        error_line(admin.error),
        rx.el.div(
            rx.el.button(t("replies.save"), type="submit", class_name="btn primary dense"),
            button(t("replies.cancel"), kind="quiet dense", on_click=admin.edit_reply("")),
            when(opened.shortcut != "", take_away),
            class_name="inline",
        ),
        on_submit=admin.save_reply,
        key=admin.reply,
        class_name="card reply-form",
    )
