"""The chat panel's frame: the dialog, what opens and closes it, its header."""

from typing import Any

import reflex as rx

from livechat.ui.components.icons import icon
from livechat.ui.components.parts import Child, Text, classes
from livechat.ui.islands.bundle import bundled
from livechat.ui.words import tr

_LIBRARY = bundled("panel.jsx")


def _topic(topic: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (topic,)


class Panel(rx.Component):
    """See `panel`."""

    library = _LIBRARY
    tag = "Panel"

    label: rx.Var[str]
    stage: rx.Var[str]

    on_opened: rx.EventHandler[_topic]  # type: ignore[type-arg, valid-type]
    on_closed: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]


class OpenChat(rx.Component):
    """See `open_chat`."""

    library = _LIBRARY
    tag = "OpenChat"

    about: rx.Var[str]


class CloseChat(rx.Component):
    """See `close_chat`."""

    library = _LIBRARY
    tag = "CloseChat"


class WhileClosed(rx.Component):
    """See `while_closed`."""

    library = _LIBRARY
    tag = "WhileClosed"


def panel(*children: Child, stage: Text, **handlers: Any) -> rx.Component:
    """The dialog "Live chat"; full screen on a phone, Esc closes it, the page stays as it was.

    on_opened   (topic) it has just been opened, also by a reload of a page where it was open
    on_closed   it has just been closed; the conversation goes on
    """
    return Panel.create(*children, label=tr("chat.dialog"), stage=stage, **handlers)


def open_chat(*children: Child, about: Text = "", **props: Any) -> rx.Component:
    """A button that opens the panel at once; `about` is the slug of an article."""
    return OpenChat.create(*children, about=about, **props)


def close_chat() -> rx.Component:
    """The cross in the header."""
    return CloseChat.create(
        icon("x"), class_name="icon-btn", aria_label=tr("chat.close"), title=tr("chat.close")
    )


def while_closed(*children: Child) -> rx.Component:
    """Stands on the page only while the panel is closed."""
    return WhileClosed.create(*children)


def header(
    mark: Child, title: Text, subtitle: Child, *actions: Child, lead: Child | None = None
) -> rx.Component:
    """Whom one talks to, and what happens next."""
    return rx.el.div(
        lead or rx.fragment(),
        mark,
        rx.el.div(
            rx.el.h2(rx.el.bdi(title)),
            rx.el.p(subtitle, aria_live="polite", dir="auto"),
            class_name="ttl",
        ),
        *actions,
        close_chat(),
        class_name="p-head",
    )


def lead(*children: Child) -> rx.Component:
    """What a stage says first."""
    return rx.el.div(*children, class_name="lead-in")


def menu(*items: Child) -> rx.Component:
    """What is needed seldom, behind three dots."""
    return rx.el.details(
        rx.el.summary(icon("more"), aria_label=tr("chat.more"), title=tr("chat.more")),
        rx.el.div(*items),
        class_name="menu",
    )


def body(*children: Child, extra: str = "") -> rx.Component:
    """The part that scrolls when there is no conversation in it."""
    return rx.el.div(*children, class_name=classes("body", extra))


def actions(*children: Child, is_row: bool = False) -> rx.Component:
    """The foot with the likeliest next step."""
    return rx.el.div(*children, class_name=classes("acts", "row" if is_row else ""))
