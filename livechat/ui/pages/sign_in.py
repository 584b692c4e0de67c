"""Signing in and signing up: plain forms to the HTTP routes, which set the cookie."""

import reflex as rx

from livechat.state.auth import AuthState
from livechat.ui import layout
from livechat.ui.components.fields import password_field, text_field
from livechat.ui.components.native_form import native_form
from livechat.ui.components.parts import Text, only, seen
from livechat.ui.words import tr

auth = seen(AuthState)


def sign_in_page() -> rx.Component:
    """`/sign-in?next=&error=`."""
    return gate(
        tr("auth.sign_in_title"),
        tr("auth.sign_in_lead"),
        native_form(
            _hidden(),
            _email(),
            password_field(tr("auth.password")),
            rx.el.label(
                rx.el.input(type="checkbox", name="shared", value="1"),
                rx.el.span(rx.el.b(tr("auth.shared")), rx.el.small(tr("auth.shared_note"))),
                class_name="check",
            ),
            rx.el.button(tr("auth.sign_in"), type="submit", class_name="btn primary wide"),
            action="/api/sign-in",
        ),
        rx.el.p(
            rx.el.a(tr("account.forgot_ask"), href="/forgot-password"),
            rx.el.br(),
            tr("auth.no_account"),
            " ",
            rx.el.a(tr("auth.create_one"), href=f"/sign-up?next={auth.next_page}"),
        ),
    )


def sign_up_page() -> rx.Component:
    """`/sign-up?next=&error=`."""
    return gate(
        tr("auth.sign_up_title"),
        tr("auth.sign_up_lead"),
        native_form(
            _hidden(),
            text_field(
                "name", tr("auth.name"), auto_complete="name", required=True, max_length=120
            ),
            _email(),
            password_field(tr("auth.password"), is_new=True, hint=tr("auth.password_hint")),
            rx.el.button(tr("auth.sign_up"), type="submit", class_name="btn primary wide"),
            action="/api/sign-up",
        ),
        rx.el.p(
            tr("auth.has_account"),
            " ",
            rx.el.a(tr("auth.sign_in"), href=f"/sign-in?next={auth.next_page}"),
        ),
    )


def _hidden() -> rx.Component:
    return rx.el.input(type="hidden", name="next", value=auth.next_page, read_only=True)


def _email() -> rx.Component:
    return text_field(
        "email",
        tr("auth.email"),
        kind="email",
        value=auth.email,
        key=f"email {auth.email}",
        auto_complete="username",
        required=True,
        max_length=254,
    )


def gate(title: Text, lead: Text, form: rx.Component, other: rx.Component) -> rx.Component:
    """A card with one form, what was refused or done above it, another way below."""
    return layout.page(
        layout.student_bar(),
        rx.el.div(
            rx.el.header(rx.el.h1(title), rx.el.p(lead, class_name="muted")),
            only(auth.notice, rx.el.p(auth.notice, role="status")),
            only(auth.error, rx.el.p(auth.error, class_name="error", role="alert")),
            form,
            other,
            class_name="card",
        ),
        class_name="gate",
    )
