"""Signing in and signing up: plain forms to the HTTP routes, which set the cookie."""

import reflex as rx

from livechat.domain.text import t
from livechat.state.auth import AuthState
from livechat.ui import layout
from livechat.ui.components.fields import text_field
from livechat.ui.components.native_form import native_form
from livechat.ui.components.parts import only, seen

auth = seen(AuthState)


def sign_in_page() -> rx.Component:
    """`/sign-in?next=&error=`."""
    return gate(
        t("auth.sign_in_title"),
        t("auth.sign_in_lead"),
        native_form(
            _hidden(),
            _email(),
            text_field(
                "password",
                t("auth.password"),
                kind="password",
                auto_complete="current-password",
                required=True,
            ),
            rx.el.label(
                rx.el.input(type="checkbox", name="shared", value="1"),
                rx.el.span(rx.el.b(t("auth.shared")), rx.el.small(t("auth.shared_note"))),
                class_name="check",
            ),
            rx.el.button(t("auth.sign_in"), type="submit", class_name="btn primary wide"),
            action="/api/sign-in",
        ),
        rx.el.p(
            t("auth.no_account"),
            " ",
            rx.el.a(t("auth.create_one"), href=f"/sign-up?next={auth.next_page}"),
            " ",
            rx.el.a(t("account.forgot_ask"), href="/forgot-password"),
        ),
    )


def sign_up_page() -> rx.Component:
    """`/sign-up?next=&error=`."""
    return gate(
        t("auth.sign_up_title"),
        t("auth.sign_up_lead"),
        native_form(
            _hidden(),
            text_field("name", t("auth.name"), auto_complete="name", required=True, max_length=120),
            _email(),
            text_field(
                "password",
                t("auth.password"),
                kind="password",
                auto_complete="new-password",
                hint=t("auth.password_hint"),
                required=True,
                min_length=10,
            ),
            rx.el.button(t("auth.sign_up"), type="submit", class_name="btn primary wide"),
            action="/api/sign-up",
        ),
        rx.el.p(
            t("auth.has_account"),
            " ",
            rx.el.a(t("auth.sign_in"), href=f"/sign-in?next={auth.next_page}"),
        ),
    )


def _hidden() -> rx.Component:
    return rx.el.input(type="hidden", name="next", value=auth.next_page, read_only=True)


def _email() -> rx.Component:
    return text_field(
        "email",
        t("auth.email"),
        kind="email",
        value=auth.email,
        key=f"email {auth.email}",
        auto_complete="username",
        required=True,
        max_length=254,
    )


def gate(title: str, lead: str, form: rx.Component, other: rx.Component) -> rx.Component:
    """A card with one form, what was refused or done above it, another way below."""
    return layout.page(
        layout.top_bar(),
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
