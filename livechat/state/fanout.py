"""From the bus to the browsers: wakes the states that listen, each reading as its own user."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import reflex as rx
from reflex.state import State

from livechat.domain.errors import DomainError
from livechat.realtime.redis_bus import RECOVERED
from livechat.state import faults, runtime, session, sockets
from livechat.state.base import BaseState
from livechat.state.middleware import SessionBinding, owner_name
from livechat.state.session import SessionResolver
from livechat.state.subscriptions import Client, Subscriptions

# Payload {"session_ids": [...]}: published when somebody signs out, is disabled or changes role.
SESSIONS_ENDED: Final = "sessions.ended"
_MOST_PENDING: Final = 200
# After an outage of the bus so many pages read again in a second.
_READERS_PER_S: Final = 200


@dataclass(frozen=True, slots=True)
class _Reminder:
    topic: str = runtime.LATER
    payload: Mapping[str, Any] = field(default_factory=dict)


class BusEvent(Protocol):
    """What travels on the bus."""

    @property
    def topic(self) -> str: ...
    @property
    def payload(self) -> Mapping[str, Any]: ...


class EventSource(Protocol):
    """The bus as the fan-out sees it."""

    def subscribe(self) -> AsyncIterator[BusEvent]: ...


Pending = dict[str, dict[str, BusEvent]]  # state name -> event by its text


def _unseen(client: Client, pending: Pending) -> Pending:
    """Without the messages that the page shows: its own, above all."""

    def is_news(event: BusEvent) -> bool:
        is_message = event.payload.get("kind") == "message"
        return not is_message or event.payload.get("seq", 0) > client.seen.get(event.topic, -1)

    news = {
        name: {key: event for key, event in events.items() if is_news(event)}
        for name, events in pending.items()
    }
    return {name: events for name, events in news.items() if events}


class FanOut:
    """One per process, run as a lifespan task."""

    def __init__(
        self,
        app: rx.App,
        bus: EventSource,
        subscriptions: Subscriptions,
        resolver: SessionResolver,
        check_every_s: float = 4.0,
        keep_states_s: float = 60.0,
    ) -> None:
        self._app = app
        self._bus = bus
        self._subscriptions = subscriptions
        self._resolver = resolver
        self._check_every_s = check_every_s
        self._keep_states_s = keep_states_s
        self._pending: dict[str, Pending] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._reminders: dict[tuple[str, str], asyncio.TimerHandle] = {}
        runtime.set_later(self.remind)
        sockets.watch_disconnects(app, self._gone)

    def remind(self, token: str, state_name: str, seconds: float) -> None:
        """Wake one state of one client after so many seconds, once for all who ask meanwhile."""
        key = (token, state_name)
        if key in self._reminders:
            return

        def wake() -> None:
            del self._reminders[key]
            if self._subscriptions.client(token) is not None:
                self._pend(token, [state_name], _Reminder())

        loop = asyncio.get_running_loop()
        self._reminders[key] = loop.call_later(seconds, wake)

    async def run(self) -> None:
        """Until cancelled: deliver events, and close the sockets of ended sessions."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._listen())
                tasks.create_task(self._check_sessions())
        finally:
            for task in list(self._tasks.values()):
                task.cancel()

    async def _listen(self) -> None:
        while True:
            try:
                async for event in self._bus.subscribe():
                    self._dispatch(event)
            except Exception as error:
                faults.log_line("bus", error=type(error).__name__, at=faults.where(error))
                await asyncio.sleep(1)

    def _dispatch(self, event: BusEvent) -> None:
        if event.topic == SESSIONS_ENDED:
            self._close_sessions(event.payload.get("session_ids", ()))
            return
        if event.topic == RECOVERED:
            self._wake_all(event)
        for token, names in self._subscriptions.listeners(event.topic):
            if not self._is_own_delivery(token, event):
                self._pend(token, names, event)

    def _wake_all(self, event: BusEvent) -> None:
        """What others told meanwhile was missed by everybody; not all pages ask in one moment."""
        loop = asyncio.get_running_loop()
        for number, client in enumerate(self._subscriptions.clients()):
            names = {name for topic in client.topics.values() for name in topic}
            if names:
                loop.call_later(number / _READERS_PER_S, self._pend, client.token, names, event)

    def _is_own_delivery(self, token: str, event: BusEvent) -> bool:
        """That a message has come to oneself is nothing to show; that one has read it may be."""
        client = self._subscriptions.client(token)
        if client is None or client.actor is None or event.payload.get("kind") != "marks":
            return False
        is_own = event.payload.get("user") == client.actor.user_id
        return is_own and not event.payload.get("is_read")

    def _pend(self, token: str, names: Iterable[str], event: BusEvent) -> None:
        key = f"{event.topic} {sorted(event.payload.items())!r}"
        pending = self._pending.setdefault(token, {})
        for name in names:
            events = pending.setdefault(name, {})
            events[key] = event
            if len(events) > _MOST_PENDING:
                del events[next(iter(events))]
        if token not in self._tasks:
            task = asyncio.create_task(self._drain(token), name="livechat_fanout")
            self._tasks[token] = task

    async def _drain(self, token: str) -> None:
        """One at a time for each client; what comes meanwhile is taken together afterwards."""
        try:
            sockets.enter_context(self._app, token)
            while pending := self._pending.pop(token, None):
                await self._deliver(token, pending)
        except Exception as error:
            faults.log_line("fan-out", error=type(error).__name__, at=faults.where(error))
        finally:
            del self._tasks[token]

    async def _deliver(self, token: str, pending: Pending) -> None:
        # Asking for the state of a token without a client would make one.
        if not self._news(token, pending):
            return
        address = rx.BaseStateToken(ident=token, cls=State)
        async with self._app.state_manager.modify_state_with_links(address) as root:
            # What was being handled meanwhile may show already what has come.
            pending = self._news(token, pending)
            client = self._subscriptions.client(token)
            if client is None or not pending or not sockets.is_connected(self._app, token):
                return
            binding = await root.get_state(SessionBinding)
            if binding._owner != owner_name(client.actor):
                return
            session.set_current_actor(client.actor)
            session.speak_for(root.router_data, client.actor)
            for name, events in pending.items():
                state = await root.get_state(State.get_class_substate(name))
                if isinstance(state, BaseState):
                    await self._wake(state, list(events.values()))
            await sockets.send_changes(self._app, token, root)

    def _news(self, token: str, pending: Pending) -> Pending:
        client = self._subscriptions.client(token)
        return _unseen(client, pending) if client is not None else {}

    async def _wake(self, state: BaseState, events: list[BusEvent]) -> None:
        try:
            await state._on_events(events)
        except DomainError as error:
            # It may no longer see this; the page learns of it by its own next event.
            faults.log_line("fan-out refused", error=error.key, state=state.get_name())

    def _close_sessions(self, session_ids: Collection[int]) -> None:
        for client in self._subscriptions.clients():
            if client.actor is not None and client.actor.session_id in session_ids:
                sockets.close(self._app, client.token)

    async def _check_sessions(self) -> None:
        """The safety net: also without an event, an ended session's sockets go within 5 s."""
        while True:
            await asyncio.sleep(self._check_every_s)
            clients = [client for client in self._subscriptions.clients() if client.actor]
            if not clients:
                continue
            ids = {client.actor.session_id for client in clients if client.actor}
            try:
                live = await self._resolver.live(ids)
            except Exception as error:
                faults.log_line("sessions", error=type(error).__name__, at=faults.where(error))
                continue
            for client in clients:
                if client.actor and live.get(client.actor.session_id) != client.actor:
                    sockets.close(self._app, client.token)

    def _gone(self, token: str) -> None:
        loop = asyncio.get_running_loop()
        loop.call_later(self._keep_states_s, sockets.forget_state, self._app, token)
        self._subscriptions.drop(token)
        self._pending.pop(token, None)
