"""The desk's hours as a calendar file: out for staff, in from admins."""

import asyncio
import secrets

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from livechat.api import addresses, answers, forms, logins
from livechat.api.disposition import content_disposition
from livechat.api.downloads import FILE_HEADERS
from livechat.domain.errors import DomainError, InvalidError
from livechat.domain.vocabulary import Role
from livechat.services import hours_exchange
from livechat.services.accounts import Login
from livechat.services.context import get_context

_MOST_BYTES = 1_000_000
_SLOWEST_S = 60


async def calendar(request: Request) -> Response:
    """GET the hours as iCalendar; for staff."""
    login = await logins.login_of(request)
    if login is None:
        return answers.signed_out()
    try:
        text = await run_in_threadpool(get_context().read, hours_exchange.exported, login.actor)
    except DomainError as error:
        return answers.refusal(error)
    headers = FILE_HEADERS | {
        "content-disposition": content_disposition("attachment", "service-hours.ics")
    }
    return Response(text.encode(), media_type="text/calendar; charset=utf-8", headers=headers)


async def take(request: Request) -> Response:
    """POST multipart `file` and `csrf`; back to the page, which shows what the file would do."""
    if not addresses.is_own_origin(request, get_context().settings):
        return answers.forbidden()
    login = await logins.login_of(request)
    if login is None:
        return answers.signed_out()
    if login.actor.role is not Role.ADMIN:
        return answers.forbidden()
    try:
        async with asyncio.timeout(_SLOWEST_S):
            return await _take(request, login)
    except DomainError as error:
        return _back(error.key)
    except forms.TooLongError:
        return _back("queue.calendar_big")
    except TimeoutError:
        return _back("error.retry")
    except (MultiPartException, ClientDisconnect):
        return answers.told("", 400)


async def _take(request: Request, login: Login) -> Response:
    async with forms.with_file(request, _MOST_BYTES) as form:
        csrf, file = form.get("csrf", ""), form.get("file")
        if not isinstance(csrf, str) or not logins.has_csrf_token(request, login, csrf):
            return answers.forbidden()
        if not isinstance(file, UploadFile) or not file.filename:
            raise InvalidError("queue.calendar_missing")
        data, name = await file.read(), file.filename
    try:
        # Calendar programs on Windows begin the file with a mark.
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidError("queue.calendar_encoding") from None
    context = get_context()
    await run_in_threadpool(context.write, hours_exchange.prepare, login.actor, name, text)
    return _back()


def _back(error: str = "") -> Response:
    # The page answers to an address once; the number makes each one new.
    return answers.lead_on("/admin", tab="hours", error=error, n=secrets.token_hex(4))
