"""How did it go? The bot and the person apart; never a must."""

import reflex as rx

from livechat.domain.vocabulary import RatingKind
from livechat.settings import get_settings
from livechat.state.chat import ChatState
from livechat.ui.components import panel
from livechat.ui.components.buttons import button
from livechat.ui.components.marks import bot_mark, person_mark
from livechat.ui.components.parts import seen
from livechat.ui.components.rating import rating_form
from livechat.ui.components.transcript import transcript_link
from livechat.ui.pages.help.stages.parts import tools
from livechat.ui.words import tr

chat = seen(ChatState)

_is_bot = chat.rating_kind == RatingKind.BOT.value
_helper = rx.cond(
    chat.conversation.owner_name != "",
    chat.conversation.owner_name,
    chat.conversation.peer_name,
)


def rating() -> rx.Component:
    """One form for both; the question says whom it is about."""
    return rx.el.form(
        panel.header(
            rx.cond(_is_bot, bot_mark("lg"), person_mark(chat.conversation.peer_initials, "lg")),
            tr("chat.rating_title"),
            rx.cond(_is_bot, tr("chat.bot"), _helper),
            *tools(),
        ),
        panel.body(
            rating_form(
                rx.cond(_is_bot, tr("chat.rating_bot"), tr("chat.rating_human", name=_helper)),
                stars=chat.stars,
                solved=chat.solved,
                on_stars=chat.rate_stars,
                on_solved=chat.rate_solved,
            ),
            rx.el.p(
                tr("chat.rating_note", n=get_settings().rating_edit_hours),
                class_name="faint small",
            ),
            transcript_link(chat.conversation, "start"),
        ),
        panel.actions(
            button(tr("chat.rating_skip"), on_click=chat.skip_rating),
            button(tr("chat.rating_send"), kind="primary", type="submit"),
            is_row=True,
        ),
        on_submit=chat.send_rating,
        key=chat.rating_kind,
        class_name="fill",
    )
