"""Pictures in the thread, sized before they load, so that nothing jumps."""

import reflex as rx

from livechat.domain.views import AttachmentView
from livechat.ui.components.links import to_file


def picture(attachment: AttachmentView) -> rx.Component:
    """A picture with its name; opens in the viewer, without it in a tab of its own."""
    return rx.el.div(
        to_file(
            attachment.url,
            rx.el.img(
                src=attachment.thumbnail_url,
                alt=rx.cond(attachment.alt != "", attachment.alt, attachment.name),
                loading="lazy",
                decoding="async",
                # As props, Reflex would make a style of them, which says nothing of the shape.
                custom_attrs={"width": attachment.width, "height": attachment.height},
            ),
            target="_blank",
            rel="noopener",
            custom_attrs={"data-picture": attachment.name, "aria-haspopup": "dialog"},
        ),
        rx.el.div(rx.el.span(rx.el.bdi(attachment.name)), class_name="cap"),
        class_name="shot",
        key=attachment.id,
    )


def pictures(attachments: list[AttachmentView]) -> rx.Component:
    """All pictures of one message; nothing when there are none."""
    return rx.el.div(rx.foreach(attachments, picture), class_name="shots")
