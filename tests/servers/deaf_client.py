"""A client that takes nothing in: a websocket by hand on a socket with a tiny buffer."""

import asyncio
import base64
import json
import os
import socket
import struct
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from tests.servers.raw_client import BOOT, event

_BUFFER = 4096
_TEXT, _FINAL, _MASKED = 0x1, 0x80, 0x80


def _frame(text: str) -> bytes:
    body, key = text.encode(), os.urandom(4)
    length = len(body)
    head = bytes([_FINAL | _TEXT])
    if length < 126:
        head += bytes([_MASKED | length])
    else:
        head += bytes([_MASKED | 126]) + struct.pack(">H", length)
    return head + key + bytes(byte ^ key[index % 4] for index, byte in enumerate(body))


class DeafClient:
    """Says what it wants and never reads an answer, so that the server's buffers fill."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    async def raw(self, frame: str) -> None:
        """Send a frame; ConnectionError when the server has hung up."""
        await asyncio.get_running_loop().sock_sendall(self._connection, _frame(frame))

    async def open(self, path: str) -> None:
        """Connect the namespace with the hydrate event of a page."""
        boot = {**event(BOOT), "router_data": {"pathname": path, "query": {}, "asPath": path}}
        await self.raw("40/_event," + json.dumps({"event": boot}))

    async def call(self, name: str, payload: dict[str, Any] | None = None) -> None:
        """Call a handler by its full name."""
        await self.raw("42/_event," + json.dumps(["event", event(name, payload)]))

    async def read(self, size: int) -> bytes:
        """Take a few bytes in after all; b"" once the server has hung up."""
        return await asyncio.get_running_loop().sock_recv(self._connection, size)

    async def drained(self) -> None:
        """Read what is on the way, until the server's end of the connection."""
        with suppress(ConnectionError):
            while await self.read(65536):
                pass


@asynccontextmanager
async def deaf_client(base_url: str, cookie: str) -> AsyncIterator[DeafClient]:
    """A socket that is let in and from then on not read."""
    where = urlsplit(base_url)
    assert where.hostname
    loop = asyncio.get_running_loop()
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        connection.setblocking(False)
        await loop.sock_connect(connection, (where.hostname, where.port))
        request = (
            f"GET /_event/?EIO=4&transport=websocket&token={uuid.uuid4()} HTTP/1.1\r\n"
            f"Host: {where.netloc}\r\nOrigin: {base_url}\r\nCookie: {cookie}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n\r\n"
        )
        await loop.sock_sendall(connection, request.encode())
        answer = await loop.sock_recv(connection, 12)
        assert answer == b"HTTP/1.1 101", answer
        yield DeafClient(connection)
