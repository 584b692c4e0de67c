"""The admin page: a row of tabs, and what the chosen one shows."""

import reflex as rx

from livechat.domain.text import t
from livechat.state.admin import AdminState
from livechat.state.admin_base import TABS
from livechat.ui import layout
from livechat.ui.components.buttons import link_button
from livechat.ui.components.in_view import tab_row
from livechat.ui.components.links import to
from livechat.ui.components.notices import loading
from livechat.ui.components.parts import only, seen
from livechat.ui.pages.admin.articles import articles
from livechat.ui.pages.admin.audit import audit
from livechat.ui.pages.admin.figures import figures
from livechat.ui.pages.admin.hours import hours
from livechat.ui.pages.admin.live import live
from livechat.ui.pages.admin.mail import mail
from livechat.ui.pages.admin.people import people
from livechat.ui.pages.admin.replies import replies
from livechat.ui.pages.admin.review import review

admin = seen(AdminState)


def admin_page() -> rx.Component:
    """`/admin`: for admins."""
    return rx.fragment(
        rx.match(
            admin.stage,
            ("admin", _admin()),
            (
                "gate",
                _gate(
                    t("admin.gate_title"),
                    t("admin.gate_lead"),
                    link_button(
                        t("admin.sign_in"), href="/sign-in?next=/admin", kind="primary wide"
                    ),
                ),
            ),
            (
                "other",
                _gate(
                    t("admin.other_title"),
                    t("admin.other_lead"),
                    link_button(t("admin.to_help"), href="/help", kind="wide"),
                ),
            ),
            layout.page(layout.top_bar(), loading(True, t("admin.loading"))),
        )
    )


def _admin() -> rx.Component:
    return layout.page(
        layout.top_bar(
            _tabs(),
            end=rx.fragment(
                to("/agent", t("admin.to_desk"), class_name="btn dense hide-s"),
                layout.account(admin.name, admin.initials),
            ),
        ),
        only(admin.done, rx.el.p(admin.done, class_name="notice info said", role="status")),
        rx.match(
            admin.tab,
            ("live", live()),
            ("review", review()),
            ("articles", articles()),
            ("replies", replies()),
            ("hours", hours()),
            ("people", people()),
            ("mail", mail()),
            ("audit", audit()),
            figures(),
        ),
        class_name="adm",
    )


def _tabs() -> rx.Component:
    return tab_row(
        *[
            rx.el.button(
                t(f"admin.tab_{tab}"),
                type="button",
                aria_current=rx.cond(admin.tab == tab, "page", "false"),
                on_click=admin.show_tab(tab),
            )
            for tab in TABS
        ],
        chosen=admin.tab,
        class_name="adm-nav",
        aria_label=t("admin.nav"),
    )


def _gate(title: str, lead: str, way: rx.Component) -> rx.Component:
    return layout.page(
        layout.top_bar(),
        rx.el.div(
            rx.el.header(rx.el.h1(title), rx.el.p(lead, class_name="muted")), way, class_name="card"
        ),
        class_name="gate",
    )
