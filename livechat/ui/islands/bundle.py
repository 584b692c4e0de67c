"""The panel's React parts: plain files in this folder, built together with the pages."""

import reflex as rx

_SHARED = ("chat_open.js", "alerts.js", "phone_panel.js", "desk_focus.js")


def bundled(name: str) -> str:
    """The import path of a file in this folder; what it imports from there comes along."""
    for shared in _SHARED:
        rx.asset(shared, shared=True)
    return str(rx.asset(name, shared=True).importable_path)
