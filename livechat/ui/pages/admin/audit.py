"""The log: who did, looked at or tried what, and why."""

from typing import Any

import reflex as rx

from livechat.domain.text import t
from livechat.state.admin import AdminState
from livechat.ui.components.buttons import button
from livechat.ui.components.choices import segments
from livechat.ui.components.fields import search_field
from livechat.ui.components.parts import only, seen, when
from livechat.ui.pages.admin.parts import head, listing

admin = seen(AdminState)
_KINDS = ("", "looks", "people", "privacy", "refused")


def audit() -> rx.Component:
    """Newest first."""
    return rx.el.div(
        head(
            t("admin.audit_title"),
            t("admin.audit_lead"),
            rx.el.div(_kinds(), class_name="ctl"),
        ),
        search_field(
            "find-audit",
            t("admin.audit_find"),
            placeholder=t("admin.audit_find"),
            small=True,
            on_change=admin.find_audit.debounce(300),
        ),
        listing(admin.audit, _row, t("admin.audit_none")),
        when(
            admin.has_older_audit,
            button(t("admin.audit_older"), kind="wide", on_click=admin.older_audit),
        ),
        class_name="wrap",
    )


def _kinds() -> rx.Component:
    return segments(
        t("admin.audit_kinds"),
        [(kind, t(f"admin.audit_{kind or 'all'}")) for kind in _KINDS],
        admin.audit_kind,
        admin.show_audit,
        extra="five",
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
