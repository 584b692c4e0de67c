"""What several stages of the panel share: header actions, composer, how it ended."""

from typing import Any

import reflex as rx

from livechat.domain.vocabulary import CloseReason, Status
from livechat.settings import get_settings
from livechat.state.chat import ChatState
from livechat.ui.components import panel
from livechat.ui.components.buttons import button, icon_button
from livechat.ui.components.icons import icon
from livechat.ui.components.outbox import outbox
from livechat.ui.components.parts import Text, seen, when
from livechat.ui.components.transcript import transcript_link
from livechat.ui.words import tr

chat = seen(ChatState)


def tools() -> list[rx.Component]:
    """History and the menu, the same in every stage."""
    has_one = chat.conversation.id != ""
    return [
        icon_button("history", tr("chat.history"), on_click=chat.show_history, kind="history"),
        when(
            has_one,
            panel.menu(
                transcript_link(chat.conversation, ""),
                when(
                    chat.conversation.status == Status.BOT.value,
                    button(tr("chat.end"), glyph="x", on_click=chat.end_chat),
                ),
            ),
        ),
    ]


def composer(placeholder: Text) -> rx.Component:
    """The message field with its outbox, and pictures once there is a conversation."""
    settings = get_settings()
    return rx.el.div(
        outbox(
            scope=chat.scope,
            conversation=chat.conversation.id,
            confirmed=chat.confirmed,
            refused=chat.refused,
            pause=chat.pause,
            placeholder=placeholder,
            limit=settings.message_limit,
            max_files=settings.upload_per_message,
            max_bytes=settings.upload_limit_mb * 1024 * 1024,
            upload_url=rx.cond(
                chat.conversation.id != "",
                f"/api/upload/{chat.conversation.id}",
                "",
            ),
            csrf=chat.csrf,
            typing_every_s=settings.typing_every_s,
            attach_icon=icon("clip"),
            camera_icon=icon("camera"),
            send_icon=icon("send", "flip"),
            on_deliver=chat.deliver,
            on_typing=chat.typing,
        ),
        class_name="p-foot",
    )


def ending(conversation: Any) -> rx.Var[str]:
    """How a closed conversation ended, in words."""
    return rx.match(
        conversation.close_reason,
        *[(reason.value, tr(f"conversation.ended_{reason.value}")) for reason in CloseReason],
        conversation.status_label,
    )
