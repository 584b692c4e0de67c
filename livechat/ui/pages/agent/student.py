"""The right pane: the ticket, the handoff card, who the student is, tickets, history."""

from typing import Any

import reflex as rx

from livechat.domain.text import t
from livechat.domain.views import HandoffStepView, HistoryRow, TicketRow
from livechat.domain.vocabulary import StepResult
from livechat.state.desk import DeskState
from livechat.ui.components.attachments import pictures
from livechat.ui.components.icons import icon
from livechat.ui.components.marks import tag
from livechat.ui.components.notices import notice
from livechat.ui.components.parts import Text, only, seen, when
from livechat.ui.components.transcript import transcript_link
from livechat.ui.pages.agent.ticket import ticket

desk = seen(DeskState)
_who = desk.student
_card: Any = _who.handoff


def student() -> rx.Component:
    """Beside the conversation."""
    return rx.el.aside(
        when(
            desk.conversation.id != "",
            rx.el.div(
                when(desk.ticket.row.number > 0, ticket()),
                rx.cond(_card, _handoff(), _no_card()),
                _person(),
                _tickets(),
                _history(),
                _transcript(),
                class_name="scroll",
            ),
        ),
        class_name="pane who-pane",
        aria_label=t("desk.pane_student"),
    )


def _no_card() -> rx.Component:
    return rx.el.p(t("desk.no_card"), class_name="nothing")


def _handoff() -> rx.Component:
    return rx.el.section(
        only(_card.alarm_text, notice(_card.alarm_text)),
        rx.el.div(
            rx.el.p(
                rx.el.span(t("desk.handoff")),
                rx.el.span(_card.checked_text, class_name="num"),
                class_name="faint over",
            ),
            rx.el.p(_card.issue, class_name="issue", dir="auto"),
            class_name="in",
        ),
        when(
            (_card.course + _card.device + _card.page + _card.error + _card.due) != "",
            rx.el.div(
                rx.el.dl(
                    _fact(t("chat.handoff_course"), _card.course),
                    _fact(t("chat.handoff_device"), _card.device),
                    _fact(t("chat.handoff_page"), _card.page),
                    only(
                        _card.error,
                        rx.fragment(
                            rx.el.dt(t("chat.handoff_error")),
                            rx.el.dd(rx.el.code(_card.error, dir="auto")),
                        ),
                    ),
                    _fact(t("chat.handoff_due"), _card.due),
                    class_name="kv",
                ),
                class_name="in",
            ),
        ),
        when(
            _card.steps.length() > 0,
            rx.el.div(
                rx.el.ul(rx.foreach(_card.steps, _tried), class_name="tried"), class_name="in"
            ),
        ),
        when(
            _card.attachments.length() > 0,
            rx.el.div(pictures(_card.attachments), class_name="in thumbs"),
        ),
        class_name="card hand",
        aria_label=t("desk.handoff"),
    )


def _fact(label: str, value: Text) -> rx.Component:
    return only(value, rx.fragment(rx.el.dt(label), rx.el.dd(value, dir="auto")))


def _tried(step: HandoffStepView) -> rx.Component:
    glyph = rx.match(
        step.result,
        (StepResult.WORKED.value, "check"),
        (StepResult.CANT_DO.value, "cant"),
        (StepResult.SKIPPED.value, "skip"),
        "x",
    )
    return rx.el.li(
        icon(glyph), rx.el.span(step.title), rx.el.small(step.result_label), key=step.title
    )


def _person() -> rx.Component:
    return rx.el.section(
        rx.el.h3(
            rx.el.bdi(_who.name),
            only(
                _who.local_time,
                rx.el.span(t("desk.local_time", time=_who.local_time), class_name="faint num"),
            ),
        ),
        rx.el.dl(
            _fact(t("desk.email"), _who.email),
            _fact(t("desk.language"), _who.language),
            _fact(t("chat.handoff_device"), _who.device),
            class_name="kv",
        ),
        class_name="sec",
    )


def _tickets() -> rx.Component:
    return rx.el.section(
        rx.el.h3(t("desk.tickets")),
        rx.cond(
            _who.tickets.length() > 0,
            rx.el.ul(rx.foreach(_who.tickets, _ticket), class_name="lst"),
            rx.el.p(t("desk.tickets_none"), class_name="faint small"),
        ),
        class_name="sec",
    )


def _ticket(row: TicketRow) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            row.number,
            " ",
            rx.el.span(row.subject, dir="auto"),
            type="button",
            on_click=desk.open_ticket(row.number),
        ),
        tag(row.status_label, rx.cond(row.is_overdue, "bad", "")),
        key=row.number,
    )


def _history() -> rx.Component:
    return rx.el.section(
        rx.el.h3(
            t("desk.history"),
            when(
                desk.earlier.length() > 0,
                rx.el.span(t("desk.earlier", n=desk.earlier.length()), class_name="faint num"),
            ),
        ),
        rx.cond(
            desk.earlier.length() > 0,
            rx.el.ul(rx.foreach(desk.earlier, _earlier), class_name="lst"),
            rx.el.p(t("desk.history_none"), class_name="faint small"),
        ),
        class_name="sec",
    )


def _transcript() -> rx.Component:
    return rx.el.section(
        rx.el.h3(t("desk.transcript")),
        transcript_link(desk.conversation, "dense", has_formats=True),
        class_name="sec",
    )


def _earlier(row: HistoryRow) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(row.topic, dir="auto"), type="button", on_click=desk.open_chat(row.id)
        ),
        rx.el.small(
            when(row.stars > 0, rx.fragment(t("desk.rated", stars=row.stars), " · ")),
            row.date,
            class_name=rx.cond((row.stars > 0) & (row.stars < 3), "num poor", "num"),
        ),
        key=row.id,
    )
