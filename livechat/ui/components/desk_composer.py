"""The desk's composer: a reply or an internal note, canned replies, a draft on the server."""

from typing import Any

import reflex as rx

from livechat.domain.text import t
from livechat.domain.views import CannedView
from livechat.ui.components.outbox import Outbox, only_while_connected, outbox_labels
from livechat.ui.local.scripts import bundled


def _draft(conversation: rx.Var[str], text: rx.Var[str]) -> tuple[rx.Var[str], rx.Var[str]]:
    return conversation, text


class DeskComposer(Outbox):
    """See `desk_composer`."""

    library = bundled("desk_composer.jsx")
    tag = "DeskComposer"

    can_reply: rx.Var[bool]
    draft: rx.Var[str]
    newest: rx.Var[int]
    canned: rx.Var[list[CannedView]]
    note_icon: rx.Component | None = None

    # Reflex reads the arguments from the function in the brackets.
    on_draft: rx.EventHandler[_draft]  # type: ignore[type-arg, valid-type]


def desk_composer(**props: Any) -> rx.Component:
    """As `outbox`, and besides:

    can_reply      without it there are notes only
    draft          what the server keeps of an unsent reply
    newest         seq of the other side's last message, to be seen before anything is sent
    canned         replies by their shortcuts, filled for this conversation
    on_draft       (conversation, text) some moments after the last keystroke

    A note is delivered with the conversation "note:<id>".
    """
    for name in ("on_deliver", "on_typing", "on_draft"):
        if name in props:
            props[name] = only_while_connected(props[name])
    labels = {
        **outbox_labels(t),
        "mode": t("desk.mode"),
        "reply": t("desk.reply"),
        "note": t("desk.note"),
        "noteMessage": t("desk.note_message"),
        "noteSend": t("desk.note_send"),
        "noteButton": t("desk.note_button"),
        "noteHint": t("desk.note_hint"),
        "notePlaceholder": t("desk.note_placeholder"),
        "draftSaved": t("desk.draft_saved"),
        "held": t("desk.held"),
        "canned": t("desk.canned"),
        "cannedNone": t("desk.canned_none"),
    }
    return DeskComposer.create(labels=labels, **props)
