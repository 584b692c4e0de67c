"""Puts Reflex, the guard, the session middleware and the fan-out together into one app."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import reflex as rx
from reflex.app import default_error_boundary
from reflex.state import FrontendEventExceptionState
from reflex.utils.prerequisites import get_web_dir
from reflex_base.environment import environment
from reflex_base.registry import RegistrationContext
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from livechat.adapters import built_pages
from livechat.api import frames, headers
from livechat.api.guard import ASGIApp, Guard, GuardRules
from livechat.api.hand_overs import PATH as HAND_OVER
from livechat.api.languages import Readers
from livechat.api.mail_choice import PATH as MAIL_OFF
from livechat.api.page_paths import PagePaths
from livechat.api.stopping import Stopping
from livechat.domain.reader import FOLDER
from livechat.domain.text import CATALOGUES
from livechat.settings import Settings
from livechat.state import faults, policy, runtime, short_way, sockets
from livechat.state.fanout import EventSource, FanOut
from livechat.state.middleware import SessionMiddleware
from livechat.state.session import SessionResolver
from livechat.state.subscriptions import Subscriptions


@dataclass(frozen=True, slots=True)
class Parts:
    """What the app is made of besides its pages. The audits must neither block nor raise:
    `audit_frame(reason, detail)`, `audit_refusal(event name, reason, user id)`."""

    settings: Settings
    resolver: SessionResolver
    bus: EventSource
    cookie_name: str
    audit_frame: Callable[[str, str], None]
    audit_refusal: runtime.AuditRefusal
    routes: Sequence[BaseRoute] = ()
    keep_states_s: float = 60.0
    stylesheets: Sequence[str] = ()
    head: Sequence[rx.Component] = ()
    # Entered before anything else runs and left after everything else has stopped.
    foundation: Callable[[], AbstractAsyncContextManager[None]] = nullcontext


@dataclass(frozen=True, slots=True)
class Assembly:
    """`app` is for Reflex; the rest is for those who need to listen in."""

    app: rx.App
    fanout: FanOut
    workers: runtime.Workers
    subscriptions: Subscriptions


def _socket_limits() -> None:
    # A dead connection is noticed after 20 s instead of Reflex's 145 s.
    for setting in (environment.REFLEX_SOCKET_INTERVAL, environment.REFLEX_SOCKET_TIMEOUT):
        if not setting.is_set():
            setting.set(timedelta(seconds=10))
    environment.REFLEX_SOCKET_MAX_HTTP_BUFFER_SIZE.set(frames.FRAME_LIMIT)


def _pages() -> Path:
    return Path(get_web_dir()) / "build" / "client"


def development_pages(*, is_production: bool) -> tuple[str, ...]:
    """Paths to close in production: where they lie if the pages were built for development."""
    if not is_production:
        return ()
    return ("/dev", *(f"/{FOLDER}/{tag}/dev" for tag in CATALOGUES))


def _guard(parts: Parts, stopping: Stopping) -> Callable[[ASGIApp], ASGIApp]:
    settings = parts.settings

    def wrap(inner: ASGIApp) -> ASGIApp:
        context, hashes = RegistrationContext.get(), headers.script_hashes(_pages())

        def allowed(name: str) -> bool:
            # The guard runs outside of Reflex's contexts.
            return policy.may_come_from_browser(name, context)

        rules = GuardRules(
            origins=frozenset(settings.allowed_origins),
            names=frames.Names(boot=policy.BOOT, allowed=allowed),
            page_policy=headers.page_policy(
                hashes, settings.allowed_origins, settings.frame_ancestors.split()
            ),
            cookie_name=parts.cookie_name,
            https=settings.base_url.startswith("https://"),
            closed=development_pages(is_production=settings.production),
            framed=bool(settings.frame_ancestors.split()),
            foreign_posts=frozenset(
                {MAIL_OFF, *([HAND_OVER] if settings.hand_over_algorithm else [])}
            ),
            audit=parts.audit_frame,
            failed=faults.log_route_fault,
        )
        return Guard(Readers(PagePaths(inner, _pages()), _pages()), rules, stopping)

    return wrap


def assemble(parts: Parts, overlay: Callable[[], rx.Component]) -> Assembly:
    """The app without pages; `overlay` is drawn over every page."""
    _socket_limits()
    subscriptions = Subscriptions()
    workers = runtime.Workers(parts.settings.worker_threads)
    stopping = Stopping(lambda: workers.pending)
    runtime.configure(
        runtime.Runtime(
            resolver=parts.resolver,
            workers=workers,
            subscriptions=subscriptions,
            cookie_name=parts.cookie_name,
            audit_refusal=parts.audit_refusal,
            count_states=lambda: sockets.count_states(app),
            version=built_pages.version_of(_pages()),
        )
    )
    # It would reload the page by a script, which our content policy forbids.
    FrontendEventExceptionState.auto_reload_on_errors = []
    app = rx.App(
        theme=None,
        toaster=None,
        stylesheets=list(parts.stylesheets),
        head_components=list(parts.head),
        # Reflex's own overlay covers controls when the connection is down.
        app_wraps={
            (55, "ErrorBoundary"): lambda stateful: default_error_boundary(),
            (5, "Overlay"): lambda stateful: overlay(),
        },
        api_transformer=[Starlette(routes=list(parts.routes)), _guard(parts, stopping)],
        backend_exception_handler=faults.handle_backend_fault,
        frontend_exception_handler=faults.handle_frontend_fault,
    )
    app.add_middleware(SessionMiddleware())
    short_way.open_short_way(app)
    fanout = FanOut(
        app, parts.bus, subscriptions, parts.resolver, keep_states_s=parts.keep_states_s
    )

    @asynccontextmanager
    async def serve() -> AsyncIterator[None]:
        faults.start_logging(parts.settings.log_level)
        with stopping.on_sigterm():
            async with parts.foundation():
                yield
                workers.close()

    app.register_lifespan_task(serve)
    app.register_lifespan_task(fanout.run)
    return Assembly(app, fanout, workers, subscriptions)
