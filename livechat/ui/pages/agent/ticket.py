"""The ticket of the opened conversation: take it, set its status, promise and keep a date."""

import reflex as rx

from livechat.bot.knowledge import GROUPS
from livechat.domain.text import t
from livechat.domain.views import TicketEventView
from livechat.domain.vocabulary import TicketStatus
from livechat.state.desk import DeskState
from livechat.ui.components.buttons import button
from livechat.ui.components.fields import text_area
from livechat.ui.components.marks import tag
from livechat.ui.components.notices import error_line
from livechat.ui.components.parts import Text, only, seen, when

desk = seen(DeskState)
_one = desk.ticket
_row = _one.row


def ticket() -> rx.Component:
    """Above the handoff card; what may not be done is not shown."""
    return rx.el.section(
        rx.el.div(
            rx.el.h3(
                t("desk.ticket", number=_row.number),
                tag(_row.status_label, rx.cond(_row.is_overdue, "bad", "")),
            ),
            rx.el.p(_row.subject, class_name="issue", dir="auto"),
            rx.el.dl(
                _fact(t("desk.ticket_group"), _group()),
                _fact(t("desk.ticket_owner"), _row.owner_name),
                _dates_said(),
                class_name="kv",
            ),
            class_name="in",
        ),
        when(desk.can_work_ticket, rx.fragment(_actions(), _follow_up())),
        error_line(desk.ticket_error),
        _more(),
        class_name="card hand tk",
        aria_label=t("desk.ticket", number=_row.number),
    )


def _fact(label: str, value: Text) -> rx.Component:
    return only(value, rx.fragment(rx.el.dt(label), rx.el.dd(value)))


def _dates_said() -> rx.Component:
    """Each says itself which date it is."""
    return when(
        (_row.due_text != "") | (_row.follow_up_text != ""),
        rx.fragment(
            rx.el.dt(t("desk.ticket_dates")),
            rx.el.dd(
                only(_row.due_text, rx.el.div(_row.due_text)),
                only(_row.follow_up_text, rx.el.div(_row.follow_up_text)),
            ),
        ),
    )


def _group() -> Text:
    """The group's name; one that is not known here any more keeps its key."""
    names = [(group, t(f"desk.group_{group}")) for group in GROUPS]
    known: Text = rx.match(_row.group, *names, _row.group)
    return known


def _actions() -> rx.Component:
    return rx.el.div(
        when(
            _row.owner_name != desk.name,
            button(t("desk.ticket_take"), kind="primary dense wide", on_click=desk.take_ticket),
        ),
        rx.el.p(t("desk.ticket_status"), class_name="label"),
        rx.el.div(
            rx.foreach(
                _one.targets,
                lambda choice: rx.el.button(
                    choice.label,
                    type="button",
                    on_click=desk.set_ticket_status(choice.value),
                    key=choice.value,
                ),
            ),
            class_name="chips",
            role="group",
            aria_label=t("desk.ticket_status"),
        ),
        class_name="in",
    )


def _follow_up() -> rx.Component:
    return when(
        _row.status != TicketStatus.CLOSED.value,
        _dates(),
    )


def _dates() -> rx.Component:
    return rx.el.div(
        rx.el.form(
            rx.el.label(t("desk.follow_up_date"), html_for="date", class_name="label"),
            rx.el.div(
                rx.el.input(
                    id="date",
                    name="date",
                    type="date",
                    required=True,
                    default_value=_one.follow_up_date,
                    class_name="field",
                ),
                button(t("desk.follow_up_plan"), kind="dense", type="submit"),
                class_name="inline",
            ),
            on_submit=desk.plan_follow_up,
            key=_one.follow_up_date,
        ),
        when(
            (_one.follow_up_date != "") & ~_one.is_follow_up_done,
            rx.el.details(
                rx.el.summary(t("desk.follow_up_done")),
                rx.el.form(
                    text_area(
                        "outcome", t("desk.follow_up_outcome"), rows=2, required=True, dir="auto"
                    ),
                    rx.el.label(
                        rx.el.input(type="checkbox", name="is_solved", default_checked=True),
                        " ",
                        t("desk.follow_up_solved"),
                        class_name="tick",
                    ),
                    button(t("desk.follow_up_done"), kind="dense", type="submit"),
                    on_submit=desk.complete_follow_up,
                ),
                class_name="fold",
            ),
        ),
        when(
            (_row.status != TicketStatus.RESOLVED.value)
            & (_row.status != TicketStatus.CLOSED.value),
            _postpone(),
        ),
        class_name="in",
    )


def _postpone() -> rx.Component:
    return rx.el.details(
        rx.el.summary(t("desk.postpone")),
        rx.el.form(
            rx.el.label(t("desk.postpone_date"), html_for="due_date", class_name="label"),
            rx.el.input(
                id="due_date", name="due_date", type="date", required=True, class_name="field"
            ),
            text_area(
                "reason",
                t("desk.postpone_reason"),
                rows=2,
                required=True,
                max_length=500,
                dir="auto",
            ),
            button(t("desk.postpone_save"), kind="dense", type="submit"),
            on_submit=desk.postpone_ticket,
        ),
        class_name="fold",
        # A new date closes the form.
        key=_row.due_text,
    )


def _more() -> rx.Component:
    return rx.el.div(
        rx.el.details(
            rx.el.summary(t("desk.ticket_events")),
            only(_one.summary, rx.el.p(_one.summary, class_name="summary", dir="auto")),
            rx.el.ul(rx.foreach(_one.events, _event), class_name="events"),
            class_name="fold",
        ),
        class_name="in",
    )


def _event(event: TicketEventView) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.el.b(event.label),
            " · ",
            rx.el.bdi(event.who),
            " ",
            rx.el.time(event.time, class_name="faint num"),
        ),
        only(event.body, rx.el.p(event.body, dir="auto")),
        key=event.time + event.label,
    )
