"""Plain requests in the reader's language: their answers, the pages, and the switch."""

from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from livechat.api import addresses, answers, forms, logins
from livechat.api.guard import ASGIApp, Message, Receive, Scope, Send, header
from livechat.domain import reader
from livechat.domain.text import CATALOGUES, speaking
from livechat.services import accounts
from livechat.services.context import get_context
from livechat.settings import Settings

_KEPT_S = 365 * 86_400
_FILE_METHODS: Final = frozenset({"GET", "HEAD"})


class Readers:
    """Speaks the reader's language while a request is answered, and picks the page in it."""

    def __init__(self, app: ASGIApp, pages: Path) -> None:
        self._app = app
        self._files: dict[str, set[str]] = {}
        for tag in CATALOGUES:
            folder = pages / reader.FOLDER / tag
            for file in (*folder.rglob("*.html"), *folder.glob(reader.SCRIPT[1:])):
                self._files.setdefault(f"/{file.relative_to(folder)}", set()).add(tag)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on in the reader's language."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        tag = _language(scope)
        path = scope.get("path", "")
        file = path if path == reader.SCRIPT else f"{path.rstrip('/')}.html"
        if scope["method"] in _FILE_METHODS and file in self._files:
            send = _varying(send)
            found = f"/{reader.FOLDER}/{tag}{file}"
            if tag in self._files[file]:
                scope = {**scope, "path": found, "raw_path": found.encode()}
        with speaking(tag):
            await self._app(scope, receive, send)


def _language(scope: Scope) -> str:
    cookies = (header(scope, b"cookie") or "").split(";")
    chosen = [
        value.strip()
        for name, _, value in (cookie.partition("=") for cookie in cookies)
        if name.strip() == reader.COOKIE
    ]
    accepted = header(scope, b"accept-language") or ""
    return reader.language(chosen[0] if len(chosen) == 1 else "", accepted)


def _varying(send: Send) -> Send:
    async def send_varying(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = (b"vary", b"accept-language, cookie")
            message["headers"] = [*message.get("headers", ()), given]
        await send(message)

    return send_varying


async def choose(request: Request) -> Response:
    """POST language; keeps it in the browser and for the account, and goes back to the page."""
    context, form = get_context(), await forms.own(request)
    if isinstance(form, Response):
        return form
    tag = reader.language(form.get("language", ""), request.headers.get("accept-language", ""))
    login = await logins.login_of(request)
    if login is not None:
        with speaking(tag):
            await run_in_threadpool(context.write, accounts.keep_language, login.actor)
    target = addresses.safe_next(_page_of(request), "/help")
    response = answers.lead_on(target)
    keep(response, context.settings, tag)
    return response


def keep(response: Response, settings: Settings, tag: str) -> None:
    """Let the browser remember the language."""
    response.set_cookie(
        reader.COOKIE,
        tag,
        max_age=_KEPT_S,
        path="/",
        httponly=True,
        samesite="lax",
        secure=logins.is_secure(settings),
    )


def _page_of(request: Request) -> str:
    """The page that the form was on: the browser says so itself, to our own origin."""
    return addresses.path_of(request.headers.get("referer", ""))
