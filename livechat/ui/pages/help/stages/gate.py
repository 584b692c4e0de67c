"""The panel for those who cannot chat here: signed out, or on the desk's side."""

import reflex as rx

from livechat.state.chat import ChatState
from livechat.ui.components import panel
from livechat.ui.components.buttons import button, link_button
from livechat.ui.components.marks import bot_mark
from livechat.ui.components.parts import seen
from livechat.ui.words import tr

chat = seen(ChatState)


def signed_out() -> rx.Component:
    """Says what to do and why."""
    return rx.fragment(
        panel.header(bot_mark("lg"), tr("chat.bot"), tr("chat.gate_subtitle")),
        panel.body(
            panel.lead(rx.el.h3(tr("chat.gate_title")), rx.el.p(tr("chat.gate_lead"))),
        ),
        panel.actions(
            link_button(tr("page.sign_in"), href="/sign-in?next=/help", kind="primary wide"),
            link_button(tr("auth.sign_up"), href="/sign-up?next=/help", kind="wide"),
        ),
    )


def staff() -> rx.Component:
    """Staff see the page, but have no chat of their own."""
    return rx.fragment(
        panel.header(bot_mark("lg"), tr("chat.bot"), tr("chat.gate_subtitle_staff")),
        panel.body(rx.el.p(tr("chat.gate_staff"), class_name="muted")),
        panel.actions(link_button(tr("chat.gate_desk"), href="/agent", kind="primary wide")),
    )


def blocked() -> rx.Component:
    """Until when and why; what was said before can be read."""
    return rx.fragment(
        panel.header(bot_mark("lg"), tr("chat.bot"), tr("chat.blocked_title")),
        panel.body(
            panel.lead(rx.el.p(chat.blocked, role="status")),
        ),
        panel.actions(button(tr("chat.history_title"), kind="wide", on_click=chat.show_history)),
    )
