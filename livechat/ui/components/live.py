"""The line to the server: catches up on what was missed, says when it is down, and loads the
page anew when another version of it was deployed."""

from typing import Any

import reflex as rx

from livechat.ui.components.outbox import only_while_connected
from livechat.ui.local.scripts import bundled
from livechat.ui.words import tr


class Live(rx.Component):
    """See `live`."""

    library = bundled("live.jsx")
    tag = "Live"

    every_s: rx.Var[int]
    labels: rx.Var[dict[str, str]]

    # Reflex reads the arguments from the function in the brackets.
    on_catch_up: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]


def live(**props: Any) -> rx.Component:
    """Once per page. `on_catch_up` fires on connecting, becoming visible or online, and every
    `every_s` seconds: fetch `seq > last` and whatever else the page shows."""
    if "on_catch_up" in props:
        props["on_catch_up"] = only_while_connected(props["on_catch_up"])
    labels = {"offline": tr("outbox.offline"), "online": tr("outbox.online")}
    return Live.create(labels=labels, **props)
