"""`/account`: logins, export and erasure; and the two pages of a forgotten password."""

import reflex as rx

from livechat.domain.views import LoginRow
from livechat.state.account import AccountState
from livechat.state.auth import AuthState
from livechat.ui import layout
from livechat.ui.components import links
from livechat.ui.components.buttons import button
from livechat.ui.components.fields import password_field, text_field
from livechat.ui.components.native_form import native_form
from livechat.ui.components.parts import only, seen, when
from livechat.ui.pages.sign_in import gate
from livechat.ui.words import tr

mine = seen(AccountState)
auth = seen(AuthState)


def account_page() -> rx.Component:
    """Everything about oneself on one page."""
    return layout.page(
        layout.student_bar(layout.account(mine.name, mine.initials)),
        rx.el.h1(tr("account.title")),
        only(mine.error, rx.el.p(mine.error, class_name="error", role="alert")),
        only(mine.notice, rx.el.p(mine.notice, role="status")),
        rx.cond(
            mine.name != "",
            rx.fragment(
                _logins(),
                when(mine.is_staff, _factor()),
                when(mine.is_student, _mail()),
                when(mine.is_student, rx.fragment(_export(), _erase())),
            ),
            rx.el.p(rx.el.a(tr("account.signed_out"), href="/sign-in?next=/account")),
        ),
        class_name="wrap account-page",
    )


def forgot_page() -> rx.Component:
    """Asks for the address; says the same for every one."""
    return gate(
        tr("account.forgot_title"),
        tr("account.forgot_lead"),
        native_form(
            text_field(
                "email", tr("auth.email"), kind="email", auto_complete="username", required=True
            ),
            rx.el.button(tr("account.forgot_button"), type="submit", class_name="btn primary wide"),
            action="/api/forgot-password",
        ),
        rx.el.p(rx.el.a(tr("page.sign_in"), href="/sign-in")),
    )


def reset_page() -> rx.Component:
    """Where the mail's link leads."""
    return gate(
        tr("account.reset_title"),
        tr("auth.password_hint"),
        native_form(
            rx.el.input(type="hidden", name="token", value=auth.token, read_only=True),
            password_field(tr("auth.password"), is_new=True),
            rx.el.button(tr("account.reset_button"), type="submit", class_name="btn primary wide"),
            action="/api/reset-password",
        ),
        rx.el.p(rx.el.a(tr("account.forgot_ask"), href="/forgot-password")),
    )


def confirm_page() -> rx.Component:
    """Where the mail of a new account leads; asks, as programs follow links on their own."""
    return gate(
        tr("account.confirm_title"),
        tr("account.confirm_lead"),
        native_form(
            rx.el.input(type="hidden", name="token", value=auth.token, read_only=True),
            rx.el.input(type="hidden", name="next", value=auth.next_page, read_only=True),
            password_field(tr("auth.password")),
            rx.el.button(
                tr("account.confirm_button"), type="submit", class_name="btn primary wide"
            ),
            action="/api/sign-up/confirm",
        ),
        rx.el.p(rx.el.a(tr("auth.create_one"), href="/sign-up")),
    )


def mail_off_page() -> rx.Component:
    """Where the way out of a mail leads: asks once, as programs follow links on their own."""
    return gate(
        tr("account.mail_off_title"),
        tr("account.mail_lead"),
        when(
            auth.token != "",
            native_form(
                rx.el.input(type="hidden", name="token", value=auth.token, read_only=True),
                rx.el.button(
                    tr("account.mail_turn_off"), type="submit", class_name="btn primary wide"
                ),
                action="/api/mail/off",
            ),
        ),
        rx.el.p(rx.el.a(tr("account.mail_off_back"), href="/account")),
    )


def _mail() -> rx.Component:
    return rx.el.section(
        rx.el.h2(tr("account.mail")),
        rx.el.p(tr("account.mail_lead"), class_name="muted"),
        rx.cond(
            mine.wants_mail,
            button(tr("account.mail_turn_off"), on_click=mine.choose_mail(False)),
            button(tr("account.mail_turn_on"), on_click=mine.choose_mail(True)),
        ),
        class_name="card",
    )


def _logins() -> rx.Component:
    return rx.el.section(
        rx.el.h2(tr("account.logins")),
        rx.el.p(tr("account.logins_lead"), class_name="muted"),
        rx.el.ul(rx.foreach(mine.logins, _login)),
        when(
            mine.logins.length() > 1,
            button(tr("account.end_others"), on_click=mine.end_others),
        ),
        class_name="card",
    )


def _login(row: LoginRow) -> rx.Component:
    return rx.el.li(
        rx.el.b(row.browser),
        rx.cond(
            row.is_this,
            rx.el.span(tr("account.this_one"), class_name="muted"),
            rx.fragment(
                rx.el.span(row.used, class_name="muted"),
                button(tr("account.end"), kind="dense", on_click=mine.end_login(row.id)),
            ),
        ),
    )


def _factor() -> rx.Component:
    """Two-step sign-in, for staff."""
    return rx.el.section(
        rx.el.h2(tr("account.factor")),
        rx.el.p(tr("account.factor_lead"), class_name="muted"),
        rx.cond(
            mine.has_factor,
            rx.fragment(
                rx.el.p(tr("account.factor_is_on")),
                button(tr("account.factor_spare"), on_click=mine.make_spare_codes),
                when(
                    mine.spare_codes.length() > 0,
                    rx.fragment(
                        rx.el.p(tr("account.factor_spare_lead")),
                        rx.el.ul(
                            rx.foreach(mine.spare_codes, lambda code: rx.el.li(rx.el.code(code))),
                            aria_label=tr("account.factor_spare"),
                            class_name="codes",
                        ),
                    ),
                ),
                native_form(
                    password_field(tr("account.erase_password"), name="factor-password"),
                    rx.el.button(tr("account.factor_remove"), type="submit", class_name="btn"),
                    action="/api/second-factor/remove",
                ),
            ),
            rx.el.p(rx.el.a(tr("account.factor_set_up"), href="/second-factor", class_name="btn")),
        ),
        class_name="card",
    )


def _export() -> rx.Component:
    return rx.el.section(
        rx.el.h2(tr("account.export")),
        rx.el.p(tr("account.export_lead"), class_name="muted"),
        links.to_file("/api/account/export.zip", tr("account.export_button"), class_name="btn"),
        class_name="card",
    )


def _erase() -> rx.Component:
    return rx.el.section(
        rx.el.h2(tr("account.erase")),
        rx.el.p(tr("account.erase_lead"), class_name="muted"),
        native_form(
            password_field(tr("account.erase_password")),
            rx.el.button(tr("account.erase_button"), type="submit", class_name="btn"),
            action="/api/account/erase",
        ),
        class_name="card",
    )
