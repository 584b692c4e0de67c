"""Answers of the plain routes: domain errors as status and JSON, nothing kept by anybody."""

from starlette.background import BackgroundTask
from starlette.responses import JSONResponse, RedirectResponse

from livechat.api import addresses
from livechat.domain.errors import (
    ConflictError,
    DomainError,
    InvalidError,
    NotAllowedError,
    NotFoundError,
    RetryableError,
)
from livechat.domain.text import t

_SEE_OTHER = 303
NO_STORE = {"cache-control": "private, no-store"}
_STATUSES: tuple[tuple[type[DomainError], int], ...] = (
    (NotFoundError, 404),
    (NotAllowedError, 403),
    (InvalidError, 422),
    (ConflictError, 409),
    (RetryableError, 503),
)
_KEYS = {
    "error.throttled": 429,
    "error.rate_limited": 429,
    "error.upload_quota": 429,
    "image.too_many_bytes": 413,
}


def lead_on(page: str, background: BackgroundTask | None = None, **query: str) -> RedirectResponse:
    """After a form: on to a page of ours, which a reload does not send again."""
    target = addresses.with_query(page, **query)
    return RedirectResponse(target, _SEE_OTHER, headers=NO_STORE, background=background)


def refusal(error: DomainError) -> JSONResponse:
    """The error's own text, which users may see."""
    by_type = next((status for kind, status in _STATUSES if isinstance(error, kind)), 400)
    refused = told(str(error), _KEYS.get(error.key, by_type))
    if error.key == "error.rate_limited":
        refused.headers["retry-after"] = str(error.params["seconds"])
    return refused


def told(text: str, status: int) -> JSONResponse:
    """A refusal in words."""
    return JSONResponse({"error": text}, status, headers=NO_STORE)


def signed_out() -> JSONResponse:
    """Nobody is signed in."""
    return told(t("error.signed_out"), 401)


def forbidden() -> JSONResponse:
    """The request does not come from a page of ours."""
    return told(t("error.not_allowed"), 403)
