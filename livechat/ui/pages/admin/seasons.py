"""Seasons: terms, exam weeks and breaks, each with a week of its own."""

from typing import Any

import reflex as rx

from livechat.domain.text import t
from livechat.state.admin import AdminState
from livechat.ui.components.buttons import button
from livechat.ui.components.fields import text_field
from livechat.ui.components.notices import empty
from livechat.ui.components.parts import seen

admin = seen(AdminState)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def season_list() -> rx.Component:
    """Each season with its hours and a form for more; then a form for another season."""
    return rx.fragment(
        rx.cond(
            admin.seasons.length() > 0,
            rx.el.div(rx.foreach(admin.seasons, _season), class_name="seasons"),
            empty(t("admin.seasons_none")),
        ),
        rx.el.form(
            text_field("season_label", t("admin.season_name"), max_length=120, required=True),
            text_field("first", t("admin.season_first"), kind="date", required=True),
            text_field("last", t("admin.season_last"), kind="date", required=True),
            rx.el.p(t("admin.season_hint"), class_name="hint"),
            rx.el.button(t("admin.season_add"), type="submit", class_name="btn dense"),
            on_submit=admin.add_season,
            class_name="line-form pairs",
            key=f"season{admin.form_number}",
        ),
    )


def weekday_options() -> list[rx.Component]:
    """Every weekday, and the two runs of them that desks have."""
    days = [rx.el.option(t(f"weekday.{day}"), value=str(n)) for n, day in enumerate(_DAYS)]
    return [
        *days,
        rx.el.option(t("admin.weekdays_work"), value="0-4"),
        rx.el.option(t("admin.weekdays_all"), value="0-6"),
    ]


def remove(name: Any, on_click: Any) -> rx.Component:
    """A small button that says to a screen reader what it removes."""
    return button(
        t("admin.remove"), rx.el.span(" ", name, class_name="vh"), kind="dense", on_click=on_click
    )


def interval(row: Any) -> rx.Component:
    """From when to when on a weekday, and a way to take it out."""
    return rx.el.li(
        rx.el.span(row.weekday_label),
        rx.el.span(row.opens, "–", row.closes, class_name="num"),
        remove(row.weekday_label, admin.remove_hours(row.id)),
        key=row.id,
    )


def _season(season: Any) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.div(rx.el.h3(season.label), rx.el.small(season.text)),
            remove(season.label, admin.remove_season(season.id)),
            class_name="season-head",
        ),
        rx.cond(
            season.hours.length() > 0,
            rx.el.ul(
                rx.foreach(
                    season.hours,
                    interval,
                ),
                class_name="rows plain",
            ),
            rx.el.p(t("admin.season_closed"), class_name="muted"),
        ),
        rx.el.details(
            rx.el.summary(t("admin.season_hours")),
            rx.el.form(
                rx.el.input(type="hidden", name="season", value=season.id, read_only=True),
                _labelled(
                    t("admin.weekday"),
                    rx.el.select(*weekday_options(), name="weekday", class_name="field slim"),
                ),
                *[
                    _labelled(
                        t(f"admin.{name}"),
                        rx.el.input(name=name, type="time", required=True, class_name="field"),
                    )
                    for name in ("opens", "closes")
                ],
                rx.el.button(t("admin.hours_add"), type="submit", class_name="btn dense"),
                on_submit=admin.add_hours,
                class_name="line-form",
            ),
            key=f"{season.id}-{admin.form_number}",
        ),
        key=season.id,
        aria_label=season.label,
        class_name="season",
    )


def _labelled(label: str, field: rx.Component) -> rx.Component:
    # Repeated for each season: the label holds its field, so that no id is needed twice.
    return rx.el.div(rx.el.label(rx.el.span(label, class_name="label"), field))
