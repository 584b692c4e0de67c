"""What an admin may do to somebody's account with a reason; all of it is in the log."""

from typing import Any

import reflex as rx

from livechat.domain.text import t
from livechat.domain.vocabulary import Role
from livechat.state.admin import AdminState
from livechat.ui.components.fields import password_field, text_field
from livechat.ui.components.native_form import native_form
from livechat.ui.components.parts import seen, when

admin = seen(AdminState)


def care(row: Any) -> rx.Component:
    """For one person: the second factor of staff, export and erasure of a student."""
    return rx.fragment(
        when(row.has_factor, _factor()),
        when(row.role == Role.STUDENT.value, rx.fragment(_export(row), _erase(row))),
    )


def _part(title: str, *children: rx.Component) -> rx.Component:
    """Opened on purpose: what is in it cannot be done by a slip."""
    return rx.el.details(rx.el.summary(title), *children, class_name="wide-row care")


def _reason(name: str) -> rx.Component:
    return text_field(
        name,
        t("admin.care_reason"),
        hint=t("admin.care_reason_hint"),
        required=True,
        max_length=200,
        auto_complete="off",
    )


def _factor() -> rx.Component:
    return _part(
        t("admin.factor_off"),
        rx.el.p(t("admin.factor_warning"), class_name="muted"),
        rx.el.form(
            _reason("factor_reason"),
            rx.el.button(t("admin.factor_button"), type="submit", class_name="btn dense danger"),
            on_submit=admin.switch_factor_off,
            class_name="line-form",
        ),
    )


def _export(row: Any) -> rx.Component:
    return _part(
        t("admin.export"),
        rx.el.p(t("admin.export_lead"), class_name="muted"),
        native_form(
            _whom(row),
            _reason("export_reason"),
            rx.el.button(t("admin.export_button"), type="submit", class_name="btn dense"),
            action="/api/account/export.zip",
            class_name="line-form",
        ),
    )


def _erase(row: Any) -> rx.Component:
    return _part(
        t("admin.erase"),
        rx.el.p(t("admin.erase_warning"), class_name="notice warn"),
        native_form(
            _whom(row),
            _reason("erase_reason"),
            password_field(t("admin.erase_password"), hint=t("admin.erase_password_hint")),
            rx.el.button(t("admin.erase_button"), type="submit", class_name="btn dense danger"),
            action="/api/account/erase",
            class_name="line-form",
        ),
    )


def _whom(row: Any) -> rx.Component:
    return rx.el.input(type="hidden", name="student", value=row.id, read_only=True)
