"""The end: what came of it, the transcript, and the way back."""

import reflex as rx

from livechat.domain.vocabulary import CloseReason, Outcome
from livechat.settings import get_settings
from livechat.state.chat import ChatState
from livechat.ui.components import panel
from livechat.ui.components.buttons import button
from livechat.ui.components.handoff import handoff_facts
from livechat.ui.components.marks import bot_mark, tag
from livechat.ui.components.parts import only, seen, when
from livechat.ui.components.transcript import transcript_link
from livechat.ui.pages.help.stages.parts import ending, tools
from livechat.ui.words import tr

chat = seen(ChatState)

_conversation = chat.conversation


def ended() -> rx.Component:
    """Solved or not, everything is one tap away."""
    return rx.fragment(
        panel.header(bot_mark("lg"), tr("chat.closed_title"), ending(_conversation), *tools()),
        panel.body(
            panel.lead(
                _how(),
                only(_conversation.topic, rx.el.h3(rx.el.bdi(_conversation.topic))),
                only(_conversation.ticket_text, rx.el.p(_conversation.ticket_text)),
                only(_conversation.callback_text, rx.el.p(_conversation.callback_text)),
            ),
            _rate(),
            transcript_link(_conversation, has_formats=True),
            button(
                tr("chat.closed_read"),
                kind="wide",
                on_click=chat.read_conversation(_conversation.id),
            ),
            when(
                _conversation.handoff,
                rx.el.div(handoff_facts(_conversation.handoff), class_name="card slim"),
            ),
            _again(),
        ),
        panel.actions(
            button(
                tr("chat.start_new"), kind="primary wide", glyph="chat", on_click=chat.start_new
            ),
        ),
    )


def _how() -> rx.Component:
    is_solved = (_conversation.close_reason == CloseReason.BOT_CONFIRMED.value) | (
        _conversation.outcome == Outcome.SOLVED.value
    )
    return rx.cond(
        is_solved,
        tag(tr("chat.closed_solved"), "ok", "check"),
        rx.cond(
            _conversation.ticket_number > 0,
            tag(tr("chat.closed_ticket", number=_conversation.ticket_number), "accent", "ticket"),
            tag(tr("chat.closed_ended")),
        ),
    )


def _rate() -> rx.Component:
    return rx.el.div(
        when(
            _conversation.can_rate_human,
            button(
                tr("chat.closed_rate_human", name=_conversation.owner_name),
                kind="grow",
                on_click=chat.start_rating("human"),
            ),
        ),
        when(
            _conversation.can_rate_bot,
            button(tr("chat.closed_rate_bot"), kind="grow", on_click=chat.start_rating("bot")),
        ),
        class_name="inline",
    )


def _again() -> rx.Component:
    return when(
        _conversation.can_continue,
        rx.el.div(
            rx.el.p(
                rx.el.b(tr("chat.closed_again")),
                " ",
                tr("chat.closed_again_lead", hours=get_settings().reopen_hours),
            ),
            button(
                tr("chat.history_continue"),
                kind="quiet start",
                glyph="retry",
                on_click=chat.continue_conversation(_conversation.id),
            ),
            class_name="card sunk small again",
        ),
    )
