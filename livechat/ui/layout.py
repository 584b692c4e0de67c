"""The frame of every page: skip link, top bar with the account, main landmark."""

from typing import Any

import reflex as rx

from livechat.domain.text import CATALOGUES
from livechat.settings import get_settings
from livechat.ui.components import links
from livechat.ui.components.icons import icon, sprite
from livechat.ui.components.marks import logo, person_mark
from livechat.ui.components.native_form import native_form
from livechat.ui.components.parts import Child, Text, when
from livechat.ui.words import tr


def brand() -> rx.Component:
    """The institution's mark and name, leading to the Help page."""
    return rx.el.a(
        logo(), rx.el.span(get_settings().institution, dir="auto"), href="/help", class_name="brand"
    )


def account(name: Text, initials: Text) -> rx.Component:
    """The signed-in person's menu; a link to sign in when the name is empty."""
    menu = rx.el.details(
        rx.el.summary(person_mark(initials, "lg"), aria_label=tr("page.account", name=name)),
        rx.el.div(
            rx.el.b(rx.el.bdi(name)),
            rx.el.a(tr("account.title"), href="/account", class_name="btn wide"),
            native_form(
                rx.el.button(tr("page.sign_out"), type="submit", class_name="btn wide"),
                action="/api/sign-out",
            ),
        ),
        class_name="account",
    )
    sign_in = rx.el.a(
        icon("person", "s"), tr("page.sign_in"), href="/sign-in?next=/help", class_name="btn"
    )
    return when(bool(name) if isinstance(name, str) else name != "", menu, sign_in)


def language_switch() -> rx.Component:
    """Every language that there is a catalogue for, by its own name; the choice is remembered."""
    choices = [
        rx.el.button(
            one.name,
            name="language",
            value=one.tag,
            lang=one.tag,
            dir=one.direction,
            type="submit",
            class_name="btn wide",
        )
        for one in CATALOGUES.values()
    ]
    return rx.el.details(
        rx.el.summary(
            icon("globe", "s"),
            rx.el.span(tr("page.this_language"), class_name="shown"),
            rx.el.span(tr("page.language"), class_name="vh"),
            class_name="btn",
        ),
        rx.el.div(native_form(*choices, action="/api/language")),
        class_name="account language",
    )


def student_bar(end: Child | None = None) -> rx.Component:
    """The bar of the student's pages, which come in every language."""
    return top_bar(end=rx.fragment(language_switch(), end or rx.fragment()))


def top_bar(*middle: Child, end: Child | None = None) -> rx.Component:
    """The bar at the top: brand, whatever the page needs, and at the end the account."""
    return rx.el.header(
        brand(),
        rx.el.div(*middle, class_name="grow"),
        end or rx.fragment(),
        class_name="top",
    )


def page(bar: Child, *children: Child, after: Child | None = None, **props: Any) -> rx.Component:
    """A page: everything of `children` is in the main landmark, `after` floats over it."""
    return rx.fragment(
        sprite(),
        links.within("main", tr("page.skip"), class_name="skip"),
        bar,
        rx.el.main(*children, id="main", tab_index=-1, **props),
        after or rx.fragment(),
    )
