"""The bus of a single process."""

import asyncio
from collections.abc import AsyncIterator
from threading import Lock

from livechat.realtime.bus import Event


class LocalBus:
    """Hands events from any thread to the event loops that have subscribed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._listeners: list[tuple[asyncio.AbstractEventLoop, asyncio.Queue[Event]]] = []

    @property
    def is_healthy(self) -> bool:
        """See `Bus`; there is nothing that could fail."""
        return True

    def publish(self, event: Event) -> None:
        """See `Bus`."""
        with self._lock:
            listeners = list(self._listeners)
        for loop, queue in listeners:
            # A loop that has just closed has nobody left to tell.
            if not loop.is_closed():
                loop.call_soon_threadsafe(queue.put_nowait, event)

    async def subscribe(self) -> AsyncIterator[Event]:
        """See `Bus`."""
        queue: asyncio.Queue[Event] = asyncio.Queue()
        listener = (asyncio.get_running_loop(), queue)
        with self._lock:
            self._listeners.append(listener)
        try:
            while True:
                yield await queue.get()
        finally:
            with self._lock:
                self._listeners.remove(listener)
