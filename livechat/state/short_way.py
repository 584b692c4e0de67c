"""Deltas and frames past the general machinery of socket.io and engine.io, which makes several
tasks for each of them. The bytes, their order and what happens to a line that is gone stay.

Where something is not as expected, the ordinary way is taken; a test notices that.
"""

import asyncio
import time
from functools import partial
from typing import Any

import reflex as rx
from engineio import exceptions
from engineio.async_socket import AsyncSocket
from engineio.packet import MESSAGE, Packet
from reflex.app import EventNamespace
from reflex.state import StateUpdate, serialize_state_update

from livechat.state import faults


def open_short_way(app: rx.App) -> None:
    """For all deltas of the app from now on; once, before it serves."""
    namespace, server = app.event_namespace, app.sio
    if namespace is None or server is None:
        raise RuntimeError("the app has no states")
    emit, connect = namespace.emit_update, namespace.on_connect

    async def emit_update(update: StateUpdate, token: str) -> None:
        socket = _open_socket(namespace, server, token)
        if socket is None:
            await emit(update, token)
            return
        body = server.packet_class.json.dumps(
            ["event", serialize_state_update(update)], separators=(",", ":")
        )
        socket.queue.put_nowait(Packet(MESSAGE, f"2{namespace.namespace},{body}"))

    async def on_connect(sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        socket = _socket(namespace, server, sid)
        if socket is not None:
            socket.poll = Poll(socket)
        await connect(sid, environ, auth)
        # The guard's own, one for each socket: this one's events are for this sid and no other.
        lead = environ.get("asgi.scope", {}).get("livechat.lead")
        if lead is not None:
            lead(partial(take, sid))

    async def take(sid: str, event: dict[str, Any]) -> bool:
        if not server.manager.is_connected(sid, namespace.namespace):
            return False
        try:
            await namespace.on_event(sid, event)
        except Exception as error:
            faults.log_line("event", error=type(error).__name__, at=faults.where(error))
        return True

    # Reflex offers no hook; both are found by their names on the instance.
    namespace.emit_update = emit_update  # type: ignore[method-assign]
    namespace.on_connect = on_connect  # type: ignore[method-assign]


def _socket(namespace: EventNamespace, server: Any, sid: str) -> Any:
    eio_sid = server.manager.eio_sid_from_sid(sid, namespace.namespace)
    socket = server.eio.sockets.get(eio_sid)
    return socket if type(socket) is AsyncSocket else None


def _open_socket(namespace: EventNamespace, server: Any, token: str) -> Any:
    """Where the tab of this token listens, here and now; else None."""
    manager = namespace._token_manager
    record = manager.token_to_socket.get(token)
    if record is None or record.instance_id != manager.instance_id:
        return None
    socket = _socket(namespace, server, record.sid)
    if socket is None or socket.closed:
        return None
    is_late = socket.last_ping and time.time() - socket.last_ping > server.eio.ping_timeout
    return None if is_late else socket


class Poll:
    """What `AsyncSocket.poll` does, without a task and a timer for each packet.

    It does not give up a line on which nothing happens: who waits for its frames does.
    """

    __slots__ = ("_queue",)

    def __init__(self, socket: AsyncSocket) -> None:
        self._queue: asyncio.Queue[Packet | None] = socket.queue

    async def __call__(self) -> list[Packet]:
        """What waits to be sent; nothing means that the line has ended."""
        queue = self._queue
        try:
            packet = await queue.get()
        except asyncio.CancelledError:
            raise exceptions.QueueEmpty from None
        packets: list[Packet] = []
        while packet is not None:
            queue.task_done()
            packets.append(packet)
            if queue.empty():
                return packets
            packet = queue.get_nowait()
        queue.task_done()
        if packets:
            # The end is for the next time.
            queue.put_nowait(None)
        return packets
