"""The composition root: the app, its pages, and what runs beside them."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from livechat import composition
from livechat.api import logins
from livechat.api.routes import routes
from livechat.assembly import Parts, assemble
from livechat.domain.actor import Actor
from livechat.domain.text import t
from livechat.realtime.redis_bus import RedisBus
from livechat.services import audit, resolver
from livechat.services.context import Context, get_context, set_context
from livechat.services.relay import Relay
from livechat.settings import get_settings
from livechat.state import faults
from livechat.state.auth import AuthState
from livechat.state.chat import ChatState
from livechat.state.help import HelpState
from livechat.state.runtime import get_runtime
from livechat.ui import theme
from livechat.ui.components.notice_bar import notice_bar
from livechat.ui.pages.help.page import article_page, help_page
from livechat.ui.pages.sign_in import sign_in_page, sign_up_page

_CLEAR_EVERY_S = 1.0

settings = get_settings()
bus = composition.make_bus(settings)


class Sessions:
    """Logins as the database knows them, asked for outside the event loop."""

    async def resolve(self, cookie_token: str) -> Actor | None:
        """See SessionResolver."""
        return await get_runtime().workers.run(resolver.actor_of, get_context(), cookie_token)

    async def live(self, session_ids: Collection[int]) -> Mapping[int, Actor]:
        """See SessionResolver."""
        workers = get_runtime().workers
        return await workers.run(get_context().read, resolver.live, session_ids)


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


async def _relay(context: Context, relay: Relay) -> None:
    """Clear what was told, and tell what another process could not."""
    while True:
        await asyncio.sleep(_CLEAR_EVERY_S)
        try:
            await asyncio.to_thread(relay.clear, context)
            await asyncio.to_thread(relay.repeat_left, context)
        except Exception as error:
            faults.log_line("relay", error=type(error).__name__, at=faults.where(error))


async def _load_bot(context: Context) -> None:
    """Takes seconds; chats begin without the bot's answers until then."""
    try:
        await asyncio.to_thread(composition.load_bot, context)
    except Exception as error:
        faults.log_line("bot", error=type(error).__name__, at=faults.where(error))


@asynccontextmanager
async def foundation() -> AsyncIterator[None]:
    """The database, the bus and the bot, for as long as this process serves."""
    context = composition.build_context(settings)
    relay = composition.connect(context, bus)
    set_context(context)
    tasks = [
        asyncio.create_task(_relay(context, relay)),
        asyncio.create_task(_load_bot(context)),
    ]
    if isinstance(bus, RedisBus):
        tasks.append(asyncio.create_task(bus.run()))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(relay.clear, context)
        if isinstance(bus, RedisBus):
            bus.close()
        set_context(None)
        context.database.close()


async def _home(_: Request) -> RedirectResponse:
    return RedirectResponse("/help")


assembly = assemble(
    Parts(
        settings=settings,
        resolver=Sessions(),
        bus=bus,
        cookie_name=logins.COOKIE,
        audit_frame=_audit_frame,
        audit_refusal=_audit_refusal,
        routes=[*routes, Route("/", _home)],
        stylesheets=theme.STYLESHEETS,
        head=theme.head(settings),
        foundation=foundation,
    ),
    overlay=notice_bar,
)
app = assembly.app

_name = f" · {settings.institution}"
app.add_page(
    help_page,
    route="/help",
    title=t("help.title") + _name,
    on_load=[HelpState.load, ChatState.load],
)
app.add_page(
    article_page,
    route="/help/[slug]",
    title=t("help.title") + _name,
    on_load=[HelpState.load_article, ChatState.load],
)
app.add_page(
    sign_in_page, route="/sign-in", title=t("page.sign_in") + _name, on_load=AuthState.load
)
app.add_page(
    sign_up_page, route="/sign-up", title=t("auth.sign_up") + _name, on_load=AuthState.load
)
