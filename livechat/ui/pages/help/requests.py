"""What the student has asked for: tickets with their due times, calls to move or to cancel."""

import reflex as rx

from livechat.domain.views import CallbackRow, TicketRow
from livechat.state.help import HelpState
from livechat.ui.components.buttons import button
from livechat.ui.components.choices import days, slots
from livechat.ui.components.marks import tag
from livechat.ui.components.notices import empty
from livechat.ui.components.parts import only, seen, when
from livechat.ui.words import tr

helped = seen(HelpState)


def requests() -> rx.Component:
    """The student's own tickets and calls; nothing when there are none."""
    return when(
        (helped.requests.length() > 0) | (helped.calls.length() > 0),
        rx.el.section(
            rx.el.h2(tr("help.requests")),
            rx.el.ul(
                rx.foreach(helped.calls, _call),
                rx.foreach(helped.requests, _ticket),
                class_name="stack-2",
            ),
            class_name="sec",
        ),
    )


def _ticket(row: TicketRow) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.b(rx.el.bdi(row.subject)),
            rx.el.br(),
            rx.el.small(tr("help.ticket", number=row.number), " · ", row.status_label),
        ),
        only(row.due_text, tag(row.due_text, rx.cond(row.is_overdue, "bad", "wait"), "clock")),
        class_name="card req",
        key=row.number,
    )


def _call(row: CallbackRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(
                rx.el.b(rx.el.bdi(row.topic)),
                rx.el.br(),
                rx.el.small(tr("help.callback"), " · ", rx.el.bdi(row.phone)),
            ),
            rx.el.span(tag(row.slot_text, "accent", "clock"), _actions(row), class_name="inline"),
            class_name="req-line",
        ),
        when(helped.moving == row.id, _times()),
        class_name="card req call",
        key=row.id,
    )


def _actions(row: CallbackRow) -> rx.Component:
    return when(
        row.can_change,
        rx.fragment(
            button(
                tr("help.call_move"),
                kind="dense",
                on_click=helped.begin_move(row.id),
                aria_label=tr("help.call_move_of", time=row.slot_text),
                aria_expanded=helped.moving == row.id,
            ),
            button(
                tr("help.call_cancel"),
                kind="dense",
                on_click=helped.cancel_call(row.id),
                aria_label=tr("help.call_cancel_of", time=row.slot_text),
            ),
        ),
        tag(row.state_label),
    )


def _times() -> rx.Component:
    return rx.cond(
        helped.move_slots.length() > 0,
        rx.el.div(
            rx.el.p(tr("help.call_choose"), class_name="small"),
            days(helped.move_days, tr("chat.nobody_days"), helped.move_day, helped.choose_move_day),
            slots(
                helped.move_slots,
                tr("chat.nobody_day", day=helped.move_day),
                "",
                helped.move_call,
            ),
            button(tr("help.call_keep"), kind="quiet start", on_click=helped.begin_move("")),
            class_name="more",
        ),
        empty(tr("chat.nobody_callback_none")),
    )
