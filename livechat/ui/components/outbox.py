"""The composer with its outbox: what is sent waits in the browser until the server has it."""

from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex.event import EventHandler, EventSpec

from livechat.ui.local.scripts import bundled
from livechat.ui.words import tr


def _delivery(
    client_id: rx.Var[str],
    text: rx.Var[str],
    conversation: rx.Var[str],
    attachments: rx.Var[list[str]],
) -> tuple[rx.Var[str], rx.Var[str], rx.Var[str], rx.Var[list[str]]]:
    return client_id, text, conversation, attachments


def _conversation(conversation: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (conversation,)


def _count(count: rx.Var[int]) -> tuple[rx.Var[int]]:
    return (count,)


def only_while_connected(handler: Any) -> Any:
    """Such an event is dropped rather than queued while the page knows that it is offline.

    The outbox and the catch-up repeat themselves: queued, they would all arrive at once.
    """
    return handler.temporal if isinstance(handler, EventHandler | EventSpec) else handler


def outbox_labels(speak: Callable[..., Any]) -> dict[str, Any]:
    """The words of the composer and of the look at pictures; `speak` is `tr` or `t`."""
    return {
        "message": speak("outbox.message"),
        "send": speak("outbox.send"),
        "attach": speak("outbox.attach"),
        "photo": speak("outbox.photo"),
        "files": speak("outbox.files"),
        "tooMany": speak("outbox.too_many"),
        "uploading": speak("outbox.uploading"),
        "uploadFailed": speak("outbox.upload_failed"),
        "retry": speak("outbox.retry"),
        "remove": speak("outbox.remove"),
        "pause": speak("outbox.pause"),
        "pauseLeft": speak("outbox.pause_left", seconds="{seconds}"),
        "notPicture": speak("image.not_a_picture"),
        "tooManyPixels": speak("image.too_many_pixels", pixels=50),
        "cannotOpen": speak("picture.cannot_open"),
        "title": speak("picture.title"),
        "hint": speak("picture.hint"),
        "opening": speak("picture.opening"),
        "of": speak("picture.of"),
        "previous": speak("picture.previous"),
        "next": speak("picture.next"),
        "tools": speak("picture.tools"),
        "crop": speak("picture.crop"),
        "blur": speak("picture.blur"),
        "undo": speak("picture.undo"),
        "leaveOut": speak("picture.leave_out"),
        "cropped": speak("picture.cropped"),
        "blurred": speak("picture.blurred"),
        "undone": speak("picture.undone"),
        "frame": speak("picture.frame"),
        "frameAt": speak("picture.frame_at"),
        "frameHelp": speak("picture.frame_help"),
        "place": speak("picture.place"),
        "alt": speak("picture.alt"),
        "cancel": speak("picture.cancel"),
        "attachNow": speak("picture.attach"),
    }


class Outbox(rx.Component):
    """See `outbox`."""

    library = bundled("outbox.jsx")
    tag = "Outbox"

    scope: rx.Var[str]
    conversation: rx.Var[str]
    confirmed: rx.Var[list[str]]
    refused: rx.Var[dict[str, str]]
    pause: rx.Var[dict[str, str | int]]
    placeholder: rx.Var[str]
    limit: rx.Var[int]
    max_files: rx.Var[int]
    max_bytes: rx.Var[int]
    upload_url: rx.Var[str]
    csrf: rx.Var[str]
    typing_every_s: rx.Var[int]
    disabled: rx.Var[bool]
    labels: rx.Var[dict[str, str]]
    attach_icon: rx.Component | None = None
    camera_icon: rx.Component | None = None
    send_icon: rx.Component | None = None

    # Reflex reads the arguments from the function in the brackets.
    on_deliver: rx.EventHandler[_delivery]  # type: ignore[type-arg, valid-type]
    on_typing: rx.EventHandler[_conversation]  # type: ignore[type-arg, valid-type]
    on_files: rx.EventHandler[_count]  # type: ignore[type-arg, valid-type]


def outbox(**props: Any) -> rx.Component:
    """Composer and outbox.

    scope          the signed-in user's public id; nothing is sent while it is ""
    conversation   public id of the open conversation, "" before there is one
    confirmed      client ids of own messages that the server has stored; the last ones are enough
    refused        client id -> text for the user; shown on the bubble with Retry and Edit
    pause          {id, seconds, number}: the message waits so long, shown as a countdown
    limit          code points in a message; max_files pictures in one, each of max_bytes
    upload_url     POST multipart (conversation, file) -> {"id"} or {"error"}; "" for no pictures
    csrf           sent with uploads as X-CSRF-Token
    on_deliver     (client_id, text, conversation, attachment ids); the same one many times
    on_typing      (conversation), at most every `typing_every_s` seconds
    """
    for name in ("on_deliver", "on_typing", "on_files"):
        if name in props:
            props[name] = only_while_connected(props[name])
    return Outbox.create(labels=outbox_labels(tr), **props)
