"""The look: style sheets in their order, the institution's accent, what goes into every head.

Colours, type, spacing, shape and motion are custom properties in `assets/css/tokens.css`;
components use classes, never values of their own.
"""

import reflex as rx

from livechat.domain import accent
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
    "/css/download.css",
    "/css/page.css",
    "/css/help.css",
    "/css/admin.css",
    "/css/admin_lists.css",
    "/css/admin_small.css",
    "/css/live.css",
    "/css/desk.css",
    "/css/desk_chat.css",
    "/css/desk_side.css",
    "/css/forced.css",
]

_MIXES = "(color: light-dark(white, black)) and (color: oklch(from white l c h))"


def accent_rules(setting: str) -> str:
    """Set the institution's colour; everything tinted derives from it, in the browser where it
    can mix colours, else by the plain (light) values here. ColourError."""
    if not setting:
        return ""
    chosen = accent.of(setting)
    plain = ";".join(f"{name}:{value}" for name, value in accent.light(chosen).css().items())
    # Stronger than the style sheet, in whatever order the two come.
    return f":root:root{{--accent:{chosen.hex()}}}@supports not ({_MIXES}){{:root:root{{{plain}}}}}"


def head(settings: Settings) -> list[rx.Component]:
    """Components for the head of every page; the accent is baked in when pages are built."""
    chosen = accent.of(settings.accent)
    bars = {"light": accent.light(chosen).surface, "dark": accent.dark(chosen).surface}
    parts: list[rx.Component] = [
        rx.el.meta(
            name="viewport",
            content="width=device-width, initial-scale=1, viewport-fit=cover, "
            "interactive-widget=resizes-content",
        ),
        rx.el.meta(name="color-scheme", content="light dark"),
        *[
            rx.el.meta(
                name="theme-color",
                content=bar.hex(),
                # Reflex does not know this one, and would take it for a style.
                custom_attrs={"media": f"(prefers-color-scheme: {name})"},
            )
            for name, bar in bars.items()
        ],
        rx.el.link(rel="icon", href="/icon/192.png", type="image/png")
        if settings.logo
        else rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.link(rel="apple-touch-icon", href="/icon/touch.png"),
        # With the cookie that says which language the reader has chosen.
        rx.el.link(rel="manifest", href="/manifest.webmanifest", cross_origin="use-credentials"),
    ]
    rules = accent_rules(settings.accent)
    if rules:
        parts.append(rx.el.style(rules))
    return parts
