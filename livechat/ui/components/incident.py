"""Known problems, said before anybody has to ask."""

import reflex as rx

from livechat.domain.incident_views import IncidentView
from livechat.state.incidents import IncidentState
from livechat.ui.components.notices import notice
from livechat.ui.components.parts import only, seen, when
from livechat.ui.words import tr

known = seen(IncidentState)


def incidents() -> rx.Component:
    """A band for each; nothing while all is well."""
    return rx.fragment(rx.foreach(known.incidents, _incident))


def _incident(one: IncidentView) -> rx.Component:
    return rx.el.div(
        notice(
            rx.el.b(one.text, dir="auto"),
            " · ",
            rx.el.span(one.since),
            " ",
            only(one.next_update, rx.el.span(one.next_update, " ")),
            when(
                known.can_ask,
                rx.cond(
                    one.has_asked,
                    rx.el.span(tr("incident.asked"), class_name="asked"),
                    rx.el.button(
                        tr("incident.tell_me"),
                        type="button",
                        class_name="as-link",
                        on_click=known.tell_me(one.id),
                    ),
                ),
            ),
            tone="info",
        ),
        role="group",
        aria_label=one.text,
        class_name="incident",
        key=one.id,
    )
