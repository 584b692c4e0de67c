"""What became of an own message, derived from the other side's two watermarks."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from livechat.domain.views import MessageView
from livechat.ui.components.icons import icon
from livechat.ui.components.parts import Text
from livechat.ui.words import tr


@dataclass(frozen=True)
class Marks:
    """Up to which `seq` the other side has read, and has on a screen."""

    read: Any
    delivered: Any


def receipt(message: MessageView, marks: Marks) -> rx.Component:
    """Sent, delivered or read, with the time of the message."""
    return rx.cond(
        message.seq <= marks.read,
        _line("checks", tr("chat.receipt_read"), message, "rc read"),
        rx.cond(
            message.seq <= marks.delivered,
            _line("checks", tr("chat.receipt_delivered"), message),
            _line("check", tr("chat.receipt_sent"), message),
        ),
    )


def _line(glyph: str, word: Text, message: MessageView, names: str = "rc") -> rx.Component:
    return rx.el.span(icon(glyph), word, " ", message.time, class_name=names, aria_live="off")
