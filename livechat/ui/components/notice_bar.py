"""Shows what the states want to tell: refusals and confirmations, in words."""

import reflex as rx

from livechat.state.notices import Notices
from livechat.ui.words import tr


def notice_bar() -> rx.Component:
    """Once per page, where it covers nothing; empty while there is nothing to say."""
    bar = rx.el.div(
        rx.cond(
            Notices.text != "",
            rx.el.div(
                rx.el.div(Notices.text),
                rx.el.button(
                    tr("outbox.dismiss"),
                    type="button",
                    class_name="btn dense",
                    on_click=Notices.dismiss,
                ),
                class_name="notice " + Notices.kind,
                key=Notices.number,
            ),
        ),
        role="alert",
        class_name="notice-bar",
    )
    # Reflex puts the page inside of what this returns: beside the live region, not in it.
    return rx.fragment(bar)
