"""A browser without pages, a student's or an agent's: an outbox that sends its message until it
sees it confirmed."""

import asyncio
import random
import uuid
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress

import aiohttp

from tests.servers.live_app import CHAT, DESK, desk_page, help_page
from tests.servers.raw_client import RawClient

_RESEND_S = 2.0
_LINE_FAULTS = (aiohttp.ClientError, OSError, TimeoutError)


class Sender:
    """Sends one message after the other to `url()`, over and over until each is confirmed."""

    def __init__(
        self,
        user_id: int,
        cookie: str,
        conversation: str,
        url: Callable[[], str],
        *,
        is_agent: bool = False,
    ) -> None:
        self.user_id = user_id
        self.cookie = cookie
        self.conversation = conversation
        self.acknowledged: dict[str, str] = {}
        self.resends = 0
        self.connections = 0
        self._url = url
        self._is_agent = is_agent
        self._waiting: tuple[str, str] | None = None
        self._is_stopping = False
        self._random = random.Random(user_id)

    def stop(self) -> None:
        """Send what is waiting and no more."""
        self._is_stopping = True

    async def run(self) -> None:
        """Until stopped, and then until nothing is waiting."""
        while not self._is_done:
            with suppress(*_LINE_FAULTS):
                async with self._page() as client:
                    self.connections += 1
                    while not self._is_done and not client.is_closed:
                        await self._send_one(client)
            await asyncio.sleep(0.05)  # between two attempts to connect

    def _page(self) -> AbstractAsyncContextManager[RawClient]:
        if self._is_agent:
            return desk_page(self._url(), self.cookie, self.conversation)
        return help_page(self._url(), self.cookie)

    @property
    def _is_done(self) -> bool:
        return self._is_stopping and self._waiting is None

    async def _send_one(self, client: RawClient) -> None:
        if self._waiting is None:
            text = f"message {len(self.acknowledged)} of {self.user_id}"
            self._waiting = (str(uuid.uuid4()), text)
        client_id, text = self._waiting
        await client.call(
            f"{DESK if self._is_agent else CHAT}.deliver",
            {
                "client_id": client_id,
                "text": text,
                "conversation": self.conversation,
                "attachments": [],
            },
        )
        with suppress(TimeoutError):
            await client.until(
                lambda: client.is_closed or client_id in client.state.get("confirmed", ()),
                _RESEND_S,
            )
        if client_id in client.state.get("confirmed", ()):
            self.acknowledged[client_id] = text
            self._waiting = None
            # Below the guard's rate, and not in step with the others.
            await asyncio.sleep(self._random.uniform(0.05, 0.15))
        else:
            self.resends += 1
