"""Where the chat is opened: a card beside the page, or a bar below it; one in view at a time.

Which of the two is there is decided by the width alone (help.css), so that there is exactly
one button "Live chat" on every screen.
"""

import reflex as rx

from livechat.state.chat import ChatState
from livechat.state.help import HelpState
from livechat.ui.components.icons import icon
from livechat.ui.components.panel import open_chat, while_closed
from livechat.ui.components.parts import Text, only, seen, when
from livechat.ui.components.wait import band
from livechat.ui.words import tr

chat = seen(ChatState)
helped = seen(HelpState)

_wait = helped.wait


def chat_card(about: Text = "") -> rx.Component:
    """The card with the wait and, on wide screens, the button."""
    return rx.el.section(
        rx.el.h2(tr("help.card_title"), id="chat-card"),
        rx.el.p(tr("help.card_lead"), class_name="muted"),
        when(
            _wait.has_estimate & helped.is_desk_open,
            rx.el.div(
                rx.el.p(
                    rx.el.span(tr("help.card_wait")),
                    rx.el.b(_wait.text, class_name="num"),
                    class_name="lead",
                ),
                band(_wait),
            ),
        ),
        when(~helped.is_desk_open, only(helped.open_text, _shut())),
        open_chat(
            icon("chat", "s"),
            tr("chat.launch"),
            _badge(),
            about=about,
            class_name="btn primary wide open-chat",
            aria_label=tr("chat.launch"),
        ),
        class_name="card chatcard",
        aria_labelledby="chat-card",
    )


def launcher(about: Text = "") -> rx.Component:
    """The bar at the bottom of narrow screens; it makes way for the open panel."""
    return while_closed(
        rx.el.div(
            open_chat(
                icon("chat"),
                rx.el.span(rx.el.b(tr("chat.launch")), rx.el.small(_note(), class_name="num")),
                _badge(),
                about=about,
                class_name="launch",
                aria_label=tr("chat.launch"),
            ),
            class_name="dockbar",
        )
    )


def _note() -> rx.Component:
    return rx.cond(
        _wait.has_estimate & helped.is_desk_open,
        tr("chat.for_person", wait=_wait.text),
        tr("help.launch_note"),
    )


def _shut() -> rx.Component:
    return rx.el.p(icon("clock", "s"), " ", helped.open_text, class_name="shut-note")


def _badge() -> rx.Component:
    return when(
        chat.unread > 0,
        rx.el.span(
            rx.el.span(chat.unread, aria_hidden="true"),
            rx.el.span(tr("chat.unread", n=chat.unread), class_name="vh", role="status"),
            class_name="count",
        ),
    )
