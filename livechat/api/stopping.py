"""The end of a process: refuse what is new, say goodbye to who is there, finish, then stop."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

# The websocket code for "service restart": browsers connect anew, by then to somebody else.
SERVICE_RESTART: Final = 1012
_FINISH_S: Final = 3.0
_LOOK_EVERY_S: Final = 0.02
End = Callable[[int], None]


class Stopping:
    """One for each process; used in the event loop's thread only."""

    def __init__(self, pending: Callable[[], int]) -> None:
        """`pending` says how many calls of services still run or wait."""
        self.is_stopping = False
        self._pending = pending
        self._sockets: set[End] = set()
        self._task: asyncio.Task[None] | None = None

    @contextmanager
    def open_socket(self, end: End) -> Iterator[None]:
        """For as long as the block runs, `end(code)` closes this socket."""
        self._sockets.add(end)
        try:
            yield
        finally:
            self._sockets.discard(end)

    @contextmanager
    def on_sigterm(self) -> Iterator[None]:
        """Within the block SIGTERM drains first. The server would cut every line without a word.

        The server has taken both signals before the app starts; it keeps SIGINT, by which it
        is told to stop when all is done.
        """
        loop = asyncio.get_running_loop()
        try:
            loop.add_signal_handler(signal.SIGTERM, self._begin)
        except (NotImplementedError, RuntimeError, ValueError):
            yield  # not in a main thread, as in some tests: nobody sends us signals there
            return
        yield

    def _begin(self) -> None:
        if self._task is None:
            self._task = asyncio.create_task(self._drain(), name="livechat_drain")

    async def _drain(self) -> None:
        try:
            await self.drain()
        finally:
            os.kill(os.getpid(), signal.SIGINT)

    async def drain(self) -> None:
        """Let nobody in, let what runs finish, and close every socket with the reason."""
        self.is_stopping = True
        for end in list(self._sockets):
            end(SERVICE_RESTART)
        until = asyncio.get_running_loop().time() + _FINISH_S
        # Sockets end in many ways, and threads tell nobody: looking costs least.
        while (self._sockets or self._pending()) and asyncio.get_running_loop().time() < until:  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_EVERY_S)
