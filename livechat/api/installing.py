"""What makes the pages an app that one installs: manifest, icons, service worker, offline page.

All of it is the same for everybody who reads one language; nothing here knows a person.
"""

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from livechat.adapters import mark
from livechat.adapters.mark import Shape
from livechat.adapters.offline_page import OfflinePage, offline_page
from livechat.domain import accent, reader
from livechat.domain.text import spoken, t
from livechat.services.context import get_context

ICONS: Final = {
    "192": (192, Shape.PLAIN),
    "512": (512, Shape.PLAIN),
    "maskable": (512, Shape.MASKABLE),
    "touch": (180, Shape.MASKABLE),
}
_SHORTEST_NAME = 12
_ASK_AGAIN: Final = {"cache-control": "public, max-age=86400"}
_ASK_EVERY_TIME: Final = {"cache-control": "no-cache"}
# A worker works under the policy that its own script came with.
_WORKER_POLICY: Final = "default-src 'none'; connect-src 'self'"


async def manifest(_: Request) -> Response:
    """What an installed app is called, looks like and starts with."""
    settings = get_context().settings
    chosen = accent.of(settings.accent)
    name = settings.institution
    own = [{"src": "/favicon.svg", "sizes": "any", "type": "image/svg+xml"}]
    return JSONResponse(
        {
            "id": "/help",
            "name": f"{name} · {t('help.title')}",
            "short_name": name if len(name) <= _SHORTEST_NAME else t("install.name"),
            "description": t("install.description", institution=name),
            "lang": spoken().tag,
            "dir": spoken().direction,
            "start_url": "/help",
            "scope": "/",
            "display": "standalone",
            "background_color": accent.light(chosen).bg.hex(),
            "theme_color": accent.light(chosen).surface.hex(),
            "icons": [
                *[
                    {
                        "src": f"/icon/{key}.png",
                        "sizes": f"{pixels}x{pixels}",
                        "type": "image/png",
                        "purpose": "any" if shape is Shape.PLAIN else "maskable",
                    }
                    for key, (pixels, shape) in ICONS.items()
                    if key != "touch"
                ],
                *([] if settings.logo else own),
            ],
        },
        headers={**_ASK_EVERY_TIME, "vary": "accept-language, cookie"},
        media_type="application/manifest+json",
    )


async def icon(request: Request) -> Response:
    """One of ICONS as PNG."""
    found = ICONS.get(request.path_params["name"])
    if found is None:
        return Response(status_code=404)
    settings = get_context().settings
    body = await run_in_threadpool(mark.png, settings.accent, settings.logo, *found)
    return Response(body, media_type="image/png", headers=_ASK_AGAIN)


async def favicon(_: Request) -> Response:
    """Our mark in the institution's colour."""
    body = mark.svg(get_context().settings.accent)
    # Its own style is all that it needs.
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return Response(
        body,
        media_type="image/svg+xml",
        headers={**_ASK_AGAIN, "content-security-policy": policy},
    )


async def logo(_: Request) -> Response:
    """The institution's own mark, where there is one."""
    file = get_context().settings.logo
    if not file:
        return Response(status_code=404)
    return FileResponse(file, media_type="image/png", headers=_ASK_EVERY_TIME)


async def worker(request: Request) -> Response:
    """The service worker for readers of one language."""
    return Response(
        _page(request).worker,
        media_type="text/javascript",
        headers={**_ASK_EVERY_TIME, "content-security-policy": _WORKER_POLICY},
    )


async def offline(request: Request) -> Response:
    """What the worker keeps: the same for everybody."""
    page = _page(request)
    return Response(
        page.html,
        media_type="text/html",
        headers={**_ASK_EVERY_TIME, "content-security-policy": page.policy},
    )


def _page(request: Request) -> OfflinePage:
    settings = get_context().settings
    tag = reader.language(request.query_params.get("language", ""), "")
    return offline_page(tag, settings.institution, settings.accent, settings.queue_keep_min)
