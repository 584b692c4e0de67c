"""Figures for a spreadsheet."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from livechat.api import answers, logins
from livechat.api.disposition import content_disposition
from livechat.api.downloads import FILE_HEADERS
from livechat.domain.csv_text import neutralised
from livechat.domain.errors import DomainError, InvalidError
from livechat.services import analytics
from livechat.services.context import get_context

_MOST_DAYS = 366


async def analytics_csv(request: Request) -> Response:
    """GET ?days=28; admins alone."""
    login = await logins.login_of(request)
    if login is None:
        return answers.signed_out()
    given = request.query_params.get("days", "28")
    try:
        if not given.isascii() or not given.isdecimal() or not 1 <= int(given[:4]) <= _MOST_DAYS:
            raise InvalidError("error.bad_value", field="days")
        days = int(given[:4])
        table = await run_in_threadpool(
            get_context().read, analytics.csv_of_days, login.actor, days
        )
    except DomainError as error:
        return answers.refusal(error)
    headers = FILE_HEADERS | {
        "content-disposition": content_disposition("attachment", f"livechat-{days}-days.csv")
    }
    # The mark at the start tells spreadsheets that it is UTF-8.
    body = ("\ufeff" + neutralised(table)).encode()
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)
