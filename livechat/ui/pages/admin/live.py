"""The desk as it is now: who is on, what waits longest, every running chat one tap away."""

from typing import Any

import reflex as rx

from livechat.domain.text import t
from livechat.domain.vocabulary import PresenceState, Priority
from livechat.services.incidents import CHOICES
from livechat.settings import get_settings
from livechat.state.admin import AdminState
from livechat.ui.components.buttons import button
from livechat.ui.components.clock import since
from livechat.ui.components.fields import select_field, text_field
from livechat.ui.components.links import to
from livechat.ui.components.live import live as line_to_server
from livechat.ui.components.marks import person_mark, tag
from livechat.ui.components.notices import error_line
from livechat.ui.components.parts import Child, Text, only, seen, when
from livechat.ui.pages.admin.parts import head, listing

admin = seen(AdminState)
_view = admin.live
# A student who waits so long for an answer in a running chat should be seen.
_SLOW_S, _LATE_S = 120, 300


def live() -> rx.Component:
    """Everything runs by itself: rows come with events, clocks tick in the browser."""
    return rx.el.div(
        head(t("live.title"), _summary()),
        rx.el.div(_agents(), _line(), _chats(), _incidents(), class_name="live-grid"),
        line_to_server(every_s=get_settings().catch_up_s, on_catch_up=admin.catch_up),
        class_name="wrap",
    )


def _summary() -> rx.Component:
    return rx.el.p(
        rx.el.span(t("live.on", n=_view.agents.length())),
        " · ",
        rx.el.span(t("live.waiting_count", n=_view.line.length())),
        only(
            _view.oldest_since,
            rx.el.span(", ", t("live.longest"), " ", rx.el.b(since(_view.oldest_since))),
        ),
        only(_view.open_text, rx.el.span(" · ", _view.open_text)),
        class_name="num",
    )


def _card(title: str, beside: Child, rows: Any, row: Any, none: str, size: str) -> rx.Component:
    return rx.el.section(
        rx.el.div(rx.el.h2(title), rx.el.span(beside, class_name="num muted"), class_name="hd"),
        listing(rows, row, none, "plain"),
        class_name=f"card live-card {size}",
        aria_label=title,
    )


def _agents() -> rx.Component:
    return _card(t("live.agents"), "", _view.agents, _agent, t("live.agents_none"), "agents")


def _agent(row: Any) -> rx.Component:
    tone = rx.match(row.state, (PresenceState.ONLINE.value, "ok"), ("lost", "bad"), "wait")
    return rx.el.li(
        rx.el.div(
            person_mark(row.initials),
            rx.el.span(
                rx.el.b(rx.el.bdi(row.name)),
                rx.el.small(row.role_label, " · ", rx.el.span(since(row.since))),
            ),
            class_name="who",
        ),
        tag(row.state_label, tone),
        rx.el.span(
            rx.el.span(
                rx.foreach(
                    rx.Var.range(row.capacity),
                    lambda place: rx.el.i(
                        class_name=rx.cond(place < row.load, "on", ""), key=place
                    ),
                ),
                class_name="pips",
                aria_hidden="true",
            ),
            t("live.load", load=row.load, capacity=row.capacity),
            class_name="load num",
            title=t("live.chats_of", n=row.chats),
        ),
        key=row.name,
    )


def _line() -> rx.Component:
    return _card(
        t("live.line"), t("live.line_order"), _view.line, _waiting, t("live.line_none"), "line"
    )


def _waiting(row: Any) -> rx.Component:
    return _talk(
        row,
        only(row.offered_to, rx.el.span(" · ", t("live.offered_to", name=row.offered_to))),
        when(
            row.priority != Priority.NORMAL.value,
            rx.el.span(
                tag(t("live.first"), rx.cond(row.priority == Priority.HIGH.value, "wait", "bad")),
                title=row.priority_reason,
            ),
        ),
        rx.el.span(
            since(row.since),
            class_name=rx.match(row.tone, ("bad", "c late"), ("wait", "c warn"), "c"),
        ),
    )


def _chats() -> rx.Component:
    return _card(
        t("live.chats"), t("live.chats_order"), _view.chats, _chat, t("live.chats_none"), "chats"
    )


def _chat(row: Any) -> rx.Component:
    return _talk(
        row,
        rx.el.span(
            " · ",
            t("live.with", name=row.owner_name),
            only(row.joined_names, rx.el.span(" + ", rx.el.bdi(row.joined_names))),
        ),
        when(row.is_solved, tag(t("live.solved"), "ok")),
        rx.el.span(
            only(row.waiting_since, since(row.waiting_since, _SLOW_S, _LATE_S)),
            class_name="c",
            title=t("live.clock"),
        ),
    )


def _talk(row: Any, more: Child, *marks: Child) -> rx.Component:
    """Who talks about what, `more` on it, then the marks of this kind of row and the way in."""
    return rx.el.li(
        rx.el.div(
            rx.el.b(rx.el.bdi(row.student_name)),
            rx.el.small(rx.el.span(row.topic, dir="auto"), more),
        ),
        *marks,
        _open(row.conversation_id, row.student_name),
        key=row.conversation_id,
    )


def _open(conversation: Text, name: Text) -> rx.Component:
    return to(
        f"/agent?chat={conversation}",
        t("live.open"),
        rx.el.span(" ", name, class_name="vh"),
        class_name="btn dense",
    )


def _incidents() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("incident.title")),
            rx.el.span(t("incident.lead"), class_name="muted"),
            class_name="hd",
        ),
        when(
            admin.incidents.length() > 0,
            rx.el.ul(rx.foreach(admin.incidents, _incident), class_name="rows plain"),
        ),
        rx.el.form(
            text_field("incident_title", t("incident.text"), required=True, max_length=200),
            select_field(
                "incident_hours",
                t("incident.ends"),
                [(str(hours), t(f"incident.ends_{hours}")) for hours in CHOICES],
            ),
            _about(),
            text_field("incident_update_by", _update_by(), kind="datetime-local"),
            rx.el.button(t("incident.publish"), type="submit", class_name="btn dense"),
            on_submit=admin.publish_incident,
            key=admin.incident_form,
            class_name="line-form first-whole",
        ),
        error_line(admin.error),
        class_name="card live-card chats",
        aria_label=t("incident.title"),
    )


def _about() -> rx.Component:
    """What the bot goes by; with nothing chosen there is the banner alone."""
    return rx.el.div(
        rx.el.label(t("incident.about"), html_for="incident_about", class_name="label"),
        rx.el.select(
            rx.el.option(t("incident.about_nothing"), value=""),
            rx.foreach(
                admin.incident_subjects,
                lambda choice: rx.el.option(choice.label, value=choice.value, key=choice.value),
            ),
            id="incident_about",
            name="incident_about",
            class_name="field",
        ),
    )


def _update_by() -> str:
    return t("incident.update_by", zone=get_settings().timezone)


def _promise(row: Any) -> rx.Component:
    """By when students hear more; said plainly when that time has passed."""
    return rx.el.details(
        rx.el.summary(
            rx.cond(
                row.is_update_late,
                tag(t("incident.update_late", time=row.next_update), "bad", "clock"),
                rx.cond(
                    row.next_update != "",
                    t("incident.update_row", time=row.next_update),
                    t("incident.update_add"),
                ),
            ),
        ),
        rx.el.form(
            rx.el.input(type="hidden", name="incident", value=row.id, read_only=True),
            # Repeated for each: the label holds its field, so that no id is needed twice.
            rx.el.div(
                rx.el.label(
                    rx.el.span(_update_by(), class_name="label"),
                    rx.el.input(
                        name="update_by",
                        type="datetime-local",
                        default_value=row.next_update_value,
                        class_name="field",
                    ),
                )
            ),
            rx.el.button(t("incident.update_save"), type="submit", class_name="btn dense"),
            on_submit=admin.promise_update,
            class_name="line-form",
        ),
        class_name="fold",
        # A new time closes the form.
        key=row.next_update_value,
    )


def _incident(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.b(row.text, dir="auto"),
            rx.el.small(
                t("incident.since", time=row.since),
                only(row.until, rx.el.span(" · ", t("incident.until", time=row.until))),
                when(
                    row.is_seen_by_itself,
                    rx.el.span(" · ", t("incident.chats", n=row.chats)),
                ),
                when(row.asked > 0, rx.el.span(" · ", t("incident.askers", n=row.asked))),
                only(row.about, rx.el.span(" · ", t("incident.about_row", name=row.about))),
            ),
            _promise(row),
        ),
        button(
            t("incident.end"),
            rx.el.span(" ", row.text, class_name="vh"),
            kind="dense",
            glyph="check",
            on_click=admin.end_incident(row.id),
        ),
        key=row.id,
        class_name="problem",
    )
