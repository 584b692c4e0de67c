"""Small form posts, read up to a limit."""

from urllib.parse import parse_qsl

from starlette.requests import Request

_LIMIT = 16 * 1024
_FIELDS = 20


class BadFormError(Exception):
    """No form post of ours: another type, too long, or not text."""


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
