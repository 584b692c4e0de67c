"""The last mail: to whom, what about, and whether it went out."""

from typing import Any

import reflex as rx

from livechat.domain.text import t
from livechat.state.admin import AdminState
from livechat.ui.components.marks import tag
from livechat.ui.components.parts import seen
from livechat.ui.pages.admin.parts import head, listing

admin = seen(AdminState)


def mail() -> rx.Component:
    """A line for each."""
    return rx.el.div(
        head(t("admin.mail_title"), t("admin.mail_lead")),
        listing(admin.mail, _row, t("admin.mail_none")),
        class_name="wrap",
    )


def _row(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.b(rx.el.bdi(row.recipient)), rx.el.small(row.kind, " · ", row.time)),
        tag(row.state, rx.cond(row.is_sent, "ok", "wait")),
        key=f"{row.recipient}{row.time}{row.kind}",
    )
