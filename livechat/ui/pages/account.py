"""`/account`: logins, export and erasure; and the two pages of a forgotten password."""

import reflex as rx

from livechat.domain.text import t
from livechat.domain.views import LoginRow
from livechat.state.account import AccountState
from livechat.state.auth import AuthState
from livechat.ui import layout
from livechat.ui.components import links
from livechat.ui.components.buttons import button
from livechat.ui.components.fields import text_field
from livechat.ui.components.native_form import native_form
from livechat.ui.components.parts import only, seen, when
from livechat.ui.pages.sign_in import gate

mine = seen(AccountState)
auth = seen(AuthState)


def account_page() -> rx.Component:
    """Everything about oneself on one page."""
    return layout.page(
        layout.top_bar(end=layout.account(mine.name, mine.initials)),
        rx.el.h1(t("account.title")),
        only(mine.error, rx.el.p(mine.error, class_name="error", role="alert")),
        only(mine.notice, rx.el.p(mine.notice, role="status")),
        rx.cond(
            mine.name != "",
            rx.fragment(
                _logins(),
                when(mine.is_staff, _factor()),
                when(mine.is_student, rx.fragment(_export(), _erase())),
            ),
            rx.el.p(rx.el.a(t("account.signed_out"), href="/sign-in?next=/account")),
        ),
        class_name="wrap account-page",
    )


def forgot_page() -> rx.Component:
    """Asks for the address; says the same for every one."""
    return gate(
        t("account.forgot_title"),
        t("account.forgot_lead"),
        native_form(
            text_field(
                "email", t("auth.email"), kind="email", auto_complete="username", required=True
            ),
            rx.el.button(t("account.forgot_button"), type="submit", class_name="btn primary wide"),
            action="/api/forgot-password",
        ),
        rx.el.p(rx.el.a(t("page.sign_in"), href="/sign-in")),
    )


def reset_page() -> rx.Component:
    """Where the mail's link leads."""
    return gate(
        t("account.reset_title"),
        t("auth.password_hint"),
        native_form(
            rx.el.input(type="hidden", name="token", value=auth.token, read_only=True),
            text_field(
                "password",
                t("auth.password"),
                kind="password",
                auto_complete="new-password",
                required=True,
                min_length=10,
            ),
            rx.el.button(t("account.reset_button"), type="submit", class_name="btn primary wide"),
            action="/api/reset-password",
        ),
        rx.el.p(rx.el.a(t("account.forgot_ask"), href="/forgot-password")),
    )


def _logins() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("account.logins")),
        rx.el.p(t("account.logins_lead"), class_name="muted"),
        rx.el.ul(rx.foreach(mine.logins, _login)),
        when(
            mine.logins.length() > 1,
            button(t("account.end_others"), on_click=mine.end_others),
        ),
        class_name="card",
    )


def _login(row: LoginRow) -> rx.Component:
    return rx.el.li(
        rx.el.b(row.browser),
        rx.cond(
            row.is_this,
            rx.el.span(t("account.this_one"), class_name="muted"),
            rx.fragment(
                rx.el.span(row.used, class_name="muted"),
                button(t("account.end"), kind="dense", on_click=mine.end_login(row.id)),
            ),
        ),
    )


def _factor() -> rx.Component:
    """Two-step sign-in, for staff."""
    return rx.el.section(
        rx.el.h2(t("account.factor")),
        rx.el.p(t("account.factor_lead"), class_name="muted"),
        rx.cond(
            mine.has_factor,
            rx.fragment(
                rx.el.p(t("account.factor_is_on")),
                button(t("account.factor_spare"), on_click=mine.make_spare_codes),
                when(
                    mine.spare_codes.length() > 0,
                    rx.fragment(
                        rx.el.p(t("account.factor_spare_lead")),
                        rx.el.ul(
                            rx.foreach(mine.spare_codes, lambda code: rx.el.li(rx.el.code(code))),
                            aria_label=t("account.factor_spare"),
                            class_name="codes",
                        ),
                    ),
                ),
                native_form(
                    text_field(
                        "factor-password",
                        t("account.erase_password"),
                        kind="password",
                        auto_complete="current-password",
                        required=True,
                    ),
                    rx.el.button(t("account.factor_remove"), type="submit", class_name="btn"),
                    action="/api/second-factor/remove",
                ),
            ),
            rx.el.p(rx.el.a(t("account.factor_set_up"), href="/second-factor", class_name="btn")),
        ),
        class_name="card",
    )


def _export() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("account.export")),
        rx.el.p(t("account.export_lead"), class_name="muted"),
        links.to_file("/api/account/export.zip", t("account.export_button"), class_name="btn"),
        class_name="card",
    )


def _erase() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("account.erase")),
        rx.el.p(t("account.erase_lead"), class_name="muted"),
        native_form(
            text_field(
                "password",
                t("account.erase_password"),
                kind="password",
                auto_complete="current-password",
                required=True,
            ),
            rx.el.button(t("account.erase_button"), type="submit", class_name="btn"),
            action="/api/account/erase",
        ),
        class_name="card",
    )
