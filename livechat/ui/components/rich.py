"""Text as somebody wrote it, with safe links and bold names; never HTML."""

import reflex as rx

from livechat.ui.components.parts import Text
from livechat.ui.islands.bundle import bundled


class Rich(rx.Component):
    """See `rich`."""

    library = bundled("rich.jsx")
    tag = "Rich"

    text: rx.Var[str]


def rich(text: Text) -> rx.Component:
    """The text with its web addresses as short links and **bold** words."""
    return Rich.create(text=text)
