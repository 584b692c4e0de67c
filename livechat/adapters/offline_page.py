"""The page for those without a connection, and the service worker that shows it."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from livechat.domain import accent
from livechat.domain.text import speaking, spoken, t

_FOLDER = Path(__file__).with_name("templates")
_TEMPLATES = Environment(
    loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined
)


@dataclass(frozen=True, slots=True)
class OfflinePage:
    """One page, whole in itself, in one language; and the worker that keeps it."""

    html: str
    policy: str
    worker: str


@lru_cache(maxsize=32)
def offline_page(tag: str, institution: str, colour: str, place_min: int) -> OfflinePage:
    """`place_min`: how many minutes a place in the queue is kept."""
    script = (_FOLDER / "offline.js").read_text(encoding="utf-8")
    digest = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    chosen = accent.of(colour)
    with speaking(tag):
        html = _TEMPLATES.get_template("offline.html").render(
            t=t,
            language=spoken(),
            institution=institution,
            place_min=place_min,
            light=accent.light(chosen).css(),
            dark=accent.dark(chosen).css(),
            script=script,
        )
        worker = _TEMPLATES.get_template("service_worker.js").render(
            version=f"{spoken().tag}-{hashlib.sha256(html.encode()).hexdigest()[:12]}",
            language=spoken().tag,
        )
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline';"
        " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return OfflinePage(html, policy, worker)
