"""A small proxy with sticky routing: a browser's connections go to one process while it lives."""

import asyncio
import hashlib
import re
from collections.abc import Sequence
from contextlib import suppress

_COOKIE = re.compile(rb"(?im)^cookie:.*\blivechat_session=([^;\s]+)")
_HEAD_LIMIT = 65_536
_HEAD_S = 30.0


def in_order(ports: Sequence[int], key: bytes) -> list[int]:
    """Where the key falls to, then where it goes when nobody is there (rendezvous hashing)."""
    return sorted(ports, key=lambda port: hashlib.sha256(b"%d %s" % (port, key)).digest())


class StickyProxy:
    """Chooses by the login's cookie, or by the address; passes bytes on and looks at no more."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._ports = list(ports)

    async def serve(self, host: str, port: int) -> asyncio.Server:
        """Listen from now on."""
        return await asyncio.start_server(self._carry, host, port, limit=_HEAD_LIMIT)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(
            OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError
        ):
            async with asyncio.timeout(_HEAD_S):
                head = await reader.readuntil(b"\r\n\r\n")
            found = _COOKIE.search(head)
            key = found[1] if found else str(writer.get_extra_info("peername")[0]).encode()
            up_reader, up_writer = await self._connect(key)
            up_writer.write(head)
            await asyncio.wait(
                [
                    asyncio.create_task(_pump(reader, up_writer)),
                    asyncio.create_task(_pump(up_reader, writer)),
                ],
                return_when=asyncio.FIRST_COMPLETED,
            )
            up_writer.close()
        writer.close()

    async def _connect(self, key: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The process that the key falls to, or the next that answers."""
        for port in in_order(self._ports, key):
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
        raise ConnectionRefusedError


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(_HEAD_LIMIT):
            writer.write(data)
            await writer.drain()
    writer.close()
