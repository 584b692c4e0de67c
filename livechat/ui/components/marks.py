"""Who speaks: square is the machine, round is a person; tags, counts and the logo."""

import reflex as rx

from livechat.settings import get_settings
from livechat.ui.components.icons import icon
from livechat.ui.components.parts import Text, classes


def bot_mark(size: str = "") -> rx.Component:
    """The bot's square mark; size "" or "lg"."""
    return rx.el.span(icon("bot"), class_name=classes("mark bot", size), aria_hidden="true")


def person_mark(initials: Text, size: str = "") -> rx.Component:
    """A person's round mark."""
    return rx.el.span(initials, class_name=classes("mark person", size), aria_hidden="true")


def sender_mark(sender_kind: Text, initials: Text, size: str = "") -> rx.Component:
    """The mark of whoever speaks, by the kind of sender."""
    return rx.fragment(rx.cond(sender_kind == "bot", bot_mark(size), person_mark(initials, size)))


def tag(text: Text, tone: Text = "", glyph: str = "") -> rx.Component:
    """A short label; tones: ok, wait, bad, accent."""
    parts = [icon(glyph)] if glyph else []
    return rx.el.span(*parts, text, class_name=f"tag {tone}")


def count(number: Text | rx.Var[int], name: Text) -> rx.Component:
    """A number in a round badge, with its meaning said for screen readers."""
    return rx.el.span(
        rx.el.span(number, aria_hidden="true"),
        rx.el.span(name, class_name="vh"),
        class_name="count",
    )


def logo() -> rx.Component:
    """The institution's own mark where there is one, else ours in the accent."""
    if get_settings().logo:
        return rx.el.img(src="/logo.png", alt="", class_name="logo own")
    return rx.el.svg(
        rx.el.svg.rect(width="28", height="28", rx="4", fill="var(--accent-fill)"),
        rx.el.svg.path(
            d="M8 7.5v13h7.5", fill="none", stroke="var(--on-accent)", stroke_width="2.4"
        ),
        rx.el.svg.circle(cx="18.8", cy="11.2", r="3.4", fill="var(--on-accent)"),
        view_box="0 0 28 28",
        width="28",
        height="28",
        class_name="logo",
        aria_hidden="true",
    )
