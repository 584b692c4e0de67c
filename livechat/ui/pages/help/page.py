"""The Help page and an article's page, with the chat over them."""

import reflex as rx

from livechat.domain.article_views import ArticleStepView
from livechat.settings import get_settings
from livechat.state.chat import ChatState
from livechat.state.help import HelpState
from livechat.ui import layout
from livechat.ui.components.browser import browser
from livechat.ui.components.chat_alerts import chat_alerts
from livechat.ui.components.icons import icon
from livechat.ui.components.incident import incidents, known
from livechat.ui.components.links import to
from livechat.ui.components.live import live
from livechat.ui.components.marks import tag
from livechat.ui.components.parts import Child, Text, only, seen, when
from livechat.ui.components.rich import rich
from livechat.ui.pages.help import sections
from livechat.ui.pages.help.chat_card import chat_card, launcher
from livechat.ui.pages.help.panel import chat_panel
from livechat.ui.pages.help.requests import requests
from livechat.ui.words import tr

chat = seen(ChatState)
helped = seen(HelpState)


def help_page() -> rx.Component:
    """`/help`: find it oneself, or talk."""
    return _frame(
        sections.head(),
        sections.search(),
        rx.el.div(requests(), sections.popular(), sections.topics(), class_name="page-body"),
    )


def article_page() -> rx.Component:
    """`/help/<slug>`: all steps of an article at once."""
    article = helped.article
    return _frame(
        to("/help", icon("back", "s flip"), tr("help.back"), class_name="crumb"),
        rx.cond(
            helped.is_missing,
            rx.el.h1(tr("help.article_missing"), class_name="empty"),
            rx.el.article(
                rx.el.p(tag(article.row.category_label, "accent")),
                rx.el.h1(article.row.title, dir="auto"),
                rx.el.p(rich(article.row.summary), class_name="lead", dir="auto"),
                rx.el.ol(rx.foreach(article.steps, _step), class_name="how"),
                class_name="article",
            ),
        ),
        when(
            helped.related.length() > 0,
            rx.el.section(
                rx.el.h2(tr("help.related")),
                rx.el.ul(rx.foreach(helped.related, sections.article_line), class_name="pop"),
                class_name="sec",
            ),
        ),
        about=article.row.slug,
    )


def _step(step: ArticleStepView) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h2(rich(step.title), dir="auto"),
            rx.el.p(rich(step.body), dir="auto"),
            only(
                step.done_when,
                rx.el.p(
                    rx.el.b(tr("help.article_done")),
                    " ",
                    rx.el.bdi(rich(step.done_when)),
                    class_name="done",
                ),
            ),
        ),
        key=step.title,
    )


def _frame(*children: Child, about: Text = "") -> rx.Component:
    """Top bar, two columns with the chat card beside, the panel over it all."""
    return layout.page(
        layout.student_bar(layout.account(helped.name, helped.initials)),
        rx.el.div(
            rx.el.div(incidents(), *children),
            rx.el.aside(chat_card(about), sections.hours()),
            class_name="cols",
        ),
        class_name="wrap",
        after=rx.fragment(
            launcher(about),
            chat_panel(),
            chat_alerts(
                chat.conversation.id,
                chat.unread,
                rx.cond(chat.conversation.peer_kind == "person", chat.conversation.peer_name, ""),
            ),
            live(every_s=get_settings().catch_up_s, on_catch_up=chat.catch_up),
            browser([chat.know_browser, helped.know_browser, known.know_browser]),
        ),
    )
