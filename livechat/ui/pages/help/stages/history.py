"""Previous conversations: a list with search, one to read, and going on with it."""

import reflex as rx

from livechat.state.chat import ChatState
from livechat.ui.components import panel
from livechat.ui.components.buttons import button, icon_button
from livechat.ui.components.fields import search_field
from livechat.ui.components.history import history_list
from livechat.ui.components.notices import notice
from livechat.ui.components.parts import Handler, seen, when
from livechat.ui.components.receipts import Marks
from livechat.ui.components.thread import message_row
from livechat.ui.components.transcript import transcript_link
from livechat.ui.pages.help.stages.parts import ending
from livechat.ui.words import tr

chat = seen(ChatState)


def history() -> rx.Component:
    """One's own conversations, newest first."""
    return rx.fragment(
        panel.header(rx.fragment(), tr("chat.history_title"), _count(), lead=_back(chat.back)),
        panel.body(
            search_field(
                "history-search",
                tr("chat.history_search"),
                placeholder=tr("chat.history_search"),
                small=True,
                on_change=chat.search_history.debounce(250),
            ),
            history_list(
                chat.history_rows,
                chat.read_conversation,
                rx.cond(
                    chat.history_search != "",
                    tr("chat.history_none"),
                    tr("chat.history_empty"),
                ),
                tr("chat.history_title"),
            ),
        ),
        panel.actions(
            button(tr("chat.start_new"), kind="primary wide", glyph="chat", on_click=chat.start_new)
        ),
    )


def reading() -> rx.Component:
    """An earlier conversation as it was; nothing in it can be changed."""
    view = chat.reading
    top = view.last_seq
    return rx.fragment(
        panel.header(
            rx.fragment(),
            rx.cond(view.topic != "", view.topic, tr("chat.history_title")),
            ending(view),
            lead=_back(chat.show_history),
        ),
        notice(tr("chat.history_reading"), glyph="history", tone="info"),
        rx.el.div(
            when(
                chat.reading_has_older,
                button(tr("chat.earlier"), kind="quiet earlier", on_click=chat.read_more),
            ),
            rx.foreach(chat.reading_lines, lambda message: message_row(message, Marks(top, top))),
            when(
                chat.reading_has_newer,
                button(tr("chat.later"), kind="quiet earlier", on_click=chat.read_later),
            ),
            class_name="log",
            role="region",
            aria_label=tr("chat.conversation"),
            tab_index=0,
        ),
        panel.actions(
            transcript_link(view, has_formats=True),
            when(
                view.can_continue,
                button(
                    tr("chat.history_continue"),
                    kind="primary wide",
                    glyph="retry",
                    on_click=chat.continue_conversation(view.id),
                ),
            ),
        ),
    )


def _back(to: Handler) -> rx.Component:
    return icon_button("back", tr("chat.back"), on_click=to, kind="back")


def _count() -> rx.Var[str]:
    return tr("chat.history_count", n=chat.history_rows.length())
