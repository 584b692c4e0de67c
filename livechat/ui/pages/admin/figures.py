"""Headline figures, charts with their tables, content gaps."""

from typing import Any

import reflex as rx

from livechat.domain.text import t
from livechat.state.admin import AdminState
from livechat.ui.components.buttons import button, link_button
from livechat.ui.components.choices import segments
from livechat.ui.components.icons import icon
from livechat.ui.components.notices import empty
from livechat.ui.components.parts import Text, only, seen
from livechat.ui.pages.admin.parts import head

admin = seen(AdminState)
_view = admin.figures
_PARTS = (("bot", "chart-1"), ("person", "chart-2"), ("other", "chart-3"), ("left", "chart-4"))


def figures() -> rx.Component:
    """What broke, and whether it got fixed."""
    return rx.el.div(
        _head(),
        rx.el.section(
            rx.foreach(_view.tiles, _tile), class_name="tiles", aria_label=t("admin.headlines")
        ),
        rx.el.div(_days(), _issues(), _gaps(), _waits(), class_name="adm-grid"),
        rx.el.p(t("admin.foot"), class_name="adm-foot"),
        class_name="wrap",
    )


def _head() -> rx.Component:
    return head(
        t("admin.headline"),
        rx.el.p(_view.period_text, class_name="num"),
        rx.el.div(
            segments(
                t("admin.range"),
                [(days, t(f"admin.days_{days}")) for days in (7, 28, 90)],
                admin.days,
                admin.show_days,
            ),
            segments(
                t("admin.times"),
                [("hours", t("admin.times_hours")), ("clock", t("admin.times_clock"))],
                rx.cond(admin.in_service_hours, "hours", "clock"),
                admin.show_times,
            ),
            link_button(
                t("admin.csv"),
                href=f"/api/analytics.csv?days={admin.days}",
                kind="dense",
                glyph="download",
                download=True,
            ),
            class_name="ctl",
        ),
    )


def _meaning(name: Text, text: Text) -> rx.Component:
    label = t("admin.meaning", name="{name}").split("{name}")
    return rx.el.details(
        rx.el.summary(
            icon("info", "s"),
            rx.el.span(label[0], name, label[1], class_name="vh"),
        ),
        rx.el.p(text),
        class_name="def",
        # One definition at a time: the browser closes the others.
        custom_attrs={"name": "definition"},
    )


def _tile(tile: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(rx.el.span(tile.label), _meaning(tile.label, tile.definition), class_name="k"),
        rx.el.p(tile.value, class_name="v"),
        only(tile.note, rx.el.p(tile.note, class_name="remark")),
        rx.el.p(tile.n_text, class_name="n"),
        class_name="tile",
        key=tile.key,
    )


def _figure(
    title: str, lead: Text, meaning: str, *children: rx.Component, size: str
) -> rx.Component:
    return rx.el.figure(
        rx.el.header(
            rx.el.div(rx.el.h2(title), only(lead, rx.el.p(lead))),
            _meaning(title, meaning),
        ),
        *children,
        class_name=f"card fig {size}",
    )


def _as_table(heads: list[str], rows: Any, row: Any) -> rx.Component:
    """The same as a drawing says, for those who read tables; closed until it is wanted."""
    return rx.el.details(
        rx.el.summary(icon("right", "s chev flip"), t("admin.as_table")),
        rx.el.div(
            rx.el.table(
                rx.el.thead(rx.el.tr(*[rx.el.th(text, scope="col") for text in heads])),
                rx.el.tbody(rx.foreach(rows, row)),
            ),
            class_name="scroll-x",
        ),
        class_name="tbl",
    )


def _legend(*parts: tuple[str, str]) -> rx.Component:
    return rx.el.div(
        *[
            rx.el.span(rx.el.i(style={"background": f"var(--{colour})"}), text)
            for text, colour in parts
        ],
        class_name="legend",
    )


def _days() -> rx.Component:
    names = [(t(f"admin.{name}"), colour) for name, colour in _PARTS]
    return _figure(
        t("admin.days_title"),
        "",
        t("analytics.days_definition"),
        _legend(*names),
        rx.cond(
            _view.max_day > 0,
            _columns(),
            empty(t("admin.none_yet")),
        ),
        _as_table(
            [t("admin.day"), *(name for name, _ in names), t("admin.total")], _view.days, _day_row
        ),
        size="full",
    )


def _columns() -> rx.Component:
    """The drawing; the table under it says the same in words."""
    return rx.el.div(
        rx.el.span(_view.max_day, class_name="top-value"),
        rx.el.div(rx.foreach(_view.days, _column), class_name="columns"),
        rx.el.div(
            rx.el.span(_view.days[0].day),
            rx.el.span(_view.days[_view.days.length() - 1].day),
            class_name="ends num",
        ),
        class_name="chart",
        aria_hidden="true",
    )


def _column(bar: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            *[
                rx.el.i(
                    style={
                        "background": f"var(--{colour})",
                        "flex-grow": getattr(bar, name).to_string(),
                    }
                )
                for name, colour in reversed(_PARTS)
            ],
            class_name="stack",
            style={"block-size": f"calc(100% * {bar.total} / {_view.max_day})"},
        ),
        title=f"{bar.day}: {bar.total}",
        key=bar.day,
    )


def _day_row(bar: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.th(bar.day, scope="row"),
        *[rx.el.td(getattr(bar, name)) for name, _ in _PARTS],
        rx.el.td(bar.total),
        key=bar.day,
    )


def _issues() -> rx.Component:
    return _figure(
        t("admin.issues_title"),
        t("admin.issues_lead"),
        t("analytics.issues_definition"),
        _legend(
            (t("admin.bot"), "chart-1"),
            (t("admin.person"), "chart-2"),
            (t("admin.other_issue"), "chart-4"),
        ),
        rx.cond(
            _view.max_issue > 0,
            rx.el.dl(rx.foreach(_view.issues, _issue), class_name="bars"),
            empty(t("admin.none_yet")),
        ),
        size="half",
    )


def _issue(bar: Any) -> rx.Component:
    parts = (("bot", "chart-1"), ("person", "chart-2"), ("other", "chart-4"))
    said = [f"{t('admin.bot')} {bar.bot}", f"{t('admin.person')} {bar.person}"]
    return rx.el.div(
        rx.el.dt(bar.label),
        rx.el.dd(
            rx.el.div(
                *[
                    rx.el.i(
                        style={
                            "inline-size": f"calc(100% * {getattr(bar, name)} / {_view.max_issue})",
                            "background": f"var(--{colour})",
                        }
                    )
                    for name, colour in parts
                ],
                class_name="hb",
                role="img",
                aria_label=f"{bar.label}: {bar.total}, {', '.join(said)}",
            )
        ),
        rx.el.dd(rx.el.b(bar.total), " · ", bar.share_text, class_name="vv"),
        key=bar.label,
    )


def _waits() -> rx.Component:
    heads = [t(f"waits.{name}") for name in ("promised", "people", "kept", "half")]
    return _figure(
        t("waits.title"),
        admin.waits.text,
        t("waits.definition"),
        rx.cond(
            admin.waits.n > 0,
            rx.fragment(
                rx.el.dl(rx.foreach(admin.waits.bands, _band), class_name="bars"),
                _as_table(heads, admin.waits.bands, _band_row),
            ),
            empty(t("admin.none_yet")),
        ),
        rx.el.p(admin.waits.factor_text, class_name="remark"),
        size="full",
    )


def _band(band: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(band.label),
        rx.el.dd(
            rx.el.div(
                rx.el.i(
                    style={
                        "inline-size": f"{band.kept_percent}%",
                        "background": rx.cond(
                            band.kept_percent >= admin.waits.target_percent - 4,
                            "var(--chart-2)",
                            "var(--chart-4)",
                        ),
                    }
                ),
                class_name="hb",
                role="img",
                aria_label=f"{band.label}: {band.kept_percent} %",
            )
        ),
        rx.el.dd(rx.el.b(band.kept_percent, " %"), " · ", band.n, class_name="vv"),
        key=band.label,
    )


def _band_row(band: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.th(band.label, scope="row"),
        rx.el.td(band.n),
        rx.el.td(band.kept_percent, " %"),
        rx.el.td(band.half_percent, " %"),
        key=band.label,
    )


def _gaps() -> rx.Component:
    return _figure(
        t("admin.gaps_title"),
        t("admin.gaps_lead"),
        t("analytics.gaps_definition"),
        rx.cond(
            admin.gaps.length() > 0,
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th(t("admin.asked"), scope="col"),
                        rx.el.th(t("admin.times"), scope="col", class_name="r"),
                        rx.el.th(t("admin.last"), scope="col", class_name="h"),
                        rx.el.th(t("gaps.status"), scope="col", class_name="h"),
                        rx.el.th(rx.el.span(t("admin.write_article"), class_name="vh")),
                    )
                ),
                rx.el.tbody(rx.foreach(admin.gaps, _gap)),
                class_name="gaps",
            ),
            empty(t("admin.gaps_none")),
        ),
        size="half",
    )


def _gap(gap: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.el.span("“", rx.el.bdi(gap.text), "”", class_name="q"),
            only(gap.also, rx.el.small(gap.also)),
        ),
        rx.el.td(rx.el.b(gap.times), class_name="r"),
        rx.el.td(gap.last, class_name="h"),
        rx.el.td(gap.status_label, class_name="h"),
        rx.el.td(
            button(t("admin.write_article"), kind="dense", on_click=admin.new_article(gap.text))
        ),
        key=gap.text,
    )
