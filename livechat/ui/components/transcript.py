"""Download of a transcript, in the formats that make sense, with progress and refusals in words."""

from typing import Any

import reflex as rx

from livechat.ui.components.icons import icon
from livechat.ui.islands.bundle import bundled
from livechat.ui.words import tr


class Download(rx.Component):
    """See `transcript_link`."""

    library = bundled("download.jsx")
    tag = "Download"

    href: rx.Var[str]
    name: rx.Var[str]
    kind: rx.Var[str]
    labels: rx.Var[dict[str, str]]
    others: rx.Var[list[list[str]]]


def transcript_link(
    conversation: Any, kind: str = "wide", *, has_formats: bool = False
) -> rx.Component:
    """Download as PDF; with `has_formats` also for filing, as text and as data."""
    address = f"/api/transcript/{conversation.id}"
    labels = {
        "preparing": tr("transcript.get_preparing"),
        "share": tr("transcript.get_share", n="{n}"),
        "wait": tr("transcript.get_wait", n="{n}"),
        "failed": tr("transcript.get_failed"),
        "others": tr("transcript.get_others"),
    }
    others: list[list[Any]] = [
        [tr("transcript.get_filing"), f"{address}.pdf?for=filing"],
        [tr("transcript.get_text"), f"{address}.txt"],
        [tr("transcript.get_data"), f"{address}.json"],
    ]
    return Download.create(
        icon("download", "s"),
        tr("chat.transcript"),
        rx.el.span(" ", tr("chat.closed_pdf"), class_name="faint light", aria_hidden="true"),
        href=f"{address}.pdf",
        name=tr("chat.transcript"),
        kind=kind,
        labels=labels,
        others=others if has_formats else [],
    )
