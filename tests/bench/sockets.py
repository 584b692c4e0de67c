"""Light websocket clients: they look for marks in frames instead of parsing them, so that the
load generator costs less than what it measures."""

import asyncio
import itertools
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp

_MARK = re.compile(r"mark-(\d+)-")
_CONNECTING_AT_ONCE = 20
Sender = Callable[[], Awaitable[None]]


@dataclass
class Timing:
    """When each marked message was sent, and when it was first seen.

    Several need numbers of their own: each begins elsewhere and counts in the same steps.
    """

    sent: dict[int, float] = field(default_factory=dict)
    seen: dict[int, float] = field(default_factory=dict)
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def mark(self) -> str:
        """A text with a new mark in it; its clock starts now."""
        number = next(self.numbers)
        self.sent[number] = time.perf_counter()
        return f"mark-{number}- My lecture video stops every few seconds and starts again."

    def forget(self) -> None:
        """What was sent so far is of no more interest."""
        self.sent.clear()
        self.seen.clear()

    def look(self, frame: str) -> None:
        """Stop the clocks of the marks in the frame."""
        now = time.perf_counter()
        for found in _MARK.findall(frame):
            if int(found) in self.sent:
                self.seen.setdefault(int(found), now)

    async def settle(self, since: float, patience_s: float) -> None:
        """Wait until everything sent after `since` was seen, or patience is at its end."""
        deadline = time.perf_counter() + patience_s
        for number, at in list(self.sent.items()):
            while at >= since and number not in self.seen and time.perf_counter() < deadline:  # noqa: ASYNC110 - frames set no event, to stay light
                await asyncio.sleep(0.05)

    def latencies(self, since: float) -> list[float]:
        """Seconds from sending to being seen, of what was sent after `since`, in order."""
        return sorted(
            self.seen[number] - at
            for number, at in self.sent.items()
            if number in self.seen and at >= since
        )

    def arrived(self, since: float) -> list[float]:
        """Seconds from sending to being seen, of what was seen after `since`, in order."""
        return sorted(at - self.sent[number] for number, at in self.seen.items() if at >= since)

    def lost(self, since: float) -> int:
        """How many sent after `since` were never seen."""
        return sum(1 for n, at in self.sent.items() if at >= since and n not in self.seen)


class Socket:
    """One websocket; `on_frame` is called with every text frame."""

    def __init__(
        self, socket: aiohttp.ClientWebSocketResponse, on_frame: Callable[[str], None]
    ) -> None:
        self._socket = socket
        self._on_frame = on_frame
        self.received = 0
        self._is_over = False
        self._waiting: list[tuple[str, asyncio.Event]] = []
        self._reader = asyncio.create_task(self._read())

    async def send(self, frame: str) -> None:
        """Send a text frame; into the void when the server has hung up."""
        with suppress(ConnectionError):
            await self._socket.send_str(frame)

    async def until(self, words: str, act: Awaitable[None], timeout_s: float = 60) -> None:
        """Do `act`, then wait for a frame with `words` in it."""
        event = asyncio.Event()
        self._waiting.append((words, event))
        await act
        async with asyncio.timeout(timeout_s):
            await event.wait()
        if self._is_over:
            raise ConnectionError(f"the server hung up ({self._socket.close_code})")

    async def close(self) -> None:
        """Hang up."""
        await self._socket.close()
        await asyncio.gather(self._reader, return_exceptions=True)

    async def _read(self) -> None:
        try:
            await self._listen()
        finally:
            # Nobody waits for what cannot come any more.
            self._is_over = True
            for _, event in self._waiting:
                event.set()

    async def _listen(self) -> None:
        async for message in self._socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                return
            frame = str(message.data)
            self.received += len(frame.encode())
            if frame == "2":
                await self.send("3")
                continue
            self._on_frame(frame)
            for words, event in self._waiting:
                if words in frame:
                    event.set()
            self._waiting = [one for one in self._waiting if not one[1].is_set()]


async def connect(
    session: aiohttp.ClientSession, url: str, on_frame: Callable[[str], None], cookie: str = ""
) -> Socket:
    """Open the websocket of an engine.io server."""
    origin = url.split("/", 3)[2]
    headers = {"Origin": f"http://{origin}"}
    if cookie:
        headers["Cookie"] = cookie
    return Socket(await session.ws_connect(url, headers=headers, max_msg_size=0), on_frame)


async def all_of(tasks: Iterable[Awaitable[Any]], at_once: int = _CONNECTING_AT_ONCE) -> list[Any]:
    """Run them, only so many at a time."""
    gate = asyncio.Semaphore(at_once)

    async def one(task: Awaitable[Any]) -> Any:
        async with gate:
            return await task

    return await asyncio.gather(*(one(task) for task in tasks))


async def steady(senders: Sequence[Sender], each_per_s: float, seconds: float) -> None:
    """Let every sender send at its rate, spread evenly, for so many seconds."""
    gap = 1 / each_per_s / len(senders)
    start = time.perf_counter()
    for turn in range(int(seconds / gap)):
        wait = start + turn * gap - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        await senders[turn % len(senders)]()


def percentile(ordered: Sequence[float], share: float) -> float:
    """In milliseconds; NaN without values."""
    if not ordered:
        return float("nan")
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]
