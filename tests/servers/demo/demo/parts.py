"""The demo's own parts, made once."""

import secrets
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from demo.ledger import Ledger
from livechat.domain.actor import Actor
from livechat.realtime.bus import Event
from livechat.realtime.local_bus import LocalBus
from livechat.settings import get_settings
from livechat.state.fanout import SESSIONS_ENDED

COOKIE = "demo_session"
bus = LocalBus()


@lru_cache(maxsize=1)
def ledger() -> Ledger:
    """The one file of this process."""
    folder = Path(get_settings().data_path)
    folder.mkdir(parents=True, exist_ok=True)
    return Ledger(folder / "demo.db")


def publish(topic: str, **ids: object) -> None:
    """Tell everybody."""
    bus.publish(Event(topic, ids))


class Sessions:
    """Sessions of the ledger; blocking, which a demo may."""

    async def resolve(self, cookie_token: str) -> Actor | None:
        """See SessionResolver."""
        return ledger().resolve(cookie_token)

    async def live(self, session_ids: object) -> object:
        """See SessionResolver."""
        return ledger().live(session_ids)  # type: ignore[arg-type]


async def sign_in(request: Request) -> Response:
    """POST /demo/sign-in?user=1&role=student."""
    token = secrets.token_urlsafe(24)
    ledger().sign_in(token, int(request.query_params["user"]), request.query_params["role"])
    response = JSONResponse({"token": token})
    response.set_cookie(COOKIE, token, httponly=True, samesite="lax")
    return response


async def end(request: Request) -> Response:
    """POST /demo/end?user=1&quiet=0: sign the user out everywhere, quietly without an event."""
    ids = ledger().end(int(request.query_params["user"]))
    if request.query_params.get("quiet") != "1":
        publish(SESSIONS_ENDED, session_ids=ids)
    return JSONResponse({"ended": ids})


async def upload(request: Request) -> Response:
    """POST /demo/upload: takes anything but files called bad."""
    async with request.form() as form:
        file = form["file"]
        if isinstance(file, str) or "bad" in str(file.filename):
            return JSONResponse({"error": "This is not a picture."}, status_code=415)
        return JSONResponse({"id": f"up-{file.filename}", "csrf": request.headers["x-csrf-token"]})


async def counts(request: Request) -> Response:
    """GET /demo/counts: what must not grow."""
    from demo.demo import assembly

    processor = assembly.app.event_processor
    states = assembly.app.state_manager.states  # type: ignore[attr-defined]
    return JSONResponse(
        {
            "futures": len(processor._futures),
            "clients": len(assembly.subscriptions),
            "states": len(states),
            "topics": len(assembly.subscriptions.topics()),
            "pool": assembly.workers.pending,
        }
    )


routes = [
    Route("/demo/sign-in", sign_in, methods=["POST"]),
    Route("/demo/end", end, methods=["POST"]),
    Route("/demo/upload", upload, methods=["POST"]),
    Route("/demo/counts", counts),
]
