"""The bus of a single process."""

import asyncio
from collections.abc import AsyncIterator
from threading import Lock

from livechat.realtime.bus import Event


class LocalBus:
    """Hands events from any thread to the event loops that have subscribed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._listeners: dict[asyncio.AbstractEventLoop, list[asyncio.Queue[Event]]] = {}
        # Told and not yet handed out: a loop is woken once for all that come in one moment.
        self._told: dict[asyncio.AbstractEventLoop, list[Event]] = {}

    @property
    def is_healthy(self) -> bool:
        """See `Bus`; there is nothing that could fail."""
        return True

    def publish(self, event: Event) -> None:
        """See `Bus`."""
        with self._lock:
            sleeping = [loop for loop in self._listeners if loop not in self._told]
            for loop in self._listeners:
                self._told.setdefault(loop, []).append(event)
        for loop in sleeping:
            if loop.is_closed():
                # A loop that has just closed has nobody left to tell.
                self._told.pop(loop, None)
            else:
                loop.call_soon_threadsafe(self._hand_out, loop)

    def _hand_out(self, loop: asyncio.AbstractEventLoop) -> None:
        with self._lock:
            events = self._told.pop(loop, ())
            queues = list(self._listeners.get(loop, ()))
        for queue in queues:
            for event in events:
                queue.put_nowait(event)

    async def subscribe(self) -> AsyncIterator[Event]:
        """See `Bus`."""
        queue: asyncio.Queue[Event] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        with self._lock:
            self._listeners.setdefault(loop, []).append(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            with self._lock:
                self._listeners[loop].remove(queue)
                if not self._listeners[loop]:
                    del self._listeners[loop]
                    self._told.pop(loop, None)
