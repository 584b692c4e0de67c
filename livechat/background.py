"""What runs beside the requests in every process: the bot's knowledge, relay, jobs, mail, bus."""

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine
from typing import Any

from livechat import composition
from livechat.adapters import heap
from livechat.realtime.bus import Bus
from livechat.realtime.redis_bus import RECOVERED, RedisBus
from livechat.services import jobs, learning, mailing, presence
from livechat.services.context import Context
from livechat.services.relay import Relay

log = logging.getLogger(__name__)
_EVERY_S = 1.0
# Apart from the jobs: a mail server that is slow to answer must not hold up the queue.
_MAIL_EVERY_S = 5.0
# Apart for the same reason: what is not needed is deleted from the storage of files.
_HOUSE_EVERY_S = 30.0
# Marks wait so long for others, to be stored with them.
_RECEIPTS_EVERY_S = 0.25
# Fitting takes seconds of processor time, so outcomes are gathered before they count.
_LEARN_EVERY_S = 900.0


async def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    """Also when we are told to stop: what has begun writes to a database that is still open."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait((task,))
        raise


class Background:
    """The process's own tasks; `run` lives as long as the app."""

    def __init__(
        self,
        context: Context,
        bus: Bus,
        relay: Relay,
        connected: Callable[[], Collection[int]],
        learn_every_s: float = _LEARN_EVERY_S,
    ) -> None:
        """`connected` says whose pages are open at this process, by user id."""
        self._learn_every_s = learn_every_s
        self._learnt: learning.Seen | None = None
        self._context = context
        self._bus = bus
        self._relay = relay
        self._connected = connected

    async def run(self) -> None:
        """Until cancelled; a failing round is logged and tried again."""
        self._context.receipts.is_kept = True
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(asyncio.to_thread(self._context.passwords.warm_up))
                tasks.create_task(self._keep_bot())
                tasks.create_task(self._rounds(self._round, _EVERY_S))
                tasks.create_task(self._rounds(self._mail, _MAIL_EVERY_S))
                tasks.create_task(self._rounds(self._house, _HOUSE_EVERY_S))
                tasks.create_task(self._rounds(self._receipts, _RECEIPTS_EVERY_S))
                tasks.create_task(self._rounds(self._beat, self._context.settings.heartbeat_s))
                if isinstance(self._bus, RedisBus):
                    tasks.create_task(self._bus.run())
        finally:
            await asyncio.to_thread(self._finish)

    async def _keep_bot(self) -> None:
        """Build the bot at the start, and anew whenever the knowledge base changes."""
        is_stale = asyncio.Event()
        is_stale.set()

        async def listen() -> None:
            async for event in self._bus.subscribe():
                if event.topic in ("knowledge", RECOVERED):
                    is_stale.set()

        # Listening goes on while the bot is built, so that no change falls into that gap.
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(listen())
            while True:
                try:
                    async with asyncio.timeout(self._learn_every_s):
                        await is_stale.wait()
                except TimeoutError:
                    pass
                is_stale.clear()
                await self._rebuild()

    async def _rebuild(self) -> None:
        """Anew where articles or outcomes have changed since the last time."""
        try:
            seen = await asyncio.to_thread(self._context.read, learning.seen)
            if seen != self._learnt:
                await asyncio.to_thread(composition.load_bot, self._context)
                heap.settle()
                self._learnt = seen
        except Exception:
            log.exception("the bot could not be built; the old one goes on")

    async def _round(self) -> None:
        await asyncio.to_thread(self._relay.clear, self._context)
        await asyncio.to_thread(self._relay.repeat_left, self._context)
        await asyncio.to_thread(jobs.run_due, self._context)

    async def _mail(self) -> None:
        await asyncio.to_thread(mailing.deliver_due, self._context)

    async def _house(self) -> None:
        await asyncio.to_thread(jobs.keep_house, self._context)

    async def _receipts(self) -> None:
        if self._context.receipts.is_waiting:
            await asyncio.to_thread(self._context.receipts.store)

    async def _beat(self) -> None:
        """Agents' heartbeats and students' places: a page that is open keeps both."""
        present = self._connected()
        if present:
            await asyncio.to_thread(self._context.write, presence.beat, present)

    async def _rounds(self, work: Callable[[], Coroutine[Any, Any, None]], every_s: float) -> None:
        while True:
            try:
                await _to_its_end(work())
            except Exception:
                log.exception("a background round failed")
            await asyncio.sleep(every_s)

    def _finish(self) -> None:
        self._context.receipts.is_kept = False
        self._context.receipts.store()
        self._relay.clear(self._context)
        if isinstance(self._bus, RedisBus):
            self._bus.close()
