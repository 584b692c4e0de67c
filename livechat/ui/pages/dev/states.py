"""Each component empty, loading, with an error and with far too much text."""

import reflex as rx

from livechat.state.dev import DevState
from livechat.state.dev_edges import LONG, WORD
from livechat.ui.components.buttons import button
from livechat.ui.components.choices import option, radio_card, segments
from livechat.ui.components.fields import search_field, select_field, text_area, text_field
from livechat.ui.components.marks import person_mark, tag
from livechat.ui.components.notices import empty, error_line, loading, notice
from livechat.ui.components.parts import Handler, Text, seen

STATES = ("empty", "loading", "error", "long")
dev = seen(DevState)


_YES_NO: list[tuple[str, Text]] = [("yes", "Yes"), ("no", "No")]


def sections() -> list[rx.Component]:
    """A section for each component; a test looks for every state in every one."""
    return [_section(name, parts) for name, parts in (_controls() | _wholes()).items()]


def _section(name: str, parts: list[rx.Component]) -> rx.Component:
    cells = [
        rx.el.div(
            rx.el.p(state, class_name="faint small"),
            part,
            custom_attrs={"data-state": state},
            class_name="stack-2",
        )
        for state, part in zip(STATES, parts, strict=True)
    ]
    return rx.el.section(
        rx.el.h2(name),
        rx.el.div(*cells, class_name="stack-4"),
        class_name="sec",
        custom_attrs={"data-component": name},
    )


def _with_error(part: rx.Component, text: str) -> rx.Component:
    return rx.el.div(part, error_line(text))


def _card(title: str, note: str) -> rx.Component:
    return radio_card("card", title, title, note, is_chosen=False, on_choose=_nothing)


def _nothing(value: str | int) -> Handler:
    return dev.hide()


def _controls() -> dict[str, list[rx.Component]]:
    return {
        "Button": [
            button("", glyph="retry", aria_label="Button without words"),
            button("Sending", disabled=True, aria_busy="true"),
            button("Not sent. Retry", kind="danger", glyph="alert"),
            button(LONG, glyph="person", kind="wide"),
        ],
        "Field": [
            text_field("state-empty", "Course", placeholder="Which one?"),
            text_field("state-loading", "Course", disabled=True, value="Looking it up"),
            text_field("state-error", "Course", error="There is no course of this name."),
            text_field("state-long", WORD, hint=LONG, value=LONG),
        ],
        "Text": [
            text_area("area-empty", "Anything to add?", rows=2),
            text_area("area-loading", "Anything to add?", rows=2, disabled=True),
            _with_error(text_area("area-error", "Anything to add?", rows=2), "This is too long."),
            text_area("area-long", "Anything to add?", rows=2, value=f"{WORD} {LONG}"),
        ],
        "Choice of one": [
            select_field("select-empty", "Group", []),
            select_field("select-loading", "Group", [("", "Loading")], disabled=True),
            _with_error(select_field("select-error", "Group", [("", "None")]), "Choose a group."),
            select_field("select-long", "Group", [("a", LONG)]),
        ],
        "Search": [
            search_field("search-empty", "Search", placeholder="What is going wrong?"),
            loading(True, "Searching"),
            error_line("The search does not answer. Try again in a moment."),
            search_field("search-long", "Search", default_value=LONG),
        ],
    }


def _wholes() -> dict[str, list[rx.Component]]:
    return {
        "List": [
            empty("Nothing here yet.", button("Start a new chat", kind="primary")),
            loading(True, "Loading"),
            rx.el.div(error_line("This could not be loaded."), button("Try again", glyph="retry")),
            rx.el.div(
                option(LONG, note=LONG, glyph="play", on_click=dev.hide),
                option(WORD, on_click=dev.hide),
                class_name="opts",
            ),
        ],
        "Notice": [
            notice("", glyph="info", tone="info"),
            notice("The connection is coming back.", glyph="retry", tone="info"),
            notice("The desk has just closed. Nothing you wrote is lost."),
            notice(LONG, glyph="off", actions=[button("I’m here")]),
        ],
        "Card": [
            _card("", ""),
            _card("Get a call back", "Looking for free times"),
            _with_error(_card("Get a call back", ""), "This time was taken a moment ago."),
            _card(WORD, LONG),
        ],
        "Segments": [
            segments("Solved, not chosen", _YES_NO, "", _nothing),
            segments("Solved, being sent", _YES_NO, "yes", _nothing),
            _with_error(segments("Solved", _YES_NO, "", _nothing), "Choose one."),
            segments("Solved, long", [("a", WORD[:24]), ("b", WORD[:30])], "a", _nothing),
        ],
        "Tag and mark": [
            rx.el.div(person_mark(""), tag(""), class_name="inline"),
            rx.el.div(person_mark("…"), tag("Waiting", "wait", "clock"), class_name="inline"),
            rx.el.div(person_mark("Jo"), tag("Overdue", "bad", "alert"), class_name="inline"),
            rx.el.div(person_mark("WWW"), tag(LONG, "ok", "check"), class_name="inline"),
        ],
    }
