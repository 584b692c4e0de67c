"""What opens over the desk: wrap-up, escalation, transfer, shortcuts."""

import reflex as rx

from livechat.domain.text import t
from livechat.domain.views import ChoiceView
from livechat.settings import get_settings
from livechat.state.desk import DeskState
from livechat.ui.components.alert_choice import alert_choice
from livechat.ui.components.buttons import button
from livechat.ui.components.fields import text_area
from livechat.ui.components.notices import error_line
from livechat.ui.components.parts import Handler, Text, seen, when
from livechat.ui.components.sheet import sheet

desk = seen(DeskState)
_close = desk.open_sheet("")


def sheets() -> rx.Component:
    """At most one at a time."""
    return rx.fragment(
        rx.match(
            desk.sheet,
            ("wrap", _wrap_up()),
            ("escalate", _escalate()),
            ("transfer", _transfer()),
            ("help", _help()),
            ("alerts", _alerts()),
            rx.fragment(),
        )
    )


def _chips(name: Text, choices: list[ChoiceView], chosen: Text, on_choose: Handler) -> rx.Component:
    return rx.el.div(
        rx.foreach(
            choices,
            lambda choice: rx.el.button(
                choice.label,
                type="button",
                aria_pressed=chosen == choice.value,
                on_click=on_choose(choice.value),
                key=choice.value,
            ),
        ),
        class_name="chips",
        role="group",
        aria_label=name,
    )


def _wrap_up() -> rx.Component:
    return sheet(
        t("desk.wrap_title"),
        rx.el.p(
            t("desk.wrap_category"),
            when(
                (desk.conversation.category != "") & (desk.category == desk.conversation.category),
                rx.el.span(" ", t("desk.wrap_from_bot"), class_name="faint light"),
            ),
            class_name="label",
        ),
        rx.cond(desk.is_choosing_category, _all_categories(), _one_category()),
        rx.el.p(t("desk.wrap_outcome"), class_name="label"),
        _chips(t("desk.wrap_outcome"), desk.outcomes, desk.outcome, desk.choose_outcome),
        error_line(desk.sheet_error),
        rx.el.div(
            button(t("desk.cancel"), kind="quiet dense", on_click=_close),
            button(
                t("desk.end"),
                kind="primary dense",
                on_click=desk.finish,
                disabled=(desk.category == "") | (desk.outcome == ""),
            ),
            class_name="ac",
        ),
        on_close=_close,
        extra="wr",
    )


def _all_categories() -> rx.Component:
    return _chips(t("desk.wrap_category"), desk.categories, desk.category, desk.choose_category)


def _one_category() -> rx.Component:
    return rx.el.div(
        rx.foreach(
            desk.categories,
            lambda choice: rx.cond(
                choice.value == desk.category,
                rx.el.button(choice.label, type="button", aria_pressed=True),
            ),
        ),
        rx.el.button(t("desk.wrap_change"), type="button", on_click=desk.change_category),
        class_name="chips",
        role="group",
        aria_label=t("desk.wrap_category"),
    )


def _escalate() -> rx.Component:
    return sheet(
        t("desk.escalate_title"),
        rx.el.p(t("desk.escalate_lead"), class_name="muted small"),
        rx.el.form(
            rx.el.div(
                rx.el.label(t("desk.escalate_group"), html_for="group", class_name="label"),
                rx.el.select(
                    rx.foreach(
                        desk.groups,
                        lambda choice: rx.el.option(
                            choice.label, value=choice.value, key=choice.value
                        ),
                    ),
                    id="group",
                    name="group",
                    class_name="field",
                ),
            ),
            text_area(
                "reason",
                t("desk.escalate_reason"),
                rows=4,
                required=True,
                max_length=get_settings().message_limit,
                dir="auto",
                custom_attrs={"data-first": "true"},
            ),
            error_line(desk.sheet_error),
            rx.el.div(
                button(t("desk.cancel"), kind="quiet dense", on_click=_close),
                button(t("desk.escalate_send"), kind="primary dense", type="submit"),
                class_name="ac",
            ),
            on_submit=desk.escalate,
        ),
        on_close=_close,
        extra="wr",
    )


def _transfer() -> rx.Component:
    return sheet(
        t("desk.transfer_title"),
        rx.el.p(t("desk.transfer_lead"), class_name="muted small"),
        rx.el.p(t("desk.transfer_people"), class_name="label"),
        rx.cond(
            desk.colleagues.length() > 0,
            rx.el.div(
                rx.foreach(
                    desk.colleagues,
                    lambda choice: _target(choice, choice.note, desk.transfer(choice.value, "")),
                ),
                class_name="opts",
            ),
            rx.el.p(t("desk.transfer_nobody"), class_name="muted small"),
        ),
        when(
            desk.colleagues.length() > 0,
            rx.fragment(
                rx.el.p(t("desk.bring_in"), class_name="label"),
                rx.el.div(
                    rx.foreach(
                        desk.colleagues,
                        lambda choice: _target(
                            choice, t("desk.bring_in_note"), desk.let_in(choice.value)
                        ),
                    ),
                    class_name="opts",
                ),
            ),
        ),
        when(
            desk.present_groups.length() > 0,
            rx.fragment(
                rx.el.p(t("desk.transfer_groups"), class_name="label"),
                rx.el.div(
                    rx.foreach(
                        desk.present_groups,
                        lambda choice: _target(
                            choice,
                            t("desk.transfer_here", n=choice.note),
                            desk.transfer("", choice.value),
                        ),
                    ),
                    class_name="opts",
                ),
            ),
        ),
        error_line(desk.sheet_error),
        rx.el.div(
            button(t("desk.cancel"), kind="quiet dense", on_click=_close),
            button(t("desk.transfer_queue"), kind="dense", on_click=desk.transfer("", "")),
            class_name="ac",
        ),
        on_close=_close,
        extra="wr",
    )


def _target(choice: ChoiceView, note: Text, on_choose: Handler) -> rx.Component:
    return rx.el.button(
        rx.el.span(choice.label, rx.el.small(note)),
        type="button",
        on_click=on_choose,
        key=choice.value,
    )


def _help() -> rx.Component:
    rows = [
        (("J", "K"), "move"),
        (("R",), "reply"),
        (("N",), "note"),
        (("/",), "canned"),
        (("E",), "end"),
        (("T",), "ticket"),
        (("?",), "help"),
    ]
    return sheet(
        t("desk.shortcuts"),
        rx.el.dl(
            *[
                rx.fragment(
                    rx.el.dt(*[rx.el.kbd(key) for key in keys]), rx.el.dd(t(f"desk.key_{name}"))
                )
                for keys, name in rows
            ],
        ),
        rx.el.p(t("desk.keys_off"), class_name="faint small"),
        on_close=_close,
        extra="kb",
    )


def _alerts() -> rx.Component:
    return sheet(
        t("desk.alerts"),
        rx.el.p(t("desk.alerts_lead"), class_name="muted small"),
        alert_choice(),
        on_close=_close,
        extra="wr",
    )
