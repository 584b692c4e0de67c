"""Accounts: who may do what."""

from typing import Any

import reflex as rx

from livechat.domain.text import t
from livechat.domain.vocabulary import Role
from livechat.state.admin import AdminState
from livechat.ui.components.buttons import button
from livechat.ui.components.fields import search_field, text_field
from livechat.ui.components.marks import tag
from livechat.ui.components.notices import error_line
from livechat.ui.components.parts import only, seen, when
from livechat.ui.pages.admin.care import care
from livechat.ui.pages.admin.parts import head, listing

admin = seen(AdminState)


def people() -> rx.Component:
    """The list, with one form open at a time."""
    return rx.el.div(
        head(
            t("admin.people_title"),
            t("admin.people_lead"),
            button(
                t("admin.people_add"),
                kind="primary dense",
                glyph="plus",
                on_click=admin.edit_person("new"),
            ),
        ),
        # What a plain form that leads back here was refused for.
        when(admin.person == "", error_line(admin.error)),
        when(admin.person == "new", _new()),
        search_field(
            "find-person",
            t("admin.people_find"),
            placeholder=t("admin.people_find"),
            small=True,
            on_change=admin.find_person.debounce(300),
        ),
        listing(admin.people, _row, t("admin.people_none")),
        class_name="wrap",
    )


def _role_field(name: str, value: Any) -> rx.Component:
    return rx.el.div(
        rx.el.label(t("admin.role"), html_for=name, class_name="label"),
        rx.el.select(
            *[rx.el.option(t(f"admin.role_{role.value}"), value=role.value) for role in Role],
            id=name,
            name=name,
            default_value=value,
            class_name="field slim",
        ),
    )


def _new() -> rx.Component:
    # Names of its own: fields of one name on a page are read for each other.
    return rx.el.form(
        text_field("new_name", t("admin.name"), required=True, max_length=120, auto_complete="off"),
        text_field(
            "new_email",
            t("admin.email"),
            kind="email",
            required=True,
            max_length=254,
            auto_complete="off",
        ),
        _role_field("new_role", Role.AGENT.value),
        text_field("new_group", t("admin.group"), max_length=40),
        error_line(admin.error),
        rx.el.button(t("admin.people_add"), type="submit", class_name="btn primary dense"),
        on_submit=admin.add_person,
        class_name="card line-form",
    )


def _row(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.b(rx.el.bdi(row.name)),
            rx.el.small(
                rx.el.bdi(row.email),
                only(row.group, rx.fragment(" · ", row.group)),
                only(row.presence, rx.fragment(" · ", row.presence)),
            ),
        ),
        when(~row.is_active, tag(t("admin.inactive"), "bad")),
        tag(row.role_label, rx.cond(row.role == Role.STUDENT.value, "", "accent")),
        when(
            admin.person == row.id,
            button(t("admin.close"), kind="dense", on_click=admin.edit_person("")),
            button(
                t("admin.article_edit"),
                rx.el.span(" ", row.name, class_name="vh"),
                kind="dense",
                on_click=admin.edit_person(row.id),
            ),
        ),
        only(row.blocked, rx.el.small(row.blocked, class_name="wide-row")),
        when(admin.person == row.id, _edit(row)),
        when((admin.person == row.id) & (row.role == Role.STUDENT.value), _block(row)),
        when(admin.person == row.id, care(row)),
        key=row.id,
    )


def _block(row: Any) -> rx.Component:
    return rx.cond(
        row.blocked != "",
        button(t("admin.unblock"), kind="dense", on_click=admin.unblock_person(row.id)),
        rx.el.form(
            text_field(
                "block_hours",
                t("admin.block_hours"),
                kind="number",
                value="24",
                min=1,
                max=2160,
                required=True,
            ),
            text_field(
                "block_reason",
                t("admin.block_reason"),
                hint=t("admin.block_reason_hint"),
                required=True,
                max_length=200,
            ),
            rx.el.button(t("admin.block"), type="submit", class_name="btn dense danger"),
            on_submit=admin.block_person,
            class_name="line-form wide-row",
        ),
    )


def _edit(row: Any) -> rx.Component:
    return rx.el.form(
        _role_field("role", row.role),
        text_field("group", t("admin.group"), value=row.group, max_length=40),
        text_field(
            "capacity",
            t("admin.capacity"),
            kind="number",
            value=row.capacity,
            hint=t("admin.capacity_hint"),
            min=0,
            max=20,
        ),
        text_field(
            "skills",
            t("admin.skills"),
            value=row.skills,
            hint=t("admin.skills_hint"),
            max_length=400,
        ),
        text_field(
            "languages",
            t("admin.languages"),
            value=row.languages,
            hint=t("admin.languages_hint"),
            max_length=120,
        ),
        rx.el.label(
            rx.el.input(type="checkbox", name="is_active", default_checked=row.is_active),
            t("admin.active"),
            class_name="check",
        ),
        error_line(admin.error),
        rx.el.div(
            rx.el.button(t("admin.save"), type="submit", class_name="btn primary dense"),
            button(t("admin.sign_out_all"), kind="dense", on_click=admin.sign_out_person(row.id)),
            button(
                t("admin.reset_password"),
                kind="dense danger",
                on_click=admin.reset_password(row.id),
            ),
            class_name="inline wide-row",
        ),
        on_submit=admin.change_person,
        class_name="line-form wide-row",
    )
