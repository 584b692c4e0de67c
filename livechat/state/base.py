"""What all states of ours share: who acts, how services are called, how topics are listened to.

class ChatState(BaseState, rx.State):
    @rx.event
    @requires(Role.STUDENT)
    async def send(self, client_id: str, text: str) -> None:
        await self._run(conversations.post, await self._actor(), client_id, text)
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ParamSpec, TypeVar

import reflex as rx

from livechat.domain.actor import Actor
from livechat.domain.errors import NotAllowedError
from livechat.state.notices import Notices
from livechat.state.runtime import get_runtime, wake_later
from livechat.state.session import current_actor

P = ParamSpec("P")
T = TypeVar("T")


class BaseState(rx.State, mixin=True):
    """A mixin; a state of ours is `class XState(BaseState, rx.State)`.

    A DomainError that leaves a handler becomes a notice with its text, anything else a general
    notice and one line in the log: see `faults`.
    """

    _known_token: str = ""

    async def _actor(self) -> Actor:
        """Who performs this event; NotAllowedError when nobody is signed in."""
        actor = current_actor()
        if actor is None:
            raise NotAllowedError("error.signed_out")
        return actor

    async def _run(self, service: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a service (or any other sync function that waits) outside the event loop."""
        return await get_runtime().workers.run(service, *args, **kwargs)

    async def _notify(self, key: str, kind: str = "info", **params: object) -> None:
        """Show the person a short text from the catalogue."""
        notices = await self.get_state(Notices)
        notices._say(key, kind, **params)

    def _token(self) -> str:
        # The router's data is put together anew whenever it is asked for.
        if not self._known_token:
            self._known_token = str(self.router.session.client_token)
        return self._known_token

    def _subscribe(self, *topics: str) -> None:
        """Wake `_on_events` on these topics too. Subscribe first, then fetch."""
        for topic in topics:
            get_runtime().subscriptions.subscribe(self._token(), topic, self.get_full_name())

    def _unsubscribe(self, *topics: str) -> None:
        """Stop listening."""
        for topic in topics:
            get_runtime().subscriptions.unsubscribe(self._token(), topic, self.get_full_name())

    def _listen_only_to(self, topics: Iterable[str]) -> None:
        """Exactly these topics from now on."""
        wanted = set(topics)
        held = get_runtime().subscriptions.topics_of(self._token(), self.get_full_name())
        self._unsubscribe(*(held - wanted))
        self._subscribe(*(wanted - held))

    def _has_seen(self, topic: str, seq: int) -> None:
        """Messages of the topic up to `seq` need not wake this client any more."""
        client = get_runtime().subscriptions.client(self._token())
        if client is not None:
            client.seen = {topic: seq}

    def _wake_me_in(self, seconds: float) -> None:
        """Ask for an event on the topic `later`: for what need not be read at every event."""
        wake_later(self._token(), self.get_full_name(), seconds)

    async def _on_events(self, events: Sequence[Any]) -> None:
        """Something happened on topics listened to: read again what is shown, as `_actor()`.

        `events` (with `topic` and `payload`, ids only) are without repetitions and may be late:
        do not count them, and bear being called too often. This client's lock is held.
        """
