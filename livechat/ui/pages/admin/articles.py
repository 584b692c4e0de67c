"""The knowledge base: a list to search, and an editor."""

from typing import Any

import reflex as rx

from livechat.domain.text import t
from livechat.state.admin import AdminState
from livechat.ui.components.buttons import button
from livechat.ui.components.fields import search_field
from livechat.ui.components.links import to
from livechat.ui.components.marks import tag
from livechat.ui.components.notices import error_line, notice
from livechat.ui.components.parts import only, seen, when
from livechat.ui.components.rich import rich
from livechat.ui.pages.admin.lab import lab, rehearsal
from livechat.ui.pages.admin.parts import head, listing

admin = seen(AdminState)


def articles() -> rx.Component:
    """The list, or the editor while an article is open."""
    return rx.el.div(rx.cond(admin.editing != "", _editor(), _list()), class_name="wrap")


def _list() -> rx.Component:
    return rx.fragment(
        head(
            t("admin.articles_title"),
            t("admin.articles_lead"),
            button(
                t("admin.article_new"),
                kind="primary dense",
                glyph="plus",
                on_click=admin.new_article(""),
            ),
        ),
        lab(),
        search_field(
            "find-article",
            t("admin.articles_find"),
            placeholder=t("admin.articles_find"),
            small=True,
            on_change=admin.find_article.debounce(250),
        ),
        listing(admin.found, _row, t("admin.articles_none")),
    )


def _row(row: Any) -> rx.Component:
    counts = t("admin.article_steps", steps="{a}", phrases="{b}").replace("{b}", "{a}").split("{a}")
    return rx.el.li(
        rx.el.div(
            rx.el.b(row.title),
            rx.el.small(
                row.category_label,
                " · ",
                counts[0],
                row.steps,
                counts[1],
                row.phrases,
                counts[2],
                only(row.review_text, rx.fragment(" · ", row.review_text)),
                only(row.fixed_text, rx.fragment(" · ", row.fixed_text)),
            ),
        ),
        when(~row.is_published, tag(t("admin.article_hidden"), "wait")),
        button(
            t("admin.article_edit"),
            rx.el.span(" ", row.title, class_name="vh"),
            kind="dense",
            on_click=admin.edit_article(row.slug),
        ),
        key=row.slug,
    )


def _editor() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.div(
                rx.el.h1(rx.cond(admin.editing == "new", t("admin.article_new"), admin.editing))
            ),
            button(t("admin.article_back"), kind="dense", on_click=admin.close_editor),
            class_name="ph",
        ),
        when(admin.shown_version > 0, notice(t("admin.article_earlier", n=admin.shown_version))),
        rx.el.div(
            rx.el.div(_markdown(), rehearsal(), _versions(), class_name="left"),
            _reading(),
            class_name="editor",
        ),
    )


def _markdown() -> rx.Component:
    return rx.fragment(
        rx.el.form(
            rx.el.label(t("admin.article_markdown"), html_for="markdown", class_name="label"),
            rx.el.textarea(
                id="markdown",
                name="markdown",
                default_value=admin.markdown,
                key=admin.draft_number,
                on_change=admin.read_draft.debounce(500),
                aria_describedby="draft-problem",
                class_name="field code",
                rows=24,
                spell_check=True,
            ),
            error_line(admin.error),
            rx.el.p(t("admin.article_versions"), class_name="hint"),
            rx.el.div(
                rx.el.label(
                    rx.el.input(
                        type="checkbox",
                        name="is_published",
                        default_checked=admin.is_published,
                        key=admin.draft_number,
                    ),
                    t("admin.article_published"),
                    class_name="check",
                ),
                rx.el.button(t("admin.article_save"), type="submit", class_name="btn primary"),
                class_name="inline end",
            ),
            on_submit=admin.save_article,
            class_name="card stack-form",
        ),
    )


def _reading() -> rx.Component:
    """What the text comes to, or why it cannot be saved; renewed while somebody types."""
    draft: Any = admin.draft
    return rx.el.section(
        rx.el.h2(t("admin.article_reads")),
        rx.el.p(
            rx.cond(draft.problem != "", draft.problem, t("admin.article_fine")),
            id="draft-problem",
            class_name=rx.cond(draft.problem != "", "error", "fine"),
            role="status",
        ),
        when(
            draft.remarks.length() > 0,
            rx.el.ul(
                rx.foreach(draft.remarks, lambda text: rx.el.li(text, key=text)),
                class_name="remarks",
                aria_label=t("lab.warnings"),
            ),
        ),
        only(
            draft.title,
            rx.fragment(
                rx.el.h3(draft.title),
                rx.el.p(draft.counts_text, class_name="hint"),
                rx.el.ol(rx.foreach(draft.steps, _step)),
            ),
        ),
        when(
            (admin.editing != "new") & admin.is_published,
            to(f"/help/{admin.editing}", t("admin.article_read")),
        ),
        class_name="card reading",
    )


def _step(step: Any) -> rx.Component:
    minutes = t("admin.article_minutes", minutes="{minutes}").split("{minutes}")
    return rx.el.li(
        rx.el.b(step.title),
        rx.el.p(rich(step.body)),
        rx.el.small(
            t("admin.article_done_when"),
            rich(step.done_when),
            " · ",
            minutes[0],
            step.minutes,
            minutes[1],
            only(step.only, rx.fragment(" · ", step.only)),
        ),
        key=step.title,
    )


def _versions() -> rx.Component:
    """What the article was before; opening one changes nothing until it is saved."""
    return rx.el.section(
        rx.el.h2(t("admin.article_history")),
        rx.cond(
            admin.versions.length() > 0,
            rx.el.ul(rx.foreach(admin.versions, _version), class_name="rows"),
            rx.el.p(t("admin.article_history_none"), class_name="muted"),
        ),
        class_name="card versions",
        aria_label=t("admin.article_history"),
    )


def _version(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(row.text),
        button(
            t("admin.article_version_open"),
            rx.el.span(" ", row.number, class_name="vh"),
            kind="dense",
            on_click=admin.show_version(row.number),
        ),
        key=row.number,
    )
