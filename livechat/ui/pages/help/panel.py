"""The chat panel: one dialog, a stage for each place in the journey."""

import reflex as rx

from livechat.state.chat import ChatState
from livechat.ui.components import panel
from livechat.ui.components.parts import Handler, seen
from livechat.ui.components.viewer import viewer
from livechat.ui.pages.help.stages.ended import ended
from livechat.ui.pages.help.stages.gate import blocked, signed_out, staff
from livechat.ui.pages.help.stages.handoff import handoff
from livechat.ui.pages.help.stages.history import history, reading
from livechat.ui.pages.help.stages.queue import queue
from livechat.ui.pages.help.stages.rating import rating
from livechat.ui.pages.help.stages.talk import talk
from livechat.ui.pages.help.stages.ways import ways
from livechat.ui.words import tr

chat = seen(ChatState)


def chat_panel(on_opened: Handler = chat.opened, on_closed: Handler = chat.closed) -> rx.Component:
    """Once a page; it is drawn over it while open."""
    chat_itself = panel.panel(
        rx.match(
            chat.stage,
            ("gate", signed_out()),
            ("staff", staff()),
            ("blocked", blocked()),
            ("handoff", handoff()),
            ("queue", queue()),
            ("nobody", ways()),
            ("rating", rating()),
            ("closed", ended()),
            ("history", history()),
            ("reading", reading()),
            talk(),
        ),
        stage=chat.stage,
        on_opened=on_opened,
        on_closed=on_closed,
    )
    return rx.fragment(chat_itself, viewer(tr))
