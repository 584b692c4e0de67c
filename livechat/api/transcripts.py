"""Transcripts as files: laid out away from the event loop, two at a time."""

import threading
from collections.abc import Callable
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from livechat.adapters.pdf import TranscriptPdf
from livechat.adapters.transcript_json import as_json
from livechat.adapters.transcript_text import as_text
from livechat.api import answers, logins
from livechat.api.disposition import content_disposition
from livechat.api.downloads import FILE_HEADERS
from livechat.domain.errors import DomainError, RetryableError
from livechat.domain.text import speaking, t
from livechat.domain.transcript import TranscriptView
from livechat.services import transcripts
from livechat.services.accounts import Login
from livechat.services.context import Context, get_context

_AT_ONCE = threading.BoundedSemaphore(2)
_PATIENCE_S = 20
_pdf = TranscriptPdf()


async def pdf(request: Request) -> Response:
    """GET the conversation as PDF, open or closed; never with an internal note."""
    return await _answer(request, _as_pdf, "pdf", "application/pdf")


async def text(request: Request) -> Response:
    """GET the conversation as plain text, for those that are too long for a PDF."""
    return await _answer(request, _as_text, "txt", "text/plain; charset=utf-8")


async def data(request: Request) -> Response:
    """GET the conversation as JSON, for other programs."""
    return await _answer(request, _as_json, "json", "application/json")


async def _answer(
    request: Request,
    render: Callable[[Context, TranscriptView], bytes],
    ending: str,
    media_type: str,
) -> Response:
    login = await logins.login_of(request)
    if login is None:
        return answers.signed_out()
    wait_s = get_context().transcripts.of(str(login.actor.user_id)).take_or_wait()
    if wait_s:
        refused = answers.told(t("error.rate_limited", seconds=wait_s), 429)
        refused.headers["retry-after"] = str(wait_s)
        return refused
    wanted = request.path_params["conversation_id"]
    zone = request.query_params.get("zone", "")[:64]
    try:
        view, body = await run_in_threadpool(_make, login, wanted, zone, render)
    except DomainError as error:
        return answers.refusal(error)
    name = f"{view.reference}.{ending}"
    headers = FILE_HEADERS | {"content-disposition": content_disposition("attachment", name)}
    return Response(body, media_type=media_type, headers=headers)


def _make(
    login: Login,
    conversation_id: str,
    zone: str,
    render: Callable[[Context, TranscriptView], bytes],
) -> tuple[TranscriptView, bytes]:
    context = get_context()
    view = context.read(transcripts.build, login.actor, conversation_id, zone)
    with speaking(view.language):
        body = render(context, view)
    context.write(transcripts.note_download, login.actor, conversation_id)
    return view, body


def _as_pdf(context: Context, view: TranscriptView) -> bytes:
    def load(key: str) -> bytes | None:
        try:
            if key == transcripts.LOGO:
                return Path(context.settings.logo).read_bytes()
            with context.files.open(key) as stream:
                return stream.read()
        except FileNotFoundError:
            return None

    if not _AT_ONCE.acquire(timeout=_PATIENCE_S):
        raise RetryableError
    try:
        return _pdf.render(view, load).data
    finally:
        _AT_ONCE.release()


def _as_json(context: Context, view: TranscriptView) -> bytes:
    return as_json(view)


def _as_text(context: Context, view: TranscriptView) -> bytes:
    return as_text(view).encode()
