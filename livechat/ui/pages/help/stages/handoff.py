"""Before a person joins: the summary to correct, then the queue."""

import reflex as rx

from livechat.state.chat import ChatState
from livechat.ui.components import panel
from livechat.ui.components.attachments import pictures
from livechat.ui.components.buttons import button
from livechat.ui.components.chat_alerts import ASKS
from livechat.ui.components.handoff import handoff_fields
from livechat.ui.components.marks import bot_mark
from livechat.ui.components.parts import seen, when
from livechat.ui.components.wait import band
from livechat.ui.pages.help.stages.parts import tools
from livechat.ui.words import tr

chat = seen(ChatState)


def handoff() -> rx.Component:
    """The student explains once; everything may be changed."""
    wait = chat.wait
    return rx.el.form(
        panel.header(
            bot_mark("lg"), tr("chat.handoff_title"), tr("chat.handoff_subtitle"), *tools()
        ),
        panel.body(
            panel.lead(rx.el.h3(tr("chat.handoff_ask")), rx.el.p(tr("chat.handoff_lead"))),
            rx.el.div(
                handoff_fields(chat.handoff),
                pictures(chat.handoff.attachments),
                class_name="card stack-4",
                key=chat.conversation.id,
            ),
            when(wait.has_estimate, band(wait)),
        ),
        panel.actions(
            button(
                rx.cond(
                    wait.has_estimate,
                    tr("chat.handoff_join_wait", wait=wait.text),
                    tr("chat.handoff_join"),
                ),
                kind="primary wide",
                type="submit",
                custom_attrs=ASKS,
            ),
            button(tr("chat.nobody_back"), kind="quiet wide", on_click=chat.back_to_bot),
        ),
        on_submit=chat.join_queue,
        class_name="fill",
    )
