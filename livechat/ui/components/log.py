"""The conversation's log: keeps the reader's place and notices what was read."""

from typing import Any

import reflex as rx

from livechat.ui.components.outbox import only_while_connected
from livechat.ui.local.scripts import bundled
from livechat.ui.words import tr


def _seq(seq: rx.Var[int]) -> tuple[rx.Var[int]]:
    return (seq,)


class Log(rx.Component):
    """See `log`."""

    library = bundled("log.jsx")
    tag = "Log"

    conversation: rx.Var[str]
    read_to: rx.Var[int]
    has_older: rx.Var[bool]
    has_newer: rx.Var[bool]
    labels: rx.Var[dict[str, str]]

    # Reflex reads the arguments from the function in the brackets.
    on_read: rx.EventHandler[_seq]  # type: ignore[type-arg, valid-type]
    on_older: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]
    on_newer: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]
    on_latest: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]


def log(*messages: Any, **props: Any) -> rx.Component:
    """The log with `messages` as children; each has `custom_attrs={"data-seq": message.seq}`.

    conversation   public id; another one starts at the end again
    read_to        seq up to which the server knows that this person has read
    has_older      whether scrolling up should ask for more
    has_newer      whether the messages shown are followed by others that are not here
    on_read        (seq) newest message that was in view for a second
    on_older       the reader has come near the top
    on_newer       the reader has come near the end, and `has_newer`
    on_latest      the reader wants the newest messages, and `has_newer`
    Pending messages of the outbox are drawn after the children.
    """
    if "on_read" in props:
        props["on_read"] = only_while_connected(props["on_read"])
    labels = {
        "conversation": tr("outbox.conversation"),
        "sending": tr("outbox.sending"),
        "waiting": tr("outbox.waiting"),
        "notSent": tr("outbox.not_sent"),
        "retry": tr("outbox.retry"),
        "edit": tr("outbox.edit"),
        "picture": tr("outbox.picture"),
        "newMessages": tr("outbox.new_messages"),
        "older": tr("outbox.older"),
        "newer": tr("outbox.newer"),
        "latest": tr("outbox.latest"),
    }
    return Log.create(*messages, labels=labels, **props)
