"""The parts of the Help page: opening line, search, requests, popular problems, topics, hours."""

import reflex as rx

from livechat.domain.article_views import ArticleRow, CategoryView
from livechat.services.opening_hours import OpeningRow
from livechat.state.help import HelpState
from livechat.ui.components.buttons import button
from livechat.ui.components.fields import search_field
from livechat.ui.components.icons import icon
from livechat.ui.components.links import to
from livechat.ui.components.marks import tag
from livechat.ui.components.notices import empty
from livechat.ui.components.parts import only, seen, when
from livechat.ui.words import tr

helped = seen(HelpState)

CATEGORY_ICONS = {
    "sign-in": "key",
    "account": "person",
    "video": "video",
    "live-class": "audio",
    "assignment": "upload",
    "quiz": "quiz",
    "browser": "device",
    "mobile": "phone",
    "network": "off",
    "notifications": "bell",
    "files": "clip",
    "grades": "grade",
}


def head() -> rx.Component:
    """Title, and whether people are there, in the reader's own time."""
    return rx.el.div(
        rx.el.h1(tr("help.title")),
        rx.el.p(
            rx.cond(
                helped.is_desk_open,
                rx.el.span(
                    rx.el.span(class_name="dot", aria_hidden="true"),
                    " ",
                    rx.el.b(helped.open_text),
                ),
                only(
                    helped.open_text,
                    rx.el.span(
                        icon("clock", "s"),
                        " ",
                        rx.el.strong(tr("help.closed_now")),
                        " ",
                        helped.open_text,
                        ". ",
                        tr("help.closed_note"),
                    ),
                ),
            ),
            class_name="open",
            aria_live="polite",
        ),
        class_name="head",
    )


def search() -> rx.Component:
    """Search over all articles; results appear below the box."""
    return rx.el.div(
        search_field(
            "search",
            tr("help.search"),
            placeholder=tr("help.search_placeholder"),
            on_change=helped.find.debounce(200),
        ),
        when(
            helped.search != "",
            rx.el.section(
                rx.el.h2(tr("help.results")),
                rx.cond(
                    helped.results.length() > 0,
                    _articles(helped.results),
                    empty(tr("help.results_none")),
                ),
                class_name="sec results",
                aria_live="polite",
            ),
        ),
        role="search",
    )


def popular() -> rx.Component:
    """What many ask these days."""
    return when(
        helped.popular.length() > 0,
        rx.el.section(rx.el.h2(tr("help.popular")), _articles(helped.popular), class_name="sec"),
    )


def _articles(rows: list[ArticleRow]) -> rx.Component:
    return rx.el.ul(rx.foreach(rows, article_line), class_name="pop")


def article_line(row: ArticleRow) -> rx.Component:
    """An article in a list, with how often it helped when that is known."""
    return rx.el.li(
        to(
            f"/help/{row.slug}",
            icon(rx.match(row.category, *CATEGORY_ICONS.items(), "info")),
            rx.el.span(row.title, class_name="t"),
            rx.cond(
                row.needs_person,
                tag(tr("articles.needs_person")),
                rx.cond(row.fixed_text != "", tag(row.fixed_text), rx.el.span()),
            ),
            icon("right", "s flip"),
        ),
        key=row.slug,
    )


def topics() -> rx.Component:
    """All categories, or the articles of one of them, in place."""
    return rx.el.section(
        rx.cond(
            helped.category != "",
            rx.el.div(
                button(
                    icon("back", "s flip"),
                    tr("help.all_topics"),
                    kind="quiet start",
                    on_click=helped.choose_category(""),
                ),
                rx.el.h2(helped.category_label),
                _articles(helped.in_category),
            ),
            rx.el.div(
                rx.el.h2(tr("help.topics")),
                rx.el.ul(rx.foreach(helped.categories, _category), class_name="cats"),
            ),
        ),
        class_name="sec",
    )


def _category(category: CategoryView) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            icon(category.icon),
            rx.el.span(
                rx.el.b(category.label),
                rx.el.small(tr("help.articles", n=category.count)),
            ),
            type="button",
            on_click=helped.choose_category(category.key),
        ),
        key=category.key,
    )


def hours() -> rx.Component:
    """The coming week in the reader's own time."""
    return rx.el.table(
        rx.el.caption(
            tr("help.hours"),
            only(
                helped.hours_zone,
                rx.el.small(tr("help.hours_zone", zone=helped.hours_zone)),
            ),
        ),
        rx.el.tbody(rx.foreach(helped.week, _day)),
        class_name="hours",
    )


def _day(row: OpeningRow) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row.day, only(row.label, rx.el.small(" · ", row.label)), scope="row"),
        rx.el.td(row.text, class_name="num"),
        class_name=rx.cond(row.is_today, "today", ""),
        key=row.day,
    )
