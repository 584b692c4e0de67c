"""`/sign-in/code` after the password, and `/second-factor`, where it is set up."""

import reflex as rx

from livechat.domain.text import t
from livechat.state.auth import AuthState
from livechat.state.second_factor import SecondFactorState
from livechat.ui import layout
from livechat.ui.components.fields import text_field
from livechat.ui.components.native_form import native_form
from livechat.ui.components.parts import only, seen
from livechat.ui.pages.sign_in import gate

auth = seen(AuthState)
factor = seen(SecondFactorState)


def code_page() -> rx.Component:
    """Asks for the code."""
    return gate(
        t("account.code_title"),
        t("account.code_lead"),
        native_form(
            rx.el.input(type="hidden", name="next", value=auth.next_page, read_only=True),
            # Spare codes have letters, so the keyboard is not one of digits alone.
            text_field(
                "code",
                t("account.factor_code"),
                auto_complete="one-time-code",
                auto_focus=True,
                required=True,
                max_length=40,
            ),
            rx.el.button(t("account.code_enter"), type="submit", class_name="btn primary wide"),
            action="/api/second-factor/check",
        ),
        rx.el.p(rx.el.a(t("account.code_again"), href="/sign-in")),
    )


def set_up_page() -> rx.Component:
    """Picture, key and first code; without anything to set up, the way to the account."""
    return layout.page(
        layout.top_bar(),
        rx.el.div(
            rx.el.header(rx.el.h1(t("account.factor_title"))),
            only(factor.error, rx.el.p(factor.error, class_name="error", role="alert")),
            rx.cond(
                factor.secret != "",
                rx.fragment(
                    rx.el.p(t("account.factor_scan")),
                    rx.el.img(
                        src="/api/second-factor/picture.svg",
                        alt=t("account.factor_picture"),
                        class_name="scan",
                    ),
                    rx.el.p(t("account.factor_key"), ": ", rx.el.code(factor.secret)),
                    native_form(
                        text_field(
                            "code",
                            t("account.factor_code"),
                            auto_complete="one-time-code",
                            input_mode="numeric",
                            required=True,
                            max_length=12,
                        ),
                        rx.el.button(
                            t("account.factor_confirm"),
                            type="submit",
                            class_name="btn primary wide",
                        ),
                        action="/api/second-factor/confirm",
                    ),
                ),
                rx.el.p(rx.el.a(t("account.title"), href="/account")),
            ),
            class_name="card",
        ),
        class_name="gate",
    )
