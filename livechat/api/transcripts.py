"""Transcripts as files: laid out away from the event loop, two at a time."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from livechat.adapters.pdf import TranscriptPdf
from livechat.adapters.transcript_json import as_json
from livechat.adapters.transcript_text import as_text
from livechat.api import answers, logins
from livechat.api.disposition import content_disposition
from livechat.api.downloads import FILE_HEADERS
from livechat.api.progress import ProgressBoard
from livechat.domain.errors import DomainError, RetryableError
from livechat.domain.text import speaking
from livechat.domain.transcript import TranscriptView
from livechat.services import transcripts
from livechat.services.accounts import Login
from livechat.services.context import Context, get_context

_AT_ONCE = threading.BoundedSemaphore(2)
_PATIENCE_S = 20
_pdf = TranscriptPdf()
_progress = ProgressBoard()


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is asked for besides the format."""

    zone: str
    for_filing: bool
    note: Callable[[float], None]


Render = Callable[[Context, TranscriptView, _Wish], bytes]


async def pdf(request: Request) -> Response:
    """GET the conversation as PDF, open or closed; never with an internal note.

    `for=filing` asks for PDF/A; `progress` names the wait for `progress` below.
    """
    return await _answer(request, _as_pdf, "pdf", "application/pdf")


async def text(request: Request) -> Response:
    """GET the conversation as plain text, for those that are too long for a PDF."""
    return await _answer(request, _as_text, "txt", "text/plain; charset=utf-8")


async def data(request: Request) -> Response:
    """GET the conversation as JSON, for other programs."""
    return await _answer(request, _as_json, "json", "application/json")


async def progress(request: Request) -> Response:
    """GET which share of one's own PDF is done, under the name that its request gave."""
    login = await logins.login_of(request)
    if login is None:
        return answers.signed_out()
    share = _progress.of(login.actor.user_id, request.path_params["name"])
    return JSONResponse({"share": share}, headers=answers.NO_STORE)


async def _answer(request: Request, render: Render, ending: str, media_type: str) -> Response:
    login = await logins.login_of(request)
    if login is None:
        return answers.signed_out()
    wait_s = get_context().transcripts.of(str(login.actor.user_id)).take_or_wait()
    if wait_s:
        return answers.refusal(DomainError("error.rate_limited", seconds=wait_s))
    wanted = request.path_params["conversation_id"]
    asked = request.query_params
    name = asked.get("progress", "")
    wish = _Wish(
        zone=asked.get("zone", "")[:64],
        for_filing=asked.get("for") == "filing",
        note=_progress.begin(login.actor.user_id, name),
    )
    try:
        view, body = await run_in_threadpool(_make, login, wanted, wish, render)
    except DomainError as error:
        return answers.refusal(error)
    finally:
        _progress.end(login.actor.user_id, name)
    is_archived = wish.for_filing and ending == "pdf"
    called = f"{view.reference}{'-PDF-A' if is_archived else ''}.{ending}"
    headers = FILE_HEADERS | {"content-disposition": content_disposition("attachment", called)}
    return Response(body, media_type=media_type, headers=headers)


def _make(
    login: Login, conversation_id: str, wish: _Wish, render: Render
) -> tuple[TranscriptView, bytes]:
    context = get_context()
    context.read(transcripts.check_pace, login.actor)
    view = context.read(transcripts.build, login.actor, conversation_id, wish.zone)
    with speaking(view.language):
        body = render(context, view, wish)
    context.write(transcripts.note_download, login.actor, conversation_id)
    return view, body


def _as_pdf(context: Context, view: TranscriptView, wish: _Wish) -> bytes:
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
        return _pdf.render(view, load, wish.note, for_filing=wish.for_filing).data
    finally:
        _AT_ONCE.release()


def _as_json(context: Context, view: TranscriptView, wish: _Wish) -> bytes:
    return as_json(view)


def _as_text(context: Context, view: TranscriptView, wish: _Wish) -> bytes:
    return as_text(view).encode()
