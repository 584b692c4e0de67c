"""Troubleshooting: the step card with its four answers, and steps done, folded."""

from typing import Any

import reflex as rx

from livechat.domain.views import StepView
from livechat.domain.vocabulary import StepResult
from livechat.settings import get_settings
from livechat.ui.components.icons import icon
from livechat.ui.components.marks import tag
from livechat.ui.components.parts import Handler, only
from livechat.ui.components.rich import rich
from livechat.ui.words import tr


def ticks(number: Any, total: Any) -> rx.Component:
    """The rail: done, current, to come. Decoration; the count stands beside it in words."""
    return rx.el.div(
        rx.foreach(
            rx.Var.range(1, total + 1),
            lambda place: rx.el.i(
                class_name=rx.cond(place < number, "done", rx.cond(place == number, "cur", "")),
                key=place,
            ),
        ),
        class_name="ticks",
        aria_hidden="true",
    )


def step_card(step: StepView, on_answer: Handler) -> rx.Component:
    """The current step; `on_answer` gets a StepResult's value."""
    return rx.fragment(
        rx.el.div(
            rx.el.div(
                rx.el.div(
                    rx.el.b(tr("chat.step_count", number=step.number, total=step.total)),
                    rx.el.span(tr("chat.step_minutes", n=step.minutes)),
                    class_name="cnt",
                ),
                ticks(step.number, step.total),
                rx.el.h3(rich(step.title), dir="auto"),
                rx.el.p(rich(step.body), dir="auto"),
                only(
                    step.done_when,
                    rx.el.p(
                        rx.el.b(tr("chat.step_done_when")),
                        " ",
                        rx.el.bdi(rich(step.done_when)),
                        class_name="done",
                    ),
                ),
                class_name="in",
            ),
            _answers(on_answer),
            class_name="card step",
        ),
        rx.el.p(
            icon("check"),
            tr("chat.step_saved", days=get_settings().dialogue_days),
            class_name="saved",
        ),
    )


def _answers(on_answer: Handler) -> rx.Component:
    def answer(result: StepResult, key: str, names: str, glyph: str = "") -> rx.Component:
        lead = [icon(glyph, "s")] if glyph else []
        return rx.el.button(
            *lead, tr(key), type="button", class_name=names, on_click=on_answer(result.value)
        )

    return rx.el.div(
        answer(StepResult.WORKED, "chat.step_worked", "yes", "check"),
        answer(StepResult.DIDNT_HELP, "chat.step_didnt_help", "", "x"),
        answer(StepResult.CANT_DO, "chat.step_cant_do", "lite"),
        answer(StepResult.SKIPPED, "chat.step_skip", "lite"),
        class_name="ans",
        role="group",
        aria_label=tr("chat.step_question"),
    )


def folded_step(step: StepView) -> rx.Component:
    """A step that was answered: one line with its outcome, the rest one tap away."""
    return rx.el.details(
        rx.el.summary(
            icon("right", "s chev flip"),
            rx.el.span(tr("chat.step_folded", number=step.number), rx.el.bdi(rich(step.title))),
            only(step.result_label, tag(step.result_label, _tone(step))),
        ),
        rx.el.p(rich(step.body), class_name="muted small", dir="auto"),
        class_name="folded",
        aria_live="off",  # it was said when it came; that it folds is no news
    )


def _tone(step: StepView) -> Any:
    return rx.cond(step.result == StepResult.WORKED.value, "ok", "")
