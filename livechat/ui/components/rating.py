"""Rating of the bot or a person: solved or not, the labelled scale, a comment."""

from typing import Any

import reflex as rx

from livechat.domain.vocabulary import Solved
from livechat.ui.components.choices import scale, segments
from livechat.ui.components.fields import text_area
from livechat.ui.components.parts import Handler, Text
from livechat.ui.words import tr

COMMENT_LIMIT = 2000


def rating_form(
    question: Text,
    *,
    stars: Any,
    solved: Any,
    on_stars: Handler,
    on_solved: Handler,
) -> rx.Component:
    """The questions; the comment is the field `comment` of the form around it."""
    return rx.fragment(
        rx.el.div(
            rx.el.p(tr("chat.rating_solved"), class_name="label big"),
            segments(
                tr("chat.rating_solved"),
                [(answer.value, tr(f"chat.rating_{answer.value}")) for answer in Solved],
                solved,
                on_solved,
            ),
        ),
        rx.el.div(
            rx.el.p(question, class_name="label big"),
            scale(question, [tr(f"chat.rating_{n}") for n in range(1, 6)], stars, on_stars),
        ),
        text_area(
            "comment",
            tr("chat.rating_comment"),
            optional=tr("chat.rating_optional"),
            is_big=True,
            rows=4,
            max_length=COMMENT_LIMIT,
            dir="auto",
        ),
    )
