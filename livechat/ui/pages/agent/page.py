"""The desk's page: queue and chats, the conversation, the student; on a phone one at a time."""

import reflex as rx

from livechat.domain.text import t
from livechat.settings import get_settings
from livechat.state.desk import DeskState
from livechat.ui import layout
from livechat.ui.components import links
from livechat.ui.components.browser import browser
from livechat.ui.components.buttons import link_button
from livechat.ui.components.desk_keys import desk_keys
from livechat.ui.components.icons import icon, sprite
from livechat.ui.components.live import live
from livechat.ui.components.notices import loading
from livechat.ui.components.parts import Child, seen, when
from livechat.ui.components.viewer import viewer
from livechat.ui.pages.agent.bar import bar, told
from livechat.ui.pages.agent.conversation import conversation
from livechat.ui.pages.agent.lists import lists
from livechat.ui.pages.agent.sheets import sheets
from livechat.ui.pages.agent.student import student

desk = seen(DeskState)


def agent_page() -> rx.Component:
    """`/agent`: for agents, specialists and admins."""
    return rx.fragment(
        rx.match(
            desk.stage,
            ("desk", _desk()),
            ("gate", _gate(t("desk.gate_title"), t("desk.gate_lead"), _sign_in())),
            ("other", _gate(t("desk.other_title"), t("desk.other_lead"), _help())),
            layout.page(layout.top_bar(), loading(True, t("desk.loading"))),
        ),
        browser(desk.know_browser),
    )


def _desk() -> rx.Component:
    return rx.el.div(
        sprite(),
        links.within("main", t("page.skip"), class_name="skip"),
        bar(),
        told(),
        rx.el.main(
            rx.el.h1(t("desk.title"), class_name="vh"),
            lists(),
            conversation(),
            student(),
            id="main",
            tab_index=-1,
            class_name="panes",
        ),
        _dock(),
        sheets(),
        viewer(t),
        live(every_s=get_settings().catch_up_s, on_catch_up=desk.catch_up),
        desk_keys(
            desk.offers.length(),
            desk.unread_total,
            rx.cond(desk.told_chat != "", desk.told, ""),
        ),
        class_name="desk",
        custom_attrs={"data-pane": desk.pane},
    )


def _dock() -> rx.Component:
    """A phone's way between the panes."""
    waiting = desk.offers.length() + desk.unread_total
    return rx.el.nav(
        _tab("queue", "clock", t("desk.dock_queue"), when(waiting > 0, _count(waiting))),
        _tab("chat", "chat", t("desk.dock_chat"), rx.fragment()),
        _tab("student", "person", t("desk.dock_student"), rx.fragment()),
        class_name="dock",
        aria_label=t("desk.dock"),
    )


def _count(number: rx.Var[int]) -> rx.Component:
    return rx.el.span(number, class_name="count")


def _tab(pane: str, glyph: str, text: str, badge: Child) -> rx.Component:
    return rx.el.button(
        icon(glyph),
        text,
        badge,
        type="button",
        aria_current=rx.cond(desk.pane == pane, "true", "false"),
        on_click=desk.show_pane(pane),
    )


def _gate(title: str, lead: str, action: rx.Component) -> rx.Component:
    return layout.page(
        layout.top_bar(),
        rx.el.div(
            rx.el.h1(title),
            rx.el.p(lead, class_name="muted"),
            action,
            class_name="card",
        ),
        class_name="gate",
    )


def _sign_in() -> rx.Component:
    return link_button(t("page.sign_in"), href="/sign-in?next=/agent", kind="primary")


def _help() -> rx.Component:
    return link_button(t("desk.other_help"), href="/help", kind="primary")
