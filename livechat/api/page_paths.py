"""Serves /help as it is asked for, where the file server would first send browsers to /help/."""

from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send


class PagePaths:
    """Stands before the file server of `pages`, the folder of the built pages."""

    def __init__(self, inner: ASGIApp, pages: Path) -> None:
        self._inner = inner
        found = (file.parent.relative_to(pages) for file in pages.rglob("index.html"))
        self._paths = frozenset(f"/{folder}" for folder in found if folder != Path())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the slash of a page's folder within the server."""
        if scope["type"] == "http" and scope["path"] in self._paths:
            path = f"{scope['path']}/"
            scope = {**scope, "path": path, "raw_path": path.encode()}
        await self._inner(scope, receive, send)
