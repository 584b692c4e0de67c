"""Serves pictures to whoever may read the conversation, and to nobody's cache."""

from collections.abc import AsyncIterator
from typing import BinaryIO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from livechat.api import answers, byte_range, file_threads, logins
from livechat.api.disposition import content_disposition
from livechat.domain.errors import DomainError
from livechat.services import attachments
from livechat.services.context import get_context

_CHUNK = 64 * 1024
# Even if a browser were to take a picture for a page, nothing in it would run.
FILE_HEADERS = answers.NO_STORE | {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
}


async def attachment(request: Request) -> Response:
    """GET the picture in full."""
    return await _send(request, thumbnail=False)


async def thumbnail(request: Request) -> Response:
    """GET the small picture."""
    return await _send(request, thumbnail=True)


async def _send(request: Request, *, thumbnail: bool) -> Response:
    login = await logins.login_of(request)
    if login is None:
        return answers.signed_out()
    wanted = request.path_params["attachment_id"]
    try:
        found = await file_threads.run(
            attachments.open_for, get_context(), login.actor, wanted, thumbnail
        )
    except DomainError as error:
        return answers.refusal(error)
    headers = FILE_HEADERS | {
        "accept-ranges": "bytes",
        "content-length": str(found.size),
        "content-disposition": content_disposition("inline", found.name),
    }
    try:
        part = byte_range.of(request.headers.get("range", ""), found.size)
    except byte_range.UnsatisfiableError:
        found.stream.close()
        headers |= {"content-range": f"bytes */{found.size}", "content-length": "0"}
        return Response(status_code=416, headers=headers)
    status = 200
    if part is not None:
        status = 206
        headers["content-range"] = f"bytes {part.first}-{part.last}/{found.size}"
        headers["content-length"] = str(part.length)
    if request.method == "HEAD":
        found.stream.close()
        return Response(status_code=status, media_type=found.media_type, headers=headers)
    body = chunks(found.stream, part)
    return StreamingResponse(body, status, media_type=found.media_type, headers=headers)


async def chunks(
    stream: BinaryIO, part: byte_range.ByteRange | None = None
) -> AsyncIterator[bytes]:
    """The stream's bytes, or part of them, in pieces; it is closed at the end."""
    with stream:
        left = None
        if part is not None:
            stream.seek(part.first)
            left = part.length
        while chunk := await file_threads.run(
            stream.read, _CHUNK if left is None else min(_CHUNK, left)
        ):
            left = None if left is None else left - len(chunk)
            yield chunk
