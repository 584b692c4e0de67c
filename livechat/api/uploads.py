"""Takes a picture in: streamed to a temporary file up to a limit, then checked and stored."""

import asyncio
from pathlib import Path
from tempfile import NamedTemporaryFile

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from livechat.api import addresses, answers, file_threads, forms, logins
from livechat.domain.errors import DomainError, RetryableError
from livechat.domain.text import t
from livechat.domain.views import AttachmentView
from livechat.services import attachments, stored_files
from livechat.services.accounts import Login
from livechat.services.context import Context, get_context

_MIB = 1024 * 1024
# One message's worth at a time; more would only queue for the decoder.
_AT_ONCE = 5


class _Busy:
    """How many uploads of each account are under way in this process."""

    def __init__(self) -> None:
        self._running: dict[int, int] = {}

    def enter(self, user_id: int) -> bool:
        """False when there are enough already."""
        running = self._running.get(user_id, 0)
        if running >= _AT_ONCE:
            return False
        self._running[user_id] = running + 1
        return True

    def leave(self, user_id: int) -> None:
        """One has ended, however it did."""
        self._running[user_id] -= 1
        if not self._running[user_id]:
            del self._running[user_id]


_busy = _Busy()


async def upload(request: Request) -> Response:
    """POST multipart `file` and `alt` with the login's token; the stored picture as JSON."""
    context = get_context()
    if not addresses.is_own_origin(request, context.settings):
        return answers.forbidden()
    login = await logins.login_of(request)
    if login is None:
        return answers.signed_out()
    if not logins.has_csrf_token(request, login):
        return answers.forbidden()
    if not _busy.enter(login.actor.user_id):
        return answers.told(t("error.rate_limited", seconds=5), 429)
    try:
        return await _take(request, context, login)
    except DomainError as error:
        return answers.refusal(error)
    except forms.TooLongError:
        limit = context.settings.upload_limit_mb
        return answers.told(t("image.too_many_bytes", limit=limit), 413)
    except TimeoutError:
        return answers.told(t("error.retry"), 408)
    except OSError as error:
        # The temporary folder is full or read-only, before anything could be stored.
        stored_files.note(error)
        return answers.refusal(RetryableError("error.files_away"))
    except (MultiPartException, ClientDisconnect):
        return answers.told(t("error.upload", limit=context.settings.upload_limit_mb), 400)
    finally:
        _busy.leave(login.actor.user_id)


async def _take(request: Request, context: Context, login: Login) -> Response:
    conversation_id = request.path_params["conversation_id"]
    await run_in_threadpool(context.read, attachments.check, login.actor, conversation_id)
    async with (
        asyncio.timeout(context.settings.upload_slowest_s) as patience,
        forms.with_file(request, context.settings.upload_limit_mb * _MIB) as form,
    ):
        # It is here; storing it takes its own time.
        patience.reschedule(None)
        file, alt = form.get("file"), form.get("alt", "")
        if not isinstance(file, UploadFile) or not isinstance(alt, str):
            raise MultiPartException("no file")
        view = await file_threads.run(_store, context, login, conversation_id, file, alt)
    return JSONResponse(
        {name: getattr(view, name) for name in view.__dataclass_fields__},
        201,
        headers=answers.NO_STORE,
    )


def _store(
    context: Context, login: Login, conversation_id: str, file: UploadFile, alt: str
) -> AttachmentView:
    with NamedTemporaryFile(prefix="livechat-upload-") as target:
        file.file.seek(0)
        while chunk := file.file.read(_MIB):
            target.write(chunk)
        target.flush()
        return attachments.store(
            context, login.actor, conversation_id, Path(target.name), file.filename or "", alt
        )
