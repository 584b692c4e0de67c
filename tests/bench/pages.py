"""Open pages of the app, spoken to over their websockets."""

import asyncio
import json
import uuid
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import aiohttp

from livechat.state.chat import ChatState
from livechat.state.desk import DeskState
from tests.bench.desk_data import Pair
from tests.bench.sockets import Socket, connect

_READY_S = 120
_BOOT = "reflex___state____state.hydrate_and_load"
_DELIVER = f"{ChatState.get_full_name()}.deliver"
_ANSWER = f"{DeskState.get_full_name()}.deliver"
_CATCH_UP = f"{ChatState.get_full_name()}.catch_up"
_DESK_CATCH_UP = f"{DeskState.get_full_name()}.catch_up"
_OPEN_CHAT = f"{DeskState.get_full_name()}.open_chat"


def event_frame(name: str, payload: dict[str, Any], path: str) -> str:
    """What a page of Reflex sends when something happens on it."""
    return "42/_event," + json.dumps(["event", _event(name, payload, path)])


def socket_address(url: str) -> str:
    """Where a new page of Reflex at `url` connects to."""
    base = url.replace("http", "ws")
    return f"{base}/_event/?EIO=4&transport=websocket&token={uuid.uuid4()}"


async def hydrate(socket: Socket, path: str) -> None:
    """Open the page: wait until its state is there."""
    boot = json.dumps({"event": _event(_BOOT, {}, path)})
    await socket.until('"is_hydrated_rx_state_":true', socket.send(f"40/_event,{boot}"))


def _event(name: str, payload: dict[str, Any], path: str) -> dict[str, Any]:
    router = {"pathname": path, "query": {}, "asPath": path}
    return {"name": name, "payload": payload, "router_data": router}


def _message(pair: Pair, text: str) -> dict[str, Any]:
    return {
        "client_id": str(uuid.uuid4()),
        "text": text,
        "conversation": pair.conversation,
        "attachments": [],
    }


def _ignore(_: str) -> None:
    """For pages whose frames are of no interest."""


class Pages:
    """Students' and agents' pages at one server."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))

    async def __aenter__(self) -> Self:
        """Begins once the server says that it is ready: the bot's index is built by then."""
        async with asyncio.timeout(_READY_S):
            while not await self._is_ready():  # noqa: ASYNC110 - another process becomes ready
                await asyncio.sleep(0.2)
        return self

    async def _is_ready(self) -> bool:
        async with self._session.get(f"{self._url}/api/health/ready") as answer:
            return answer.status == 200

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def student(self, pair: Pair, look: Callable[[str], None] = _ignore) -> Socket:
        """The Help page, with the running conversation behind it."""
        return await self._page("/help", pair.student_cookie, look)

    async def agent(self, pair: Pair, look: Callable[[str], None]) -> Socket:
        """The desk with the conversation opened."""
        socket = await self._page("/agent", pair.agent_cookie, look)
        opening = event_frame(_OPEN_CHAT, {"conversation": pair.conversation}, "/agent")
        await socket.until('"cell_0_rx_state_"', socket.send(opening))
        return socket

    async def visitor(self, cookie: str) -> Socket:
        """The Help page of somebody who only reads."""
        return await self._page("/help", cookie, _ignore)

    async def say(self, student: Socket, pair: Pair, text: str) -> None:
        """What the outbox does with a message of the student."""
        await student.send(event_frame(_DELIVER, _message(pair, text), "/help"))

    async def answer(self, agent: Socket, pair: Pair, text: str) -> None:
        """What the outbox does with a message of the agent."""
        await agent.send(event_frame(_ANSWER, _message(pair, text), "/agent"))

    async def catch_up(self, socket: Socket, *, is_desk: bool) -> None:
        """What a page does every 15 seconds."""
        name, path = (_DESK_CATCH_UP, "/agent") if is_desk else (_CATCH_UP, "/help")
        await socket.send(event_frame(name, {}, path))

    async def _page(self, path: str, cookie: str, look: Callable[[str], None]) -> Socket:
        socket = await connect(self._session, socket_address(self._url), look, cookie)
        await hydrate(socket, path)
        return socket
