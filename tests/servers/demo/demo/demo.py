"""A small app with every part of the platform in it."""

import reflex as rx

from demo.parts import COOKIE, Sessions, bus, ledger, routes
from demo.states import RoomState
from livechat.assembly import Parts, assemble
from livechat.settings import get_settings
from livechat.state import faults
from livechat.ui.components.live import live
from livechat.ui.components.log import log
from livechat.ui.components.notice_bar import notice_bar
from livechat.ui.components.outbox import outbox

assembly = assemble(
    Parts(
        settings=get_settings(),
        resolver=Sessions(),
        bus=bus,
        cookie_name=COOKIE,
        audit_frame=lambda reason, detail: faults.log_line("guard", reason=reason, detail=detail),
        audit_refusal=ledger().refuse,
        routes=routes,
        keep_states_s=1.0,
    ),
    overlay=lambda: rx.fragment(),
)
app = assembly.app


def _bubble(message: rx.Var[dict[str, object]]) -> rx.Component:
    return rx.el.p(
        message["text"].to(str),
        class_name=rx.cond(message["mine"].to(bool), "b me", "b them"),
        custom_attrs={"data-seq": message["seq"]},
    )


def index() -> rx.Component:
    """The room."""
    return rx.el.main(
        live(on_catch_up=RoomState.catch_up, every_s=2),
        notice_bar(),
        rx.el.p("me: ", RoomState.me, id="me"),
        rx.el.p("read to ", RoomState.read_to, id="read"),
        rx.el.p("typing ", RoomState.typing, id="typing"),
        rx.el.p("catch-ups ", RoomState.catch_ups, id="catch-ups"),
        rx.el.p(RoomState.secret_seen, id="secret"),
        rx.el.button("Crash", on_click=RoomState.crash),
        log(
            rx.foreach(RoomState.messages, _bubble),
            conversation="room",
            read_to=RoomState.read_to,
            on_read=RoomState.mark_read,
        ),
        outbox(
            scope=RoomState.me,
            conversation="room",
            confirmed=RoomState.confirmed,
            refused=RoomState.refused,
            placeholder="Write",
            upload_url="/demo/upload",
            csrf="demo-csrf",
            on_deliver=RoomState.deliver,
            on_typing=RoomState.note_typing,
            send_icon=rx.el.span("Go"),
        ),
        rx.el.a("Leave", href="#left", custom_attrs={"data-sign-out": "1"}),
        rx.el.style(".log { height: 200px; overflow-y: auto }"),
    )


app.add_page(index, route="/", title="Demo", on_load=RoomState.enter)
app.add_page(lambda: rx.el.main(rx.el.h1("Other")), route="/other", title="Other")
