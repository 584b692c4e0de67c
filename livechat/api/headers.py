"""Security headers for every response; the script policy is derived from the built pages."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path

Header = tuple[bytes, bytes]

_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)

_PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
    )
)


def script_hashes(pages: Path) -> list[str]:
    """CSP hashes of all inline scripts in the built pages below `pages`, each once."""
    found: dict[str, None] = {}
    for page in sorted(pages.rglob("*.html")):
        for script in _INLINE_SCRIPT.findall(page.read_text(encoding="utf-8")):
            digest = hashlib.sha256(script.encode()).digest()
            found[f"'sha256-{b64encode(digest).decode()}'"] = None
    return list(found)


def page_policy(
    hashes: Iterable[str], origins: Iterable[str], ancestors: Iterable[str] = ()
) -> str:
    """The content security policy of pages: own scripts, no eval, no other hosts; shown in
    frames by nobody but `ancestors`."""
    sockets = [origin.replace("http", "ws", 1) for origin in origins]
    parts = {
        "default-src": ["'self'"],
        "script-src": ["'self'", *hashes],
        # Reflex styles elements through <style> tags made while running.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        # 'self' covers the websocket in today's browsers; older ones need it named.
        "connect-src": ["'self'", *sockets],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": list(ancestors) or ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in parts.items())


# What is not a page is never rendered as one: no script, no frame, no form, whatever it holds.
FILE_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox"


def fixed(*, https: bool, framed: bool = False) -> list[Header]:
    """The headers that are the same on every response."""
    headers = [
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
        (b"permissions-policy", _PERMISSIONS.encode()),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
    ]
    if not framed:
        # For old browsers; it cannot name those who may, which the policy does.
        headers.append((b"x-frame-options", b"DENY"))
    if https:
        headers.append((b"strict-transport-security", b"max-age=31536000; includeSubDomains"))
    return headers


def caching(path: str, is_page: bool) -> bytes:
    """Built files carry a hash in their names and never change; all else is asked for again."""
    if path.startswith("/assets/") and not is_page:
        return b"public, max-age=31536000, immutable"
    return b"no-cache" if is_page else b"private, no-cache"
