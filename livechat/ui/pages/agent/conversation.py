"""The middle pane: whom one talks to, the log, who else is there, the composer."""

import reflex as rx

from livechat.domain.text import t
from livechat.domain.vocabulary import Role, Status
from livechat.services.company import UNDO_FOR
from livechat.settings import get_settings
from livechat.state.desk import DeskState
from livechat.ui.components.buttons import button
from livechat.ui.components.clock import pulse
from livechat.ui.components.desk_composer import desk_composer
from livechat.ui.components.icons import icon
from livechat.ui.components.lines import lines
from livechat.ui.components.log import log
from livechat.ui.components.marks import person_mark
from livechat.ui.components.parts import Text, only, seen, when
from livechat.ui.components.receipts import Marks
from livechat.ui.components.thread import message_row, typing_line

desk = seen(DeskState)
_open = desk.conversation
_is_running = (_open.status == Status.ACTIVE.value) | (_open.status == Status.WRAP_UP.value)
_is_mine = _open.is_mine & _is_running
# What lets one write here leads to the message box.
_opens = {"data-opens": _open.id}


def conversation() -> rx.Component:
    """The opened chat, or where to find one."""
    return rx.el.section(
        rx.cond(
            _open.id != "",
            rx.fragment(_head(), _thread(), _solved(), _others(), _standing(), _composer()),
            rx.el.div(
                icon("chat"),
                rx.el.h2(t("desk.pane_chat_none")),
                rx.el.p(t("desk.choose"), class_name="muted"),
                class_name="none-open",
            ),
        ),
        class_name="pane conv",
        custom_attrs={"data-conversation": _open.id},
        aria_label=rx.cond(
            _open.id != "",
            t("desk.pane_chat", name=_open.peer_name),
            t("desk.pane_chat_none"),
        ),
    )


def _head() -> rx.Component:
    return rx.el.header(
        person_mark(_open.peer_initials, "lg"),
        rx.el.div(
            rx.el.h2(
                rx.el.bdi(_open.peer_name),
                only(_open.topic, rx.el.span(" · ", _open.topic)),
            ),
            rx.el.p(
                rx.cond(
                    _open.status == Status.ACTIVE.value,
                    rx.cond(
                        _open.is_mine, t("desk.with_you"), t("desk.with", name=_open.owner_name)
                    ),
                    _open.status_label,
                ),
                only(
                    _open.joined_names,
                    rx.el.span(" · ", t("desk.beside", name=_open.joined_names)),
                ),
                only(_open.ticket_text, rx.el.span(" · ", _open.ticket_text)),
                only(
                    desk.viewing,
                    rx.el.span(" · ", t("desk.viewing", name=desk.viewing), class_name="viewers"),
                ),
            ),
            class_name="ttl",
        ),
        when(
            _is_mine,
            rx.fragment(
                _tool("swap", t("desk.transfer"), "transfer", "desk-transfer"),
                _tool("ticket", t("desk.escalate"), "escalate", "desk-escalate", "T"),
                rx.el.button(
                    t("desk.end"),
                    rx.el.kbd("E", class_name="hide-s", aria_hidden="true"),
                    type="button",
                    id="desk-end",
                    class_name="btn dense",
                    on_click=desk.open_sheet("wrap"),
                ),
            ),
        ),
        class_name="c-head",
    )


def _tool(glyph: str, name: str, sheet: str, place: str, key: str = "") -> rx.Component:
    return rx.el.button(
        icon(glyph),
        type="button",
        id=place,
        class_name="icon-btn dense",
        aria_label=name,
        title=f"{name} ({key})" if key else name,
        on_click=desk.open_sheet(sheet),
    )


def _thread() -> rx.Component:
    marks = Marks(desk.other_read_seq, desk.other_delivered_seq)
    return log(
        rx.foreach(lines(desk), lambda message: message_row(message, marks, me=desk.name)),
        pulse(
            desk.typing_pulse,
            get_settings().typing_for_s,
            typing_line(t("chat.typing", name=_open.peer_name)),
        ),
        conversation=_open.id,
        read_to=desk.my_read_seq,
        has_older=desk.has_older,
        has_newer=desk.has_newer,
        on_read=desk.mark_read,
        on_older=desk.load_older,
        on_newer=desk.load_newer,
        on_latest=desk.to_latest,
    )


def _line(glyph: str, text: Text, *actions: rx.Component, tone: str = "") -> rx.Component:
    return rx.el.div(
        icon(glyph, "s"),
        rx.el.span(text),
        *actions,
        class_name=f"hint-line {tone}".strip(),
        role="status",
    )


def _solved() -> rx.Component:
    """Ask, have asked, or the student has said so."""
    return when(
        _is_mine,
        rx.cond(
            _open.status == Status.WRAP_UP.value,
            _line("check", t("desk.solved_yes"), tone="good"),
            when(_open.is_solution_offered, _line("clock", t("desk.solved_asked"), tone="info")),
        ),
    )


def _others() -> rx.Component:
    """A colleague types in the same conversation."""
    return pulse(
        desk.colleague_pulse,
        get_settings().typing_for_s,
        _line(
            "alert",
            rx.cond(
                desk.is_colleague_noting,
                t("desk.colleague_notes", name=desk.colleague),
                t("desk.colleague_types", name=desk.colleague),
            ),
            when(
                _is_mine & ~_open.joined_names.contains(desk.colleague),
                button(
                    t("desk.let_in", name=desk.colleague),
                    kind="dense",
                    on_click=desk.let_in(desk.colleague_id),
                ),
            ),
        ),
    )


def _standing() -> rx.Component:
    """Why one cannot reply, and what one can do about it."""
    return rx.match(
        _open.status,
        (
            Status.QUEUED.value,
            _line(
                "clock",
                t("desk.take_note"),
                only(
                    desk.entry,
                    button(
                        t("desk.take"),
                        kind="primary dense",
                        on_click=desk.accept(desk.entry),
                        custom_attrs=_opens,
                    ),
                ),
            ),
        ),
        (Status.CLOSED.value, _line("lock", t("desk.closed"), tone="info")),
        (
            Status.TICKETED.value,
            rx.cond(
                desk.can_reply,
                _line(
                    "ticket",
                    t("desk.answering_ticket", number=_open.ticket_number),
                    tone="info",
                ),
                _line("ticket", t("desk.not_yours_group"), tone="info"),
            ),
        ),
        when(_open.owner_name != "", rx.cond(_open.is_mine, _just_taken(), _of_others())),
    )


def _of_others() -> rx.Component:
    """A running chat of a colleague: an admin may come in, whoever came in may go."""
    is_admin = desk.role == Role.ADMIN.value
    leave = button(t("desk.leave_chat"), kind="dense", on_click=desk.leave_chat)
    join = button(t("desk.join_chat"), kind="dense", on_click=desk.join_chat, custom_attrs=_opens)
    take = button(
        t("desk.take_over"),
        kind="dense",
        glyph="swap",
        on_click=desk.take_over,
        custom_attrs=_opens,
    )
    take_over = when(is_admin, take)
    owner = _open.owner_name
    return rx.cond(
        _open.is_joined,
        _line("person", t("desk.joined", name=owner), leave, take_over, tone="info"),
        rx.cond(
            is_admin,
            _line("eye", t("desk.reading_along", name=owner), join, take, tone="info"),
            _line("eye", t("desk.not_yours", name=owner), tone="info"),
        ),
    )


def _just_taken() -> rx.Component:
    """One tap undoes a slip."""
    undo = button(t("desk.undo"), kind="dense", on_click=desk.give_back)
    return when(
        desk.undo_chat == _open.id,
        pulse(
            desk.undo_pulse,
            int(UNDO_FOR.total_seconds()),
            _line("swap", t("desk.taken_over"), undo, tone="info"),
        ),
    )


def _composer() -> rx.Component:
    settings = get_settings()
    return rx.el.div(
        when(
            _is_mine & ~_open.is_solution_offered & (_open.status == Status.ACTIVE.value),
            rx.el.div(
                button(
                    t("desk.solved_ask"), kind="dense", glyph="check", on_click=desk.offer_solution
                ),
                class_name="ask",
            ),
        ),
        desk_composer(
            scope=desk.scope,
            conversation=_open.id,
            confirmed=desk.confirmed,
            refused=desk.refused,
            can_reply=desk.can_reply,
            draft=desk.draft,
            newest=desk.last_theirs,
            canned=desk.canned,
            placeholder=t("desk.placeholder", name=_open.peer_name),
            limit=settings.message_limit,
            max_files=settings.upload_per_message,
            max_bytes=settings.upload_limit_mb * 1024 * 1024,
            upload_url=f"/api/upload/{_open.id}",
            csrf=desk.csrf,
            typing_every_s=settings.typing_every_s,
            attach_icon=icon("clip"),
            camera_icon=icon("camera"),
            note_icon=icon("lock", "s"),
            on_deliver=desk.deliver,
            on_typing=desk.typing,
            on_draft=desk.save_draft,
        ),
        class_name="cmp",
    )
