"""The bus between processes: Redis carries events, every process tells its own listeners.

Own events take the short way at once; Redis brings those of the others. Without Redis this
process goes on alone, and the catch-up by sequence number (every 15 s) covers the rest.
"""

import asyncio
import json
import queue
import threading
import uuid
from collections.abc import AsyncIterator
from typing import Any, Final

import redis
import redis.asyncio

from livechat.realtime.bus import Event
from livechat.realtime.local_bus import LocalBus

_CHANNEL: Final = "livechat.events"
_TIMEOUT_S: Final = 2.0
_LONGEST_PAUSE_S: Final = 5.0
# After a failure, and with nothing to send, it is asked so often whether it is back.
_PROBE_S: Final = 2.0
# With Redis away for long, old events are worthless: receivers read the database anyway.
_MOST_WAITING: Final = 10_000
# Told to this process's own listeners when the connection is back: time to read again.
RECOVERED: Final = "bus.recovered"


class RedisBus:
    """`run` must be running for events to arrive from other processes."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._origin = uuid.uuid4().hex
        self._local = LocalBus()
        self._outgoing: queue.Queue[Event | None] = queue.Queue(_MOST_WAITING)
        self._can_send = True
        self._can_receive = False
        self._sender = threading.Thread(target=self._send, name="redis-publish", daemon=True)
        self._sender.start()

    @property
    def is_healthy(self) -> bool:
        """Whether events pass in both directions as far as is known."""
        return self._can_send and self._can_receive

    def publish(self, event: Event) -> None:
        """See `Bus`."""
        self._local.publish(event)
        try:
            self._outgoing.put_nowait(event)
        except queue.Full:
            self._can_send = False

    def subscribe(self) -> AsyncIterator[Event]:
        """See `Bus`."""
        return self._local.subscribe()

    async def run(self) -> None:
        """Receive from the other processes until cancelled; reconnects by itself."""
        pause = 0.1
        while True:
            try:
                async for event in self._receive():
                    pause = 0.1
                    self._local.publish(event)
            except (redis.RedisError, OSError):
                self._can_receive = False
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_S)

    def close(self) -> None:
        """Send what is waiting and end the sending thread."""
        self._outgoing.put(None)
        self._sender.join(timeout=5)

    async def _receive(self) -> AsyncIterator[Event]:
        client = redis.asyncio.Redis.from_url(
            self._url, socket_connect_timeout=_TIMEOUT_S, health_check_interval=10
        )
        async with client, client.pubsub(ignore_subscribe_messages=True) as channel:
            await channel.subscribe(_CHANNEL)
            self._can_receive = True
            yield Event(RECOVERED)
            while True:
                message = await channel.get_message(timeout=_LONGEST_PAUSE_S)
                if message is None:
                    # Nothing came; a dead connection shows itself by this.
                    await channel.ping()
                elif (event := self._decoded(message.get("data"))) is not None:
                    yield event

    def _decoded(self, data: Any) -> Event | None:
        if not isinstance(data, (bytes, str)):
            return None
        try:
            told = json.loads(data)
            if told["origin"] == self._origin:
                return None
            return Event(str(told["topic"]), dict(told["payload"]))
        except (ValueError, KeyError, TypeError):
            return None

    def _send(self) -> None:
        client = redis.Redis.from_url(
            self._url, socket_timeout=_TIMEOUT_S, socket_connect_timeout=_TIMEOUT_S
        )
        while True:
            try:
                event = self._outgoing.get(timeout=None if self._can_send else _PROBE_S)
            except queue.Empty:
                self._can_send = self._answers(client)
                continue
            if event is None:
                break
            told = {"origin": self._origin, "topic": event.topic, "payload": dict(event.payload)}
            try:
                client.publish(_CHANNEL, json.dumps(told))
                self._can_send = True
            except (redis.RedisError, OSError):
                self._can_send = False
        client.close()

    @staticmethod
    def _answers(client: redis.Redis) -> bool:
        try:
            return bool(client.ping())
        except (redis.RedisError, OSError):
            return False
