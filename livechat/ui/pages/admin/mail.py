"""The last mail: to whom, what about, and whether it went out."""

from typing import Any

import reflex as rx

from livechat.domain.text import t
from livechat.state.admin import AdminState
from livechat.ui.components.marks import tag
from livechat.ui.components.notices import empty
from livechat.ui.components.parts import seen

admin = seen(AdminState)


def mail() -> rx.Component:
    """A line for each."""
    return rx.el.div(
        rx.el.div(
            rx.el.div(rx.el.h1(t("admin.mail_title")), rx.el.p(t("admin.mail_lead"))),
            class_name="ph",
        ),
        rx.cond(
            admin.mail.length() > 0,
            rx.el.ul(rx.foreach(admin.mail, _row), class_name="rows card"),
            empty(t("admin.mail_none")),
        ),
        class_name="wrap",
    )


def _row(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.b(rx.el.bdi(row.recipient)), rx.el.small(row.kind, " · ", row.time)),
        tag(row.state, rx.cond(row.is_sent, "ok", "wait")),
        key=f"{row.recipient}{row.time}{row.kind}",
    )
