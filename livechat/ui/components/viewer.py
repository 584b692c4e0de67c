"""The viewer for pictures: once a page, for every picture on it."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from livechat.ui.local.scripts import bundled


class ViewerOpener(rx.Component):
    """See `viewer`."""

    library = bundled("viewer_opener.jsx")
    tag = "ViewerOpener"

    labels: rx.Var[dict[str, str]]


def viewer(speak: Callable[..., Any]) -> rx.Component:
    """Opens what `attachments.picture` draws; `speak` is `tr` or `t`."""
    labels = {
        "viewer": speak("viewer.title"),
        "of": speak("picture.of"),
        "previous": speak("picture.previous"),
        "next": speak("picture.next"),
        "zoomIn": speak("viewer.zoom_in"),
        "zoomOut": speak("viewer.zoom_out"),
        "whole": speak("viewer.whole"),
        "download": speak("viewer.download"),
        "close": speak("viewer.close"),
        "gone": speak("viewer.gone"),
    }
    return ViewerOpener.create(labels=labels)
