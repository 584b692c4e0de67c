"""A client that skips the pages and speaks the websocket protocol, rightly or wrongly."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp

ROOT_STATE = "reflex___state____state"
BOOT = f"{ROOT_STATE}.hydrate_and_load"
ROUTER = {"pathname": "/", "query": {}, "asPath": "/"}


def event(name: str, payload: dict[str, Any] | None = None) -> dict[str, Any]:
    """An event as the browser sends it."""
    return {"name": name, "payload": payload or {}, "router_data": ROUTER}


class RawClient:
    """One socket; `state` holds what its deltas have said, `frames` everything received."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, token: str) -> None:
        self._socket = socket
        self.token = token
        self.frames: list[str] = []
        self.state: dict[str, Any] = {}
        self.is_closed = False
        self._changed = asyncio.Condition()
        self._reader = asyncio.create_task(self._read())

    @property
    def tail(self) -> list[dict[str, Any]]:
        """The newest messages, which come in small cells, in order."""
        return self._lines("cell_")

    @property
    def older(self) -> list[dict[str, Any]]:
        """The older messages that were asked for, in order."""
        return self._lines("page_")

    def _lines(self, prefix: str) -> list[dict[str, Any]]:
        parts = (value for name, value in self.state.items() if name.startswith(prefix))
        return sorted((line for part in parts for line in part), key=lambda line: line["seq"])

    async def _read(self) -> None:
        with suppress(ConnectionError):
            async for message in self._socket:
                if message.type is not aiohttp.WSMsgType.TEXT:
                    break
                await self._hear(str(message.data))
        self.is_closed = True
        async with self._changed:
            self._changed.notify_all()

    async def _hear(self, text: str) -> None:
        self.frames.append(text)
        if text == "2":
            await self._socket.send_str("3")
        if text.startswith("42/_event,"):
            self._take(json.loads(text[len("42/_event,") :]))
        async with self._changed:
            self._changed.notify_all()

    def _take(self, packet: list[Any]) -> None:
        if packet[0] == "new_token":
            self.token = packet[1]
        if packet[0] == "event":
            for values in packet[1].get("delta", {}).values():
                for name, value in values.items():
                    self.state[name.removesuffix("_rx_state_")] = value

    async def raw(self, frame: str | bytes) -> None:
        """Send a frame as it is; into the void when the server has hung up already."""
        with suppress(ConnectionError):
            if isinstance(frame, bytes):
                await self._socket.send_bytes(frame)
            else:
                await self._socket.send_str(frame)

    async def open(self, boot: dict[str, Any] | None = None) -> None:
        """Connect the namespace with the hydrate event (or another one)."""
        await self.raw("40/_event," + json.dumps({"event": boot or event(BOOT)}))

    async def call(self, name: str, payload: dict[str, Any] | None = None) -> None:
        """Call a handler by its full name."""
        await self.raw("42/_event," + json.dumps(["event", event(name, payload)]))

    async def until(self, condition: Callable[[], Any], timeout_s: float = 10) -> None:
        """Wait until `condition` holds; it is looked at after every frame."""
        async with asyncio.timeout(timeout_s), self._changed:
            await self._changed.wait_for(lambda: bool(condition()))

    async def hydrated(self) -> None:
        """Wait until the page's on_load is through."""
        await self.until(lambda: self.state.get("is_hydrated"))

    async def closed(self, timeout_s: float = 10) -> None:
        """Wait until the server has closed the socket."""
        await self.until(lambda: self.is_closed, timeout_s)

    @property
    def close_code(self) -> int | None:
        """Why the connection ended, in the websocket's numbers."""
        return self._socket.close_code

    async def close(self) -> None:
        """Hang up."""
        await self._socket.close()
        await self._reader


@asynccontextmanager
async def raw_client(
    base_url: str,
    *,
    cookie: str = "",
    token: str | None = None,
    origin: str | None = "",
    opens: bool = True,
    query: str | None = None,
) -> AsyncIterator[RawClient]:
    """A connected client; `origin` "" is the right one, None sends none."""
    name = str(uuid.uuid4()) if token is None else token
    headers = {"Cookie": cookie} if cookie else {}
    if origin is not None:
        headers["Origin"] = origin or base_url
    asked = f"EIO=4&transport=websocket&token={name}" if query is None else query
    url = f"{base_url.replace('http', 'ws', 1)}/_event/?{asked}"
    async with aiohttp.ClientSession() as session:
        socket = await session.ws_connect(url, headers=headers, max_msg_size=0)
        client = RawClient(socket, name)
        try:
            if opens:
                await client.open()
            yield client
        finally:
            await client.close()
