"""When no person is free: keep waiting, a callback, a ticket; nothing is asked twice."""

import reflex as rx

from livechat.domain.vocabulary import Status
from livechat.state.chat import ChatState
from livechat.ui.components import panel
from livechat.ui.components.buttons import button
from livechat.ui.components.choices import days, radio_card, slots
from livechat.ui.components.fields import text_area, text_field
from livechat.ui.components.marks import bot_mark
from livechat.ui.components.notices import empty, notice
from livechat.ui.components.parts import Text, only, seen, when
from livechat.ui.pages.help.stages.parts import tools
from livechat.ui.words import tr

chat = seen(ChatState)

_wait = chat.wait
_is_queued = chat.conversation.status == Status.QUEUED.value


def ways() -> rx.Component:
    """A form whose button does what is chosen."""
    return rx.el.form(
        panel.header(bot_mark("lg"), tr("chat.nobody_header"), _subtitle(), *tools()),
        only(chat.refusal, notice(chat.refusal)),
        panel.body(
            panel.lead(rx.el.h3(tr("chat.nobody_title")), rx.el.p(_lead())),
            when(
                _is_queued | _wait.is_desk_open,
                _way("wait", tr("chat.nobody_wait"), _place_note()),
            ),
            _way(
                "callback", tr("chat.nobody_callback"), tr("chat.nobody_callback_note"), _callback()
            ),
            _way("ticket", tr("chat.nobody_ticket"), tr("chat.nobody_ticket_note"), _ticket()),
        ),
        panel.actions(
            rx.match(
                chat.way,
                ("wait", _primary(tr("chat.nobody_stay"))),
                ("ticket", _primary(tr("chat.nobody_file"))),
                _primary(tr("chat.nobody_book")),
            ),
            when(
                ~_is_queued,
                button(tr("chat.nobody_back"), kind="quiet wide", on_click=chat.back_to_bot),
            ),
        ),
        on_submit=chat.submit_way,
        class_name="fill",
    )


def _subtitle() -> rx.Var[str]:
    return rx.cond(
        _wait.is_desk_open, tr("chat.nobody_subtitle"), tr("chat.nobody_subtitle_closed")
    )


def _lead() -> rx.Component:
    return rx.cond(
        _wait.is_desk_open,
        rx.fragment(tr("chat.nobody_lead")),
        rx.fragment(
            tr("chat.nobody_lead_closed"),
            only(_wait.next_opening_text, rx.el.span(" ", _wait.next_opening_text)),
        ),
    )


def _place_note() -> rx.Var[str]:
    return rx.cond(
        _wait.position_text != "",
        tr("chat.nobody_wait_place", place=_wait.position_text),
        tr("chat.nobody_wait_note"),
    )


def _way(value: str, title: Text, note: Text, more: rx.Component | None = None) -> rx.Component:
    return radio_card(
        "way",
        value,
        title,
        note,
        is_chosen=chat.way == value,
        on_choose=chat.choose_way,
        more=more,
    )


def _primary(text: Text) -> rx.Component:
    return button(text, kind="primary wide", type="submit")


def _callback() -> rx.Component:
    return rx.cond(
        chat.slots.length() > 0,
        rx.el.div(
            days(chat.slot_days, tr("chat.nobody_days"), chat.slot_day, chat.choose_day),
            slots(
                chat.slots,
                tr("chat.nobody_day", day=chat.slot_day),
                chat.slot,
                chat.choose_slot,
            ),
            text_field(
                "phone",
                tr("chat.nobody_phone"),
                kind="tel",
                auto_complete="tel",
                required=True,
                max_length=40,
                input_mode="tel",
            ),
            class_name="more",
        ),
        empty(tr("chat.nobody_callback_none")),
    )


def _ticket() -> rx.Component:
    return rx.el.div(
        text_field(
            "subject",
            tr("chat.nobody_subject"),
            value=rx.cond(
                chat.conversation.topic != "",
                chat.conversation.topic,
                chat.handoff.issue,
            ),
            required=True,
            max_length=120,
        ),
        text_area(
            "details",
            tr("chat.nobody_details"),
            value=chat.handoff.issue,
            max_length=4000,
            rows=3,
            dir="auto",
        ),
        class_name="more",
    )
