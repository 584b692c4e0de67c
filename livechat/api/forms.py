"""Form posts, read up to a limit: small ones, and those that bring a file."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import Response

from livechat.api import addresses, answers
from livechat.services.context import get_context

_LIMIT = 16 * 1024
_FIELDS = 20
# What a form adds around its file: boundaries, names, other fields.
_OVERHEAD = 16 * 1024


class BadFormError(Exception):
    """No form post of ours: another type, too long, or not text."""


class TooLongError(Exception):
    """More bytes than the file may have."""


async def read(request: Request) -> dict[str, str]:
    """The fields of a URL-encoded form; the last of a name counts."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LIMIT:
            raise BadFormError
    if body and kind != "application/x-www-form-urlencoded":
        raise BadFormError
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=_FIELDS, errors="strict"
        )
    except ValueError:
        raise BadFormError from None
    # No field of ours holds one, and no database stores it.
    if any("\0" in value for _, value in pairs):
        raise BadFormError
    return dict(pairs)


async def own(request: Request) -> dict[str, str] | Response:
    """The fields of a form on a page of ours, or the refusal to answer with (T25)."""
    if not addresses.is_own_origin(request, get_context().settings):
        return answers.forbidden()
    try:
        return await read(request)
    except BadFormError:
        return answers.told("", 400)


@asynccontextmanager
async def with_file(request: Request, most_bytes: int) -> AsyncIterator[FormData]:
    """The form with its one file spooled to disk; TooLongError as soon as the limit is passed."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise MultiPartException("no multipart form")
    limit = most_bytes + _OVERHEAD
    claimed = request.headers.get("content-length", "0")
    if not claimed.isdecimal() or int(claimed) > limit:
        raise TooLongError
    parser = MultiPartParser(
        request.headers,
        _limited(request, limit),
        max_files=1,
        max_fields=4,
        max_part_size=4096,
    )
    form = await parser.parse()
    try:
        yield form
    finally:
        await form.close()


async def _limited(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    # The claimed length may lie, and a chunked body claims none.
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > limit:
            raise TooLongError
        yield chunk
