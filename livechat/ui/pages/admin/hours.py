"""Opening hours: the week, seasons, exceptions, a pause, calendars, and what comes of it."""

from typing import Any

import reflex as rx

from livechat.domain.text import t
from livechat.state.admin import AdminState
from livechat.ui.components.buttons import button
from livechat.ui.components.fields import text_field
from livechat.ui.components.notices import empty, error_line
from livechat.ui.components.parts import Child, only, seen
from livechat.ui.pages.admin.hours_calendar import calendar_files, pending_import
from livechat.ui.pages.admin.parts import head, listing
from livechat.ui.pages.admin.seasons import interval, remove, season_list, weekday_options

admin = seen(AdminState)


def hours() -> rx.Component:
    """Everything about when the desk is open."""
    lead = t("admin.hours_lead", zone="{zone}").split("{zone}")
    return rx.el.div(
        head(t("admin.hours_title"), rx.el.p(lead[0], rx.el.bdi(admin.zone), lead[1])),
        error_line(admin.error),
        rx.el.div(
            pending_import(),
            rx.el.div(
                _part(t("admin.hours_week"), _week(), _add_hours()),
                _part(t("admin.seasons_title"), season_list()),
                _part(t("admin.hours_pause"), _pause()),
                class_name="half pile",
            ),
            rx.el.div(
                _part(
                    t("admin.hours_preview"),
                    rx.el.ul(rx.foreach(admin.preview, _preview), class_name="rows plain tight"),
                ),
                _part(t("admin.hours_exceptions"), _exceptions(), _add_exception()),
                _part(t("admin.calendar_title"), calendar_files()),
                class_name="half pile",
            ),
            class_name="adm-grid",
        ),
        class_name="wrap",
    )


def _part(title: str, *children: Child) -> rx.Component:
    return rx.el.section(rx.el.h2(title), *children, class_name="card fig")


def _week() -> rx.Component:
    return listing(admin.hours, interval, t("admin.hours_no_week"), "plain")


def _add_hours() -> rx.Component:
    return rx.el.form(
        rx.el.div(
            rx.el.label(t("admin.weekday"), html_for="weekday", class_name="label"),
            rx.el.select(
                *weekday_options(),
                id="weekday",
                name="weekday",
                class_name="field slim",
            ),
        ),
        text_field("opens", t("admin.opens"), kind="time", required=True),
        text_field("closes", t("admin.closes"), kind="time", required=True),
        rx.el.button(t("admin.hours_add"), type="submit", class_name="btn dense"),
        on_submit=admin.add_hours,
        class_name="line-form",
        key=f"hours{admin.form_number}",
    )


def _exceptions() -> rx.Component:
    return rx.cond(
        admin.exceptions.length() > 0,
        rx.el.ul(
            rx.foreach(
                admin.exceptions,
                lambda row: rx.el.li(
                    rx.el.span(row.date, only(row.label, rx.el.small(row.label))),
                    rx.el.span(row.text, class_name="num"),
                    remove(row.date, admin.remove_exception(row.id)),
                    key=row.id,
                ),
            ),
            class_name="rows plain",
        ),
        empty(t("admin.hours_none")),
    )


def _add_exception() -> rx.Component:
    return rx.el.form(
        text_field("date", t("admin.date"), kind="date", required=True),
        text_field("label", t("admin.label"), max_length=120),
        _times("exception"),
        rx.el.p(t("admin.closed_hint"), class_name="hint"),
        rx.el.button(t("admin.hours_add_exception"), type="submit", class_name="btn dense"),
        on_submit=admin.add_exception,
        class_name="line-form pairs",
        key=f"exception{admin.form_number}",
    )


def _times(prefix: str) -> rx.Component:
    return rx.fragment(
        *[
            rx.el.div(
                rx.el.label(t(f"admin.{name}"), html_for=f"{prefix}-{name}", class_name="label"),
                rx.el.input(id=f"{prefix}-{name}", name=name, type="time", class_name="field"),
            )
            for name in ("opens", "closes")
        ]
    )


def _pause() -> rx.Component:
    return rx.cond(
        admin.is_paused,
        rx.el.div(
            rx.el.p(t("admin.hours_paused")),
            button(t("admin.hours_resume"), kind="primary dense", on_click=admin.resume),
            class_name="stack-form",
        ),
        rx.el.form(
            text_field("reason", t("admin.hours_reason"), max_length=200),
            text_field("minutes", t("admin.hours_minutes"), kind="number", min=1, max=10080),
            rx.el.button(t("admin.hours_pause"), type="submit", class_name="btn dense danger"),
            on_submit=admin.pause,
            class_name="line-form",
        ),
    )


def _preview(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(row.date, only(row.label, rx.el.small(row.label))),
        rx.el.span(row.text, class_name="num"),
        key=row.date,
    )
