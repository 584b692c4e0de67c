"""Open conversations under load: at the app, or at the bare relay that it is compared with."""

import json
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Protocol, Self

import aiohttp

from tests.bench.desk_data import Pair
from tests.bench.pages import Pages, event_frame, hydrate, socket_address
from tests.bench.sockets import Sender, Socket, Timing, all_of, connect


class Conversations(Protocol):
    """A sender for each conversation; what it sends is looked for on the other side."""

    timing: Timing
    senders: list[Sender]

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    async def grow(self, count: int) -> None:
        """Open further conversations until there are `count`."""
        ...


class _Rooms:
    """Two sockets in a room of a server that knows nothing but rooms."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        self._sockets: list[Socket] = []
        self.timing = Timing()
        self.senders: list[Sender] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await all_of(socket.close() for socket in self._sockets)
        await self._session.close()

    async def grow(self, count: int) -> None:
        """See Conversations."""
        first = len(self.senders)
        self.senders += await all_of(self._open(number) for number in range(first, count))

    async def _open(self, number: int) -> Sender:
        room = f"room{number}"
        student = await self._join(room, lambda _: None)
        await self._join(room, self.timing.look)

        async def say() -> None:
            await student.send(self._saying(room, self.timing.mark()))

        return say

    async def _join(self, room: str, look: Callable[[str], None]) -> Socket:
        socket = await connect(self._session, self._address(), look)
        self._sockets.append(socket)
        await self._enter(socket, room)
        return socket

    def _address(self) -> str:
        raise NotImplementedError

    async def _enter(self, socket: Socket, room: str) -> None:
        raise NotImplementedError

    def _saying(self, room: str, text: str) -> str:
        raise NotImplementedError


class RelayConversations(_Rooms):
    """At the bare relay."""

    def _address(self) -> str:
        return f"{self._url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket"

    async def _enter(self, socket: Socket, room: str) -> None:
        await socket.until("40", socket.send("40"))
        await socket.send("42" + json.dumps(["join", room]))

    def _saying(self, room: str, text: str) -> str:
        return "42" + json.dumps(["say", {"room": room, "text": text}])


class BareConversations(_Rooms):
    """At the bare Reflex app: two of its pages, each with a state."""

    _ROOM = "reflex___state____state.bare___bare____room"

    def _address(self) -> str:
        return socket_address(self._url)

    async def _enter(self, socket: Socket, room: str) -> None:
        await hydrate(socket, "/")
        joining = event_frame(f"{self._ROOM}.join", {"room": room}, "/")
        await socket.until(f"joined {room}", socket.send(joining))

    def _saying(self, room: str, text: str) -> str:
        return event_frame(f"{self._ROOM}.say", {"room": room, "text": text}, "/")


class LivechatConversations:
    """A student's Help page and an agent's desk with the conversation opened."""

    def __init__(self, url: str, pairs: Sequence[Pair]) -> None:
        self._pages = Pages(url)
        self._pairs = pairs
        self._sockets: list[Socket] = []
        self.timing = Timing()
        self.senders: list[Sender] = []

    async def __aenter__(self) -> Self:
        await self._pages.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await all_of(socket.close() for socket in self._sockets)
        await self._pages.__aexit__(kind, error, trace)

    async def grow(self, count: int) -> None:
        """See Conversations."""
        further = self._pairs[len(self.senders) : count]
        self.senders += await all_of(self._open(pair) for pair in further)

    async def _open(self, pair: Pair) -> Sender:
        student = await self._pages.student(pair)
        agent = await self._pages.agent(pair, self.timing.look)
        self._sockets += [student, agent]

        async def say() -> None:
            await self._pages.say(student, pair, self.timing.mark())

        return say
