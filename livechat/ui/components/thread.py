"""A line of the conversation: square machine turns, round bubbles, what happened in between."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from livechat.domain.views import MessageView
from livechat.domain.vocabulary import MessageKind, SenderKind
from livechat.ui.components.attachments import pictures
from livechat.ui.components.choices import options
from livechat.ui.components.icons import icon
from livechat.ui.components.marks import sender_mark
from livechat.ui.components.parts import Flag, Handler, Text, only, when
from livechat.ui.components.receipts import Marks, receipt
from livechat.ui.components.rich import rich
from livechat.ui.components.steps import folded_step, step_card
from livechat.ui.words import tr


@dataclass(frozen=True)
class Answers:
    """What the reader may answer while `is_open`: the newest choices and the newest open step,
    by the seq of their messages (0 for none); what came before is history."""

    is_open: Flag
    choices_at: Any
    step_at: Any
    on_choose: Handler
    on_step: Handler


def message_row(
    message: MessageView, marks: Marks, answers: Answers | None = None, me: Text = ""
) -> rx.Component:
    """One message with whatever stands above it; carries `data-seq` for the log.

    `me` is the reader's name where colleagues speak on the reader's side, too.
    """
    return rx.el.div(
        only(message.day, rx.el.div(message.day, class_name="day")),
        rx.cond(
            message.sender_kind == SenderKind.SYSTEM.value,
            rx.el.p(rich(message.body), class_name="sys"),
            rx.cond(
                message.is_note,
                _note(message),
                rx.cond(message.is_mine, _mine(message, marks, me), _turn(message, answers)),
            ),
        ),
        class_name="line",
        key=message.seq,
        custom_attrs={"data-seq": message.seq},
    )


def _mine(message: MessageView, marks: Marks, me: Text) -> rx.Component:
    of_colleague = rx.el.p(rx.el.b(rx.el.bdi(message.sender_name)), class_name="name")
    said = _said_by(message)
    return rx.el.div(
        rx.cond(message.is_group_start & (message.sender_name != me), of_colleague, said)
        if isinstance(me, rx.Var)
        else said,
        pictures(message.attachments),
        only(message.body, rx.el.p(rich(message.body), class_name="b me", dir="auto")),
        when(message.is_group_end, receipt(message, marks)),
        class_name=_grouped("mine", message),
    )


def _said_by(message: MessageView) -> rx.Component:
    """Who speaks, for those who hear each line by itself."""
    return rx.el.span(rx.el.bdi(message.sender_name), ": ", class_name="vh")


def _note(message: MessageView) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            icon("lock", "s"),
            tr("chat.note"),
            " · ",
            rx.el.bdi(message.sender_name),
            rx.el.time(message.time, date_time=message.at),
            class_name="lb",
        ),
        rx.el.p(rich(message.body), dir="auto"),
        class_name="note",
    )


def _turn(message: MessageView, answers: Answers | None) -> rx.Component:
    return rx.el.div(
        when(message.is_group_start, sender_mark(message.sender_kind, message.initials)),
        rx.el.div(
            rx.cond(
                message.is_group_start,
                rx.el.p(
                    rx.el.b(rx.el.bdi(message.sender_name)),
                    rx.cond(message.sender_kind == SenderKind.BOT.value, "", " · "),
                    rx.cond(message.sender_kind == SenderKind.BOT.value, "", message.time),
                    class_name="name",
                ),
                _said_by(message),
            ),
            rx.cond(
                message.sender_kind == SenderKind.BOT.value,
                _machine(message, answers),
                _person(message),
            ),
            class_name="stack",
        ),
        class_name=_grouped("turn", message),
    )


def _person(message: MessageView) -> rx.Component:
    return rx.fragment(
        pictures(message.attachments),
        only(message.body, rx.el.p(rich(message.body), class_name="b them", dir="auto")),
    )


def _machine(message: MessageView, answers: Answers | None) -> rx.Component:
    is_step = message.kind == MessageKind.STEP.value
    said = only(message.body, rx.el.p(rich(message.body), class_name="say", dir="auto"))
    step: Any = message.step
    if answers is None:
        return rx.cond(is_step, folded_step(step), said)
    is_current = answers.is_open & (message.seq == answers.step_at)
    return rx.cond(
        is_step,
        rx.cond(is_current, step_card(step, answers.on_step), folded_step(step)),
        rx.fragment(
            said,
            when(
                answers.is_open & (message.seq == answers.choices_at),
                options(message.choices, tr("chat.choose"), answers.on_choose),
            ),
        ),
    )


def _grouped(base: str, message: MessageView) -> Any:
    start = rx.cond(message.is_group_start, " starts", "")
    end = rx.cond(message.is_group_end, " ends", "")
    return f"{base}{start}{end}"


def typing_line(text: Text) -> rx.Component:
    """Three dots and the words that say who is typing; nothing while there are none."""
    return only(
        text,
        rx.el.div(
            rx.el.span(rx.el.i(), rx.el.i(), rx.el.i(), class_name="typing", aria_hidden="true"),
            rx.el.span(text, class_name="types", dir="auto"),
            class_name="turn starts ends is-typing",
            role="status",
            aria_label=text,
        ),
    )


def who_types(names: Any) -> Text:
    """One by name, two by both names, more than that without."""
    said: Text = rx.match(
        names.length(),
        (0, ""),
        (1, tr("chat.typing", name=names[0])),
        (2, tr("chat.typing_two", first=names[0], second=names[1])),
        tr("chat.typing_many"),
    )
    return said
