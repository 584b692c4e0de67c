"""The log: who did, looked at or tried what, and why."""

from typing import Any

import reflex as rx

from livechat.domain.text import t
from livechat.state.admin import AdminState
from livechat.ui.components.buttons import button
from livechat.ui.components.fields import search_field
from livechat.ui.components.notices import empty
from livechat.ui.components.parts import only, seen, when

admin = seen(AdminState)
_KINDS = ("", "looks", "people", "privacy", "refused")


def audit() -> rx.Component:
    """Newest first."""
    return rx.el.div(
        rx.el.div(
            rx.el.div(rx.el.h1(t("admin.audit_title")), rx.el.p(t("admin.audit_lead"))),
            rx.el.div(_kinds(), class_name="ctl"),
            class_name="ph",
        ),
        search_field(
            "find-audit",
            t("admin.audit_find"),
            placeholder=t("admin.audit_find"),
            small=True,
            on_change=admin.find_audit.debounce(300),
        ),
        rx.cond(
            admin.audit.length() > 0,
            rx.el.ul(rx.foreach(admin.audit, _row), class_name="rows card"),
            empty(t("admin.audit_none")),
        ),
        when(
            admin.has_older_audit,
            button(t("admin.audit_older"), kind="wide", on_click=admin.older_audit),
        ),
        class_name="wrap",
    )


def _kinds() -> rx.Component:
    return rx.el.div(
        *[
            rx.el.button(
                t(f"admin.audit_{kind or 'all'}"),
                type="button",
                aria_pressed=rx.cond(admin.audit_kind == kind, "true", "false"),
                on_click=admin.show_audit(kind),
            )
            for kind in _KINDS
        ],
        class_name="seg five",
        role="group",
        aria_label=t("admin.audit_kinds"),
    )


def _row(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.b(row.what),
            only(row.target, rx.el.span(" ", rx.el.bdi(row.target))),
            only(row.why, rx.el.p(rx.el.bdi(row.why), class_name="muted")),
            rx.el.small(rx.el.bdi(row.who), " · ", row.time),
        ),
        key=row.id,
    )
