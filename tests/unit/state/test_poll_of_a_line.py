"""What waits on a line is taken from it as engine.io itself takes it."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from engineio import AsyncServer, exceptions
from engineio.async_socket import AsyncSocket
from engineio.packet import MESSAGE, Packet

from livechat.state.short_way import Poll

Begin = Callable[[AsyncSocket], Callable[[], Any]]


def _theirs(socket: AsyncSocket) -> Callable[[], Any]:
    return socket.poll


both = pytest.mark.parametrize("begin", [_theirs, Poll], ids=["theirs", "ours"])


def _line() -> AsyncSocket:
    return AsyncSocket(AsyncServer(async_mode="asgi"), "line")


async def _polled(begin: Begin, put: list[str | None], times: int) -> list[list[str]]:
    line = _line()
    poll = begin(line)
    for text in put:
        line.queue.put_nowait(None if text is None else Packet(MESSAGE, text))
    got = [[packet.encode() for packet in await poll()] for _ in range(times)]
    # Who closes the line waits for this.
    await asyncio.wait_for(line.queue.join(), 1)
    return got


@both
async def test_everything_that_waits_is_taken_in_order(begin: Begin) -> None:
    assert await _polled(begin, ["a", "b", "c"], 1) == [["4a", "4b", "4c"]]


@both
async def test_the_end_comes_after_what_was_put_before_it(begin: Begin) -> None:
    assert await _polled(begin, ["a", "b", None], 2) == [["4a", "4b"], []]


@both
async def test_what_comes_while_one_waits_is_taken_at_once(begin: Begin) -> None:
    line = _line()
    waiting = asyncio.create_task(begin(line)())
    await asyncio.sleep(0)
    line.queue.put_nowait(Packet(MESSAGE, "late"))
    assert [packet.encode() for packet in await waiting] == ["4late"]


@both
async def test_a_writer_that_is_cancelled_ends(begin: Begin) -> None:
    waiting = asyncio.create_task(begin(_line())())
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(exceptions.QueueEmpty):
        await waiting
