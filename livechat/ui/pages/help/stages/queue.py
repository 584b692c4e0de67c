"""In the queue: the place, the promise as a band, what happens next, and other ways."""

import reflex as rx

from livechat.settings import get_settings
from livechat.state.chat import ChatState
from livechat.ui.components import panel
from livechat.ui.components.buttons import button
from livechat.ui.components.handoff import handoff_facts
from livechat.ui.components.icons import icon
from livechat.ui.components.incident import incidents
from livechat.ui.components.lines import newest_lines
from livechat.ui.components.log import log
from livechat.ui.components.marks import bot_mark
from livechat.ui.components.parts import Text, only, seen, when
from livechat.ui.components.receipts import Marks
from livechat.ui.components.rich import rich
from livechat.ui.components.thread import message_row
from livechat.ui.components.wait import queue_card
from livechat.ui.pages.help.stages.parts import composer, tools
from livechat.ui.words import tr

chat = seen(ChatState)


def queue() -> rx.Component:
    """Nothing here is lost by closing the panel."""
    return rx.fragment(
        panel.header(bot_mark("lg"), tr("chat.queue_title"), tr("chat.queue_subtitle"), *tools()),
        incidents(),
        panel.body(
            only(chat.conversation.help_lines, _help_lines()),
            queue_card(chat.wait),
            _next(),
            _summary(),
            _said(),
            rx.el.div(
                button(tr("chat.queue_callback"), kind="quiet", on_click=chat.show_ways),
                button(tr("chat.queue_leave"), kind="quiet calm", on_click=chat.leave_queue),
                class_name="inline ways",
            ),
            extra="queue",
        ),
        composer(tr("chat.placeholder_queue")),
    )


def _help_lines() -> rx.Component:
    """Above everything else, in the institution's own words."""
    return rx.el.section(
        rx.el.h3(tr("danger.title")),
        rx.el.p(rich(chat.conversation.help_lines), class_name="lines", dir="auto"),
        rx.el.p(tr("danger.paged")),
        class_name="card help-lines",
        role="alert",
    )


def _next() -> rx.Component:
    keep = get_settings().queue_keep_min
    return rx.el.section(
        rx.el.h3(tr("chat.queue_next")),
        rx.el.ol(
            _step(tr("chat.queue_next_read"), tr("chat.queue_next_read_rest")),
            _step(tr("chat.queue_next_join"), tr("chat.queue_next_join_rest")),
            _step(tr("chat.queue_next_lost"), tr("chat.queue_next_lost_rest", n=keep)),
            class_name="next",
        ),
    )


def _step(lead: Text, rest: Text) -> rx.Component:
    return rx.el.li(rx.el.span(rx.el.b(lead), rest))


def _summary() -> rx.Component:
    card = chat.conversation.handoff
    return when(
        card,
        rx.el.details(
            rx.el.summary(
                icon("right", "s chev flip"),
                rx.el.span(tr("chat.handoff_what"), class_name="grow"),
            ),
            handoff_facts(card),
            class_name="card folding",
        ),
    )


def _said() -> rx.Component:
    """The conversation so far, folded: it is still there and still grows."""
    marks = Marks(chat.other_read_seq, chat.other_delivered_seq)
    return rx.el.details(
        rx.el.summary(
            icon("right", "s chev flip"),
            rx.el.span(tr("chat.queue_so_far"), class_name="grow"),
        ),
        log(
            rx.foreach(newest_lines(chat), lambda message: message_row(message, marks)),
            conversation=chat.conversation.id,
            read_to=chat.my_read_seq,
            on_read=chat.mark_read,
        ),
        open=chat.conversation.help_lines != "",
        class_name="card folding so-far",
    )
