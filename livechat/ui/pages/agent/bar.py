"""The desk's top bar: figures, load, one's own status, the account."""

import reflex as rx

from livechat.domain.text import t
from livechat.domain.vocabulary import PresenceState, Role
from livechat.state.desk import DeskState
from livechat.ui import layout
from livechat.ui.components.buttons import button
from livechat.ui.components.clock import since
from livechat.ui.components.icons import icon
from livechat.ui.components.links import to
from livechat.ui.components.marks import logo
from livechat.ui.components.notices import notice
from livechat.ui.components.parts import only, seen, when

desk = seen(DeskState)
_figures = desk.desk


def bar() -> rx.Component:
    """Always in view."""
    return rx.el.header(
        rx.el.div(logo(), rx.el.span(t("desk.title")), class_name="brand"),
        _numbers(),
        _load(),
        _status(),
        rx.el.button(
            icon("bell"),
            type="button",
            id="desk-alerts",
            class_name="icon-btn dense",
            aria_label=t("desk.alerts"),
            title=t("desk.alerts"),
            on_click=desk.open_sheet("alerts"),
        ),
        rx.el.button(
            rx.el.kbd("?"),
            type="button",
            id="desk-help",
            class_name="icon-btn dense kbtn",
            aria_label=t("desk.shortcuts"),
            title=t("desk.shortcuts"),
            on_click=desk.open_sheet("help"),
        ),
        when(
            desk.role == Role.ADMIN.value,
            to("/admin", t("desk.admin"), class_name="btn dense hide-s"),
        ),
        layout.account(desk.name, desk.initials),
        class_name="bar-top",
    )


def told() -> rx.Component:
    """What changing the status has meant, and a pause of the whole desk."""
    return rx.fragment(
        only(
            desk.told,
            notice(
                desk.told,
                tone="info",
                glyph="info",
                actions=[
                    only(
                        desk.told_chat,
                        button(
                            t("desk.told_open"),
                            kind="dense",
                            on_click=desk.open_told,
                            custom_attrs={"data-opens": desk.told_chat},
                        ),
                    ),
                    button(t("desk.told_dismiss"), kind="quiet dense", on_click=desk.dismiss_told),
                ],
            ),
        ),
        when(_figures.is_paused, notice(t("desk.paused"), glyph="clock")),
    )


def _numbers() -> rx.Component:
    return rx.el.div(
        rx.el.span(rx.el.b(_figures.waiting), " ", t("desk.waiting_word")),
        only(
            _figures.oldest_since,
            rx.el.span(t("desk.oldest"), " ", rx.el.b(since(_figures.oldest_since))),
        ),
        only(_figures.promise_kept_text, rx.el.span(_figures.promise_kept_text)),
        only(_figures.open_text, rx.el.span(_figures.open_text)),
        class_name="mid num",
    )


def _load() -> rx.Component:
    return rx.el.div(
        rx.el.span(t("desk.load", load=_figures.load, capacity=_figures.capacity), class_name="vh"),
        rx.el.div(
            rx.foreach(
                rx.Var.range(_figures.capacity),
                lambda place: rx.el.i(
                    class_name=rx.cond(place < _figures.load, "on", ""), key=place
                ),
            ),
            class_name="pips",
            aria_hidden="true",
        ),
        rx.el.span(
            t("desk.load_short", load=_figures.load, capacity=_figures.capacity),
            rx.el.span(" ", t("desk.chats_word"), class_name="faint"),
            class_name="said",
            aria_hidden="true",
        ),
        class_name="load num",
    )


def _status() -> rx.Component:
    return rx.el.div(
        *[_state(state) for state in PresenceState],
        class_name="status",
        role="group",
        aria_label=t("desk.status"),
    )


def _state(state: PresenceState) -> rx.Component:
    is_on = _figures.presence == state.value
    mark = rx.el.span(class_name="dot") if state is PresenceState.ONLINE else icon("check", "s")
    return rx.el.button(
        when(is_on, mark),
        t(f"desk.{state.value}"),
        type="button",
        aria_pressed=is_on,
        class_name=state.value,
        custom_attrs={"data-presence": state.value},
        on_click=desk.set_presence(state.value),
    )
