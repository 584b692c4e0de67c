"""Pages for developers are not there in production, whatever was built."""

import asyncio
from typing import Any

import pytest

from livechat.api import frames
from livechat.api.guard import Guard, GuardRules
from livechat.assembly import development_pages


def _status(path: str, closed: tuple[str, ...]) -> int:
    sent: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        sent.append(dict(message))

    async def receive() -> Any:
        return {"type": "http.request"}

    names = frames.Names(boot="x", allowed=lambda name: False)
    rules = GuardRules(frozenset(), names, "", "c", closed=closed)
    scope = {"type": "http", "path": path, "method": "GET", "headers": []}
    asyncio.run(Guard(app, rules)(scope, receive, send))
    return int(sent[0]["status"])


@pytest.mark.parametrize(
    "path",
    ["/dev/components", "/dev/components/", "/dev/components.html", "/in/ar/dev/components.html"],
)
def test_they_are_closed_in_production_alone(path: str) -> None:
    assert _status(path, development_pages(is_production=True)) == 404
    assert _status(path, development_pages(is_production=False)) == 200


def test_all_else_stays_open() -> None:
    closed = development_pages(is_production=True)
    assert _status("/help", closed) == _status("/developers", closed) == 200
