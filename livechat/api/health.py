"""For whoever watches the process: alive, and ready to serve."""

from sqlalchemy import text
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from livechat.services.context import get_context
from livechat.store.unit_of_work import UnitOfWork

_FRESH = {"cache-control": "no-store"}


async def live(request: Request) -> Response:
    """The event loop turns."""
    return JSONResponse({"status": "ok"}, headers=_FRESH)


async def ready(request: Request) -> Response:
    """The database answers and the bot is loaded; 503 says which of them does not."""
    try:
        context = get_context()
    except RuntimeError:
        return JSONResponse({"status": "starting"}, 503, headers=_FRESH)
    checks = {"bot": context.bot.is_ready, "database": True}
    try:
        await run_in_threadpool(context.read, _ping)
    except Exception:
        checks["database"] = False
    is_ready = all(checks.values())
    body = {"status": "ok" if is_ready else "not ready", "checks": checks}
    return JSONResponse(body, 200 if is_ready else 503, headers=_FRESH)


def _ping(uow: UnitOfWork) -> None:
    uow.connection.execute(text("SELECT 1"))
