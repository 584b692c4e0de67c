"""Addresses that requests bring along: where to go next, and where they come from."""

from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.requests import Request

from livechat.domain.vocabulary import Role
from livechat.settings import Settings

_LONGEST = 500
_HOMES = {Role.STUDENT: "/help", Role.ADMIN: "/admin"}


def home_of(role: Role) -> str:
    """The page where somebody of the role begins."""
    return _HOMES.get(role, "/agent")


def after_sign_in(wanted: str, role: Role) -> str:
    """The page that was wanted; the Help page, where everybody can sign in, is no wish of staff."""
    return home_of(role) if wanted in ("", "/", "/help") else wanted


def safe_next(target: str, default: str) -> str:
    """`target` when it is a page of this site, written plainly; else `default` (T26)."""
    is_plain = (
        0 < len(target) <= _LONGEST
        and target.startswith("/")
        # Browsers read a backslash as a slash, and drop tabs and line ends.
        and not target.startswith(("//", "/api/"))
        and all(" " < character < "\x7f" and character != "\\" for character in target)
    )
    if not is_plain:
        return default
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else default


def next_of(request: Request, form: Mapping[str, str]) -> str:
    """Where a form leads on, "" for nowhere: its field, or what its page's own address says.

    A form that is sent before the page's scripts have run has an empty field.
    """
    page = urlsplit(request.headers.get("referer", ""))
    said = parse_qs(page.query).get("next", [""])[0]
    return safe_next(form.get("next", "") or said, "")


def path_of(address: str) -> str:
    """The path and the query of a full address."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def with_query(path: str, **values: str) -> str:
    """The path with those values that are not empty."""
    given = {name: value for name, value in values.items() if value}
    return f"{path}?{urlencode(given)}" if given else path


def is_own_origin(request: Request, settings: Settings) -> bool:
    """Whether a page of ours sent the request, by Origin or, without one, by Referer (T25)."""
    origin = request.headers.get("origin")
    if origin is None:
        parts = urlsplit(request.headers.get("referer", ""))
        origin = f"{parts.scheme}://{parts.netloc}"
    return origin in settings.allowed_origins


def client_address(request: Request, settings: Settings) -> str:
    """The peer's address; of X-Forwarded-For only what trusted proxies wrote counts (T29)."""
    peer = request.client.host if request.client else ""
    hops = settings.trusted_hops
    if not hops:
        return peer
    listed = request.headers.get("x-forwarded-for", "").split(",")
    forwarded = [entry.strip() for entry in listed if entry.strip()]
    return forwarded[-hops] if len(forwarded) >= hops else peer
