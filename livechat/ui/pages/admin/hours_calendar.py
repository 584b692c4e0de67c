"""Hours from and to a calendar file: choose, look at the coming two weeks, apply, undo."""

from typing import Any

import reflex as rx

from livechat.domain.text import t
from livechat.state.admin import AdminState
from livechat.ui.components import links
from livechat.ui.components.buttons import button
from livechat.ui.components.native_form import native_form
from livechat.ui.components.parts import only, seen, when

admin = seen(AdminState)
draft = admin.draft_hours


def calendar_files() -> rx.Component:
    """Export, import, and the last import's way back."""
    return rx.fragment(
        rx.el.p(t("admin.calendar_lead"), class_name="muted"),
        links.to_file(
            "/api/hours.ics", t("admin.calendar_export"), class_name="btn dense", download=True
        ),
        native_form(
            rx.el.input(type="hidden", name="csrf", value=admin.csrf, read_only=True),
            rx.el.div(
                rx.el.label(t("admin.calendar_file"), html_for="calendar-file", class_name="label"),
                rx.el.input(
                    id="calendar-file",
                    name="file",
                    type="file",
                    accept=".ics,text/calendar",
                    required=True,
                    class_name="field slim",
                ),
            ),
            rx.el.button(t("admin.calendar_look"), type="submit", class_name="btn dense"),
            action="/api/hours",
            enc_type="multipart/form-data",
            class_name="line-form",
        ),
        only(
            admin.last_import,
            rx.el.div(
                rx.el.p(admin.last_import),
                button(t("admin.import_undo"), kind="dense", on_click=admin.undo_import),
                class_name="undo",
            ),
        ),
    )


def pending_import() -> rx.Component:
    """What the chosen file would do; nothing has changed yet."""
    return when(
        draft.id != "",
        rx.el.section(
            rx.el.h2(t("admin.import_title"), " ", rx.el.bdi(draft.file_name)),
            rx.el.p(draft.holds),
            when(
                draft.named.length() > 0,
                rx.el.ul(
                    rx.foreach(draft.named, lambda line: rx.el.li(line)),
                    when(draft.more > 0, rx.el.li(t("admin.import_more"), " ", draft.more)),
                    class_name="named",
                ),
            ),
            when(
                draft.skipped.length() > 0,
                rx.el.div(
                    rx.el.p(t("admin.import_skipped")),
                    rx.el.ul(rx.foreach(draft.skipped, lambda name: rx.el.li(rx.el.bdi(name)))),
                    class_name="notice",
                ),
            ),
            rx.el.h3(t("admin.import_preview")),
            rx.el.ul(rx.foreach(draft.days, _day), class_name="rows plain tight"),
            rx.el.div(
                button(t("admin.import_apply"), kind="primary", on_click=admin.apply_import),
                button(t("admin.import_discard"), on_click=admin.discard_import),
                class_name="line-form",
            ),
            class_name="card fig full pending",
        ),
    )


def _day(day: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(day.date, only(day.label, rx.el.small(day.label))),
        rx.el.span(
            rx.cond(day.was != "", rx.el.b(day.text), rx.el.span(day.text)),
            only(day.was, rx.el.small(day.was)),
            class_name="num",
        ),
        key=day.date,
    )
