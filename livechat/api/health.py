"""For whoever watches the process: alive, and ready to serve."""

import tempfile
from collections.abc import Callable
from datetime import timedelta

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from livechat.services import leases
from livechat.services.context import Context, get_context

_FRESH = {"cache-control": "no-store"}


async def live(request: Request) -> Response:
    """The event loop turns."""
    return JSONResponse({"status": "ok"}, headers=_FRESH)


async def ready(request: Request) -> Response:
    """503 when something needed does not work; without bus or pictures chats go on: a warning."""
    try:
        context = get_context()
    except RuntimeError:
        return JSONResponse({"status": "starting"}, 503, headers=_FRESH)
    needed = {
        "bot": context.bot.is_ready,
        "database": await run_in_threadpool(_works, lambda: _database(context)),
        "disk": await run_in_threadpool(_works, lambda: _disk(context)),
    }
    # Without the storage of pictures text chat goes on.
    wanted = {
        "bus": context.is_bus_healthy(),
        "files": await run_in_threadpool(_works, context.files.check),
    }
    is_ready = all(needed.values())
    status = "not ready" if not is_ready else "ok" if all(wanted.values()) else "degraded"
    body = {"status": status, "checks": needed | wanted}
    return JSONResponse(body, 200 if is_ready else 503, headers=_FRESH)


def _works(check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception:
        return False
    return True


def _database(context: Context) -> None:
    # A database may answer and yet take nothing any more: full, read-only, locked.
    context.write(leases.strike, "health", timedelta(0))


def _disk(context: Context) -> None:
    folder = context.settings.data_path
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as probe:
        probe.write(b"x")
        probe.flush()
