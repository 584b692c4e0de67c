"""The left pane: offers, one's chats, the queue; tickets; calls to make."""

from typing import Any

import reflex as rx

from livechat.domain.text import t
from livechat.domain.views import CallbackRow, ChatRow, QueueRow, TicketRow
from livechat.domain.vocabulary import CallbackState, PresenceState, Priority, Status
from livechat.settings import get_settings
from livechat.state.desk import DeskState
from livechat.ui.components.buttons import button
from livechat.ui.components.clock import countdown, since
from livechat.ui.components.marks import count, tag
from livechat.ui.components.parts import Child, only, seen, when

desk = seen(DeskState)


def lists() -> rx.Component:
    """Tabs over the three lists."""
    return rx.el.section(
        rx.el.div(
            _tab("chats", t("desk.tab_chats"), desk.unread_total),
            _tab("tickets", t("desk.tab_tickets"), desk.tickets.length()),
            _tab("callbacks", t("desk.tab_callbacks"), desk.callbacks.length()),
            class_name="list-tabs",
            role="tablist",
            aria_label=t("desk.lists"),
        ),
        rx.el.div(
            rx.foreach(desk.offers, _offer),
            rx.match(
                desk.tab,
                ("tickets", _tickets()),
                ("callbacks", _callbacks()),
                _chats(),
            ),
            class_name="scroll",
        ),
        _hints(),
        class_name="pane q",
        aria_label=t("desk.pane_queue"),
    )


def _tab(name: str, text: str, number: Any) -> rx.Component:
    return rx.el.button(
        text,
        when(number > 0, rx.el.span(number, class_name="n num")),
        type="button",
        role="tab",
        aria_selected=desk.tab == name,
        on_click=desk.show_tab(name),
    )


def _heading(title: str, beside: Child = "", **place: Any) -> rx.Component:
    return rx.el.div(
        rx.el.h2(title, tab_index=-1, **place),
        rx.el.span(beside, class_name="num"),
        class_name="gh",
    )


def _nothing(text: Child) -> rx.Component:
    return rx.el.p(text, class_name="nothing")


def _offer(row: QueueRow) -> rx.Component:
    return rx.el.div(
        rx.el.p(t("desk.offered"), class_name="hd"),
        countdown(row.offer_ends_at, get_settings().offer_timeout_s, t("desk.seconds_left")),
        rx.el.p(
            rx.el.b(rx.el.bdi(row.student_name)),
            " · ",
            rx.el.span(row.topic, dir="auto"),
        ),
        rx.el.p(
            rx.el.span(t("desk.waited", time=row.waited_text), class_name="muted num"),
            " ",
            _priority(row),
        ),
        only(row.priority_reason, rx.el.p(row.priority_reason, class_name="why", dir="auto")),
        rx.el.div(
            button(
                t("desk.accept"),
                kind="primary dense",
                on_click=desk.accept(row.id),
                custom_attrs={"data-opens": row.conversation_id},
            ),
            button(t("desk.pass"), kind="dense", on_click=desk.decline(row.id)),
            class_name="ac",
        ),
        class_name="offer",
        role="alert",
        key=row.id,
    )


def _priority(row: QueueRow) -> rx.Component:
    """Whether somebody goes first; why stands in full on the offer."""
    is_pressing = row.priority != Priority.HIGH.value
    name = rx.match(
        row.priority,
        (Priority.DANGER.value, t("desk.danger")),
        (Priority.URGENT.value, t("desk.urgent")),
        t("desk.due_soon"),
    )
    return when(
        row.priority != Priority.NORMAL.value,
        rx.el.span(
            tag(name, rx.cond(is_pressing, "bad", "wait"), "flag"),
            title=row.priority_reason,
        ),
    )


def _chats() -> rx.Component:
    is_online = desk.desk.presence == PresenceState.ONLINE.value
    return rx.fragment(
        _heading(
            t("desk.my_chats"),
            t("desk.load_short", load=desk.desk.load, capacity=desk.desk.capacity),
        ),
        rx.cond(
            desk.chats.length() > 0,
            rx.fragment(rx.foreach(desk.chats, _chat)),
            _nothing(rx.cond(is_online, t("desk.no_chats_online"), t("desk.no_chats"))),
        ),
        _heading(t("desk.queue"), t("desk.queue_order"), id="desk-queue"),
        rx.cond(
            desk.line.length() > 0,
            rx.fragment(rx.foreach(desk.line, _waiting)),
            _nothing(t("desk.nobody_waits")),
        ),
    )


def _chat(row: ChatRow) -> rx.Component:
    unread: Any = row.unread
    return rx.el.button(
        rx.el.b(rx.el.bdi(row.student_name)),
        rx.el.span(
            rx.cond(row.is_student_waiting, since(row.last_at, 120, 300), ""), class_name="c"
        ),
        rx.el.span(
            rx.cond(
                row.status == Status.WRAP_UP.value,
                t("desk.solved_row"),
                rx.cond(row.excerpt != "", row.excerpt, row.topic),
            ),
            class_name="t",
        ),
        rx.el.span(
            when(row.unread > 0, count(unread, t("desk.unread", n=row.unread))),
            class_name="e",
        ),
        type="button",
        class_name="row",
        aria_current=rx.cond(row.id == desk.conversation.id, "true", "false"),
        custom_attrs={"data-chat": row.id},
        on_click=desk.open_chat(row.id),
        key=row.id,
    )


def _waiting(row: QueueRow) -> rx.Component:
    return rx.el.button(
        rx.el.b(rx.el.bdi(row.student_name)),
        rx.el.span(
            since(row.waiting_since),
            class_name=rx.match(row.tone, ("bad", "c late"), ("wait", "c warn"), "c"),
        ),
        rx.el.span(row.topic, class_name="t"),
        rx.el.span(_priority(row), class_name="e"),
        type="button",
        class_name="row",
        aria_current=rx.cond(row.conversation_id == desk.conversation.id, "true", "false"),
        on_click=desk.open_chat(row.conversation_id),
        key=row.id,
    )


def _tickets() -> rx.Component:
    return rx.fragment(
        _heading(t("desk.tickets_of"), desk.tickets.length()),
        rx.cond(
            desk.tickets.length() > 0,
            rx.fragment(rx.foreach(desk.tickets, _ticket)),
            _nothing(t("desk.no_tickets")),
        ),
    )


def _ticket(row: TicketRow) -> rx.Component:
    return rx.el.button(
        rx.el.b(row.number, " ", rx.el.span(row.subject, dir="auto")),
        tag(row.status_label),
        rx.el.span(
            rx.el.bdi(row.student_name),
            " · ",
            row.owner_name,
            only(row.follow_up_text, rx.el.span(" · ", row.follow_up_text)),
            class_name="t",
        ),
        rx.el.span(row.due_text, class_name=rx.cond(row.is_overdue, "due num late", "due num")),
        type="button",
        class_name="row ticket-row",
        aria_current=rx.cond(row.number == desk.ticket.row.number, "true", "false"),
        on_click=desk.open_ticket(row.number),
        key=row.number,
    )


def _callbacks() -> rx.Component:
    return rx.fragment(
        _heading(t("desk.callbacks_due"), desk.callbacks.length()),
        rx.cond(
            desk.callbacks.length() > 0,
            rx.fragment(rx.foreach(desk.callbacks, _callback)),
            _nothing(t("desk.no_callbacks")),
        ),
    )


def _callback(row: CallbackRow) -> rx.Component:
    is_calling = row.state == CallbackState.CALLING.value
    return rx.el.article(
        rx.el.p(rx.el.b(rx.el.bdi(row.student_name)), " ", tag(row.state_label)),
        rx.el.p(
            row.slot_text,
            when(
                row.attempts > 0,
                rx.el.span(" · ", t("desk.attempt", n=row.attempts), class_name="faint"),
            ),
            class_name="num",
        ),
        rx.el.a(row.phone, href=f"tel:{row.phone}", class_name="num", dir="ltr"),
        only(row.note, rx.el.p(row.note, dir="auto", class_name="muted")),
        rx.el.div(
            rx.cond(
                is_calling,
                rx.fragment(
                    button(
                        t("desk.reached"),
                        kind="primary dense",
                        on_click=desk.finish_callback(row.id, True),
                    ),
                    button(
                        t("desk.not_reached"),
                        kind="dense",
                        on_click=desk.finish_callback(row.id, False),
                    ),
                ),
                button(
                    t("desk.call"),
                    kind="primary dense",
                    glyph="phone",
                    on_click=desk.start_callback(row.id),
                ),
            ),
            button(
                t("desk.read_chat"),
                kind="quiet dense",
                on_click=desk.open_callback(row.conversation_id),
            ),
            class_name="ac",
        ),
        class_name="call",
        key=row.id,
    )


def _hints() -> rx.Component:
    def hint(text: str, *keys: str) -> rx.Component:
        return rx.el.span(*[rx.el.kbd(key) for key in keys], text)

    return rx.el.div(
        hint(t("desk.hint_move"), "J", "K"),
        hint(t("desk.hint_reply"), "R"),
        hint(t("desk.hint_note"), "N"),
        hint(t("desk.hint_canned"), "/"),
        class_name="foot-hint",
        aria_hidden="true",
    )
