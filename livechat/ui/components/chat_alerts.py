"""Sound, notification and a count in the title for students whose page is not in view."""

from typing import Any

import reflex as rx

from livechat.ui.islands.bundle import bundled
from livechat.ui.words import tr

# A button with this asks for the permission to notify, once.
ASKS = {"data-asks-notifications": "true"}


class ChatAlerts(rx.Component):
    """See `chat_alerts`."""

    library = bundled("chat_alerts.jsx")
    tag = "ChatAlerts"

    conversation: rx.Var[str]
    unread: rx.Var[int]
    person: rx.Var[str]
    labels: rx.Var[dict[str, str]]


def chat_alerts(conversation: Any, unread: Any, person: Any) -> rx.Component:
    """Once a page; `person` is who helps, "" while it is the bot."""
    labels = {
        "joined": tr("chat.alert_joined", name="{name}"),
        "answered": tr("chat.alert_answered", name="{name}"),
    }
    return ChatAlerts.create(conversation=conversation, unread=unread, person=person, labels=labels)
