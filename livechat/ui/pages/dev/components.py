"""`/dev/components`: every component and every stage of the panel; absent in production."""

import reflex as rx

from livechat.state.chat import ChatState
from livechat.state.dev import STAGES, DevState
from livechat.ui import layout
from livechat.ui.components.buttons import button, icon_button
from livechat.ui.components.choices import option, scale, segments
from livechat.ui.components.fields import search_field, select_field, text_area, text_field
from livechat.ui.components.icons import SHAPES, icon
from livechat.ui.components.marks import bot_mark, count, person_mark, tag
from livechat.ui.components.notices import empty, error_line, notice
from livechat.ui.components.panel import open_chat
from livechat.ui.components.parts import Handler, seen
from livechat.ui.components.steps import ticks
from livechat.ui.components.wait import band, queue_card
from livechat.ui.pages.dev import states
from livechat.ui.pages.help.panel import chat_panel

chat = seen(ChatState)
dev = seen(DevState)


def components_page() -> rx.Component:
    """A page for eyes and for tests that photograph it."""
    return layout.page(
        layout.top_bar(end=layout.account("Amina", "Am")),
        rx.el.h1("Components"),
        _stages(),
        _section("Buttons", *_buttons()),
        _section("Marks and tags", *_marks()),
        _section("Fields", *_fields()),
        _section("Choices", *_choices()),
        _section("Notices", *_notices()),
        _section("Waits", band(chat.wait), queue_card(chat.wait)),
        *states.sections(),
        _section("Icons", rx.el.div(*[icon(name) for name in SHAPES], class_name="inline")),
        class_name="wrap",
        after=chat_panel(on_opened=dev.show, on_closed=dev.hide),
    )


def _section(title: str, *children: rx.Component) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title), rx.el.div(*children, class_name="stack-4"), class_name="sec"
    )


def _stages() -> rx.Component:
    return rx.el.nav(
        open_chat("Live chat", class_name="btn primary", aria_label="Live chat"),
        *[rx.el.a(name, href=f"?stage={name}", class_name="btn dense") for name in STAGES],
        class_name="inline sec",
        aria_label="Stages",
    )


def _buttons() -> list[rx.Component]:
    return [
        rx.el.div(
            button("Primary", kind="primary"),
            button("Outlined", glyph="person"),
            button("Quiet", kind="quiet"),
            button("Danger", kind="danger"),
            button("Dense", kind="dense"),
            button("Disabled", disabled=True),
            icon_button("clip", "Add a screenshot"),
            icon_button("send", "Send", kind="fill"),
            class_name="inline",
        )
    ]


def _marks() -> list[rx.Component]:
    return [
        rx.el.div(
            bot_mark("lg"),
            person_mark("Jo", "lg"),
            bot_mark(),
            person_mark("Am"),
            tag("Plain"),
            tag("Solved", "ok", "check"),
            tag("Answer by 26 Nov", "wait", "clock"),
            tag("Overdue", "bad", "alert"),
            tag("Open", "accent"),
            count("3", "3 unread"),
            class_name="inline",
        )
    ]


def _fields() -> list[rx.Component]:
    return [
        text_field("sample-text", "Label", hint="What this is for"),
        text_field("sample-error", "With an error", error="This is needed."),
        text_area("sample-area", "Anything to add?", optional="Optional", rows=3),
        select_field("sample-select", "Group", [("a", "Media"), ("b", "Identity")]),
        search_field("sample-search", "Search", placeholder="What is going wrong?"),
    ]


def _choices() -> list[rx.Component]:
    return [
        rx.el.div(
            option("Video keeps buffering", glyph="play", on_click=dev.hide),
            option("Upload stops", note="The file is refused", on_click=dev.hide),
            class_name="opts",
        ),
        segments("Solved", [("yes", "Yes"), ("partly", "Partly"), ("no", "No")], "yes", _nothing),
        scale("Help", ["Poor", "Weak", "Fair", "Good", "Great"], 4, _nothing),
        ticks(2, 5),
    ]


def _nothing(value: str | int) -> Handler:
    return dev.hide()


def _notices() -> list[rx.Component]:
    return [
        notice("You are offline. Keep writing.", glyph="off"),
        notice("This page was translated.", glyph="info", tone="info"),
        error_line("That did not work."),
        empty("Nothing here yet."),
    ]
