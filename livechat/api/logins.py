"""Who sends a request: the cookie, looked up on the server each time."""

import secrets

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from livechat.api import addresses
from livechat.services import accounts
from livechat.services.accounts import Login
from livechat.services.context import get_context
from livechat.settings import Settings

COOKIE = "livechat_session"
CSRF_HEADER = "x-csrf-token"


async def login_of(request: Request) -> Login | None:
    """The login behind the cookie, or None."""
    token = request.cookies.get(COOKIE, "")
    return await run_in_threadpool(accounts.resolve, get_context(), token) if token else None


def has_csrf_token(request: Request, login: Login, field: str = "") -> bool:
    """Whether the login's own token came along, in the header or a form's field."""
    given = request.headers.get(CSRF_HEADER, "") or field
    return secrets.compare_digest(given.encode(), login.csrf.encode())


async def confirm_password(request: Request, login: Login, password: str) -> None:
    """Before what cannot be taken back: DomainError unless it is the login's own password."""
    context = get_context()
    address = addresses.client_address(request, context.settings)
    await run_in_threadpool(accounts.confirm_password, context, login, password, address)


def set_cookie(response: Response, settings: Settings, token: str, *, is_shared: bool) -> None:
    """Scripts never see it; on a shared computer it goes when the browser is closed."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=None if is_shared else settings.session_max_days * 86_400,
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_secure(settings),
    )


def clear_cookie(response: Response, settings: Settings) -> None:
    """Take the cookie back."""
    response.delete_cookie(
        COOKIE, path="/", httponly=True, samesite="lax", secure=is_secure(settings)
    )


def is_secure(settings: Settings) -> bool:
    """Whether cookies are for HTTPS alone."""
    return settings.production or settings.base_url.startswith("https://")
