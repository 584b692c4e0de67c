"""The look: style sheets in their order, the institution's accent, what goes into every head.

Colours, type, spacing, shape and motion are custom properties in `assets/css/tokens.css`;
components use classes, never values of their own.
"""

import re

import reflex as rx

from livechat.settings import Settings

STYLESHEETS = [
    "/css/tokens.css",
    "/css/base.css",
    "/css/controls.css",
    "/css/choices.css",
    "/css/cards.css",
    "/css/step.css",
    "/css/thread.css",
    "/css/panel.css",
    "/css/composer.css",
    "/css/page.css",
    "/css/help.css",
    "/css/admin.css",
    "/css/desk.css",
    "/css/desk_chat.css",
    "/css/desk_side.css",
]

# What a CSS colour can be made of; anything else could leave the declaration.
_COLOUR = re.compile(r"[a-zA-Z0-9#(),.%/ +-]{1,80}")


class ThemeError(ValueError):
    """An accent that is no CSS colour."""


def accent_rule(accent: str) -> str:
    """The rule that sets the institution's colour; everything tinted derives from it."""
    if not accent:
        return ""
    if not _COLOUR.fullmatch(accent):
        raise ThemeError("LIVECHAT_ACCENT must be a CSS colour")
    return f":root {{ --accent: {accent}; }}"


def head(settings: Settings) -> list[rx.Component]:
    """Components for the head of every page; the accent is baked in when pages are built."""
    parts: list[rx.Component] = [
        rx.el.meta(
            name="viewport",
            content="width=device-width, initial-scale=1, viewport-fit=cover",
        ),
        rx.el.meta(name="color-scheme", content="light dark"),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
    ]
    rule = accent_rule(settings.accent)
    if rule:
        parts.append(rx.el.style(rule))
    return parts
