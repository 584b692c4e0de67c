"""The composition root: the app, its pages, and what runs beside them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from typing import Any

import reflex as rx
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from livechat import composition
from livechat.api import logins
from livechat.api.routes import routes
from livechat.assembly import Parts, assemble
from livechat.background import Background
from livechat.domain.actor import Actor
from livechat.domain.text import t
from livechat.services import audit, resolver
from livechat.services.context import get_context, set_context
from livechat.services.login_cache import ENDED, LoginCache
from livechat.settings import get_settings
from livechat.state import faults
from livechat.state.account import AccountState
from livechat.state.admin import AdminState
from livechat.state.auth import AuthState
from livechat.state.chat import ChatState
from livechat.state.desk import DeskState
from livechat.state.help import HelpState
from livechat.state.incidents import IncidentState
from livechat.state.runtime import get_runtime
from livechat.state.second_factor import SecondFactorState
from livechat.ui import theme
from livechat.ui.components.notice_bar import notice_bar
from livechat.ui.pages.account import (
    account_page,
    confirm_page,
    forgot_page,
    mail_off_page,
    reset_page,
)
from livechat.ui.pages.admin.page import admin_page
from livechat.ui.pages.agent.page import agent_page
from livechat.ui.pages.help.page import article_page, help_page
from livechat.ui.pages.second_factor import code_page, set_up_page
from livechat.ui.pages.sign_in import sign_in_page, sign_up_page
from livechat.ui.words import tr

settings = get_settings()
bus = composition.make_bus(settings)


class Sessions:
    """Logins as the database knows them, asked for outside the event loop."""

    def __init__(self) -> None:
        self._cache = LoginCache()

    async def resolve(self, cookie_token: str) -> Actor | None:
        """See SessionResolver."""
        # Without the bus we would not hear of logins that end in other processes.
        known = self._cache.get(cookie_token) if bus.is_healthy else None
        if known is not None:
            return known
        ends = self._cache.ends
        workers = get_runtime().workers
        actor = await workers.run(resolver.actor_of, get_context(), cookie_token)
        if actor is not None:
            self._cache.keep(cookie_token, actor, ends)
        return actor

    async def live(self, session_ids: Collection[int]) -> Mapping[int, Actor]:
        """See SessionResolver."""
        ends = self._cache.ends
        workers = get_runtime().workers
        live = await workers.run(get_context().read, resolver.live, session_ids)
        self._cache.renew(session_ids, live, ends)
        return live

    def hear(self, topic: str, payload: Mapping[str, Any]) -> None:
        """Whatever this process tells or hears: logins that have ended are forgotten at once."""
        if topic == ENDED:
            self._cache.forget(payload.get("session_ids", ()))

    async def listen(self) -> None:
        """Hear what other processes tell."""
        async for event in bus.subscribe():
            self.hear(event.topic, event.payload)


sessions = Sessions()
_audits: set[asyncio.Task[None]] = set()


def _audit_refusal(event: str, reason: str, user_id: int | None) -> None:
    """In the background; a refusal that cannot be stored is at least logged."""

    async def store() -> None:
        try:
            await get_runtime().workers.run(
                get_context().write, audit.record_refusal, event, reason, user_id
            )
        except Exception as error:
            faults.log_line("audit", error=type(error).__name__, event=event, reason=reason)

    task = asyncio.create_task(store())
    _audits.add(task)
    task.add_done_callback(_audits.discard)


def _audit_frame(reason: str, detail: str) -> None:
    faults.log_line("guard", reason=reason, detail=detail)


def _connected() -> set[int]:
    clients = get_runtime().subscriptions.clients()
    return {client.actor.user_id for client in clients if client.actor}


@asynccontextmanager
async def foundation() -> AsyncIterator[None]:
    """The database, the bus and the bot, for as long as this process serves."""
    context = composition.build_context(settings)
    relay = composition.connect(context, bus, sessions.hear)
    set_context(context)
    tasks = [
        asyncio.create_task(sessions.listen()),
        asyncio.create_task(Background(context, bus, relay, _connected).run()),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        set_context(None)
        context.database.close()


async def _home(_: Request) -> RedirectResponse:
    return RedirectResponse("/help")


assembly = assemble(
    Parts(
        settings=settings,
        resolver=sessions,
        bus=bus,
        cookie_name=logins.COOKIE,
        audit_frame=_audit_frame,
        audit_refusal=_audit_refusal,
        keep_states_s=settings.keep_states_s,
        routes=[*routes, Route("/", _home)],
        stylesheets=theme.STYLESHEETS,
        head=theme.head(settings),
        foundation=foundation,
    ),
    overlay=notice_bar,
)
app = assembly.app

_name = f" · {settings.institution}"
# What a link to a page is shown with elsewhere.
_PICTURE = "/icon/512.png"


def _add(page: Callable[[], rx.Component], route: str, title: str, *on_load: Any) -> None:
    """A page that students read: its title, too, is in their language."""
    in_words = rx.Var.create(f"{tr(title)}{_name}")
    app.add_page(page, route=route, title=in_words, image=_PICTURE, on_load=list(on_load))


_add(help_page, "/help", "help.title", HelpState.load, ChatState.load, IncidentState.load)
_add(
    article_page,
    "/help/[slug]",
    "help.title",
    HelpState.load_article,
    ChatState.load,
    IncidentState.load,
)
_add(sign_in_page, "/sign-in", "page.sign_in", AuthState.load)
_add(sign_up_page, "/sign-up", "auth.sign_up", AuthState.load)
_add(confirm_page, "/confirm-sign-up", "account.confirm_title", AuthState.load)
_add(account_page, "/account", "account.title", AccountState.load)
_add(forgot_page, "/forgot-password", "account.forgot_title", AuthState.load)
_add(reset_page, "/reset-password", "account.reset_title", AuthState.load)
_add(mail_off_page, "/mail-off", "account.mail_off_title", AuthState.load)
_add(code_page, "/sign-in/code", "account.code_title", AuthState.load)
_add(set_up_page, "/second-factor", "account.factor_title", SecondFactorState.load)
app.add_page(
    agent_page,
    route="/agent",
    title=t("desk.title") + _name,
    image=_PICTURE,
    on_load=DeskState.load,
)
app.add_page(
    admin_page,
    route="/admin",
    title=t("admin.headline") + _name,
    image=_PICTURE,
    on_load=AdminState.load,
)

if not settings.production:
    from livechat.state.dev import DevState
    from livechat.ui.pages.dev.components import components_page

    app.add_page(
        components_page, route="/dev/components", title="Components", on_load=DevState.show
    )
