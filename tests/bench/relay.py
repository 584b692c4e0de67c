"""The reference: a bare socket.io server that passes messages on and stores nothing.

Run as `python -m tests.bench.relay PORT`; one process, the same server as the app's.
"""

import sys
from typing import Any

import socketio
from granian.constants import Interfaces
from granian.server.embed import Server

server = socketio.AsyncServer(
    async_mode="asgi", cors_allowed_origins="*", ping_interval=10, ping_timeout=10
)


@server.on("join")
async def join(sid: str, room: str) -> None:
    """Listen to a conversation."""
    await server.enter_room(sid, room)


@server.on("say")
async def say(sid: str, data: dict[str, Any]) -> None:
    """Pass it on to everybody else in the conversation."""
    await server.emit("said", data, room=data["room"], skip_sid=sid)


app = socketio.ASGIApp(server)


async def main(port: int) -> None:
    """Serve until stopped."""
    await Server(app, address="127.0.0.1", port=port, interface=Interfaces.ASGI).serve()


if __name__ == "__main__":
    import asyncio

    asyncio.run(main(int(sys.argv[1])))
