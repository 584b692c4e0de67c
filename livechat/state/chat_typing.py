"""Who of the desk types to the student: the owner, who has joined, or several at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from livechat.domain.views import MessageView
from livechat.services import company
from livechat.services.context import get_context
from livechat.settings import get_settings
from livechat.state.chat_thread import ThreadPart


class TypingPart(ThreadPart, mixin=True):
    """Nothing of it is stored; each process learns it from the bus."""

    # By name, whoever began first in front.
    typists: list[str] = []
    # (name, when), as a tuple: Reflex wraps what can be changed in place, and every look costs.
    _typed_at: tuple = ()  # type: ignore[type-arg]  # Reflex reads the annotation

    async def _hear_typing(self, events: Sequence[Any]) -> None:
        """Somebody of the desk types; whoever has not for some seconds has stopped."""
        told = [event.payload for event in events if event.payload.get("kind") == "typing"]
        users = {payload.get("user"): None for payload in told if payload.get("side") == "staff"}
        names = [await self._read(company.typist, self.conversation.id, user) for user in users]
        if not any(names):
            return
        now = get_context().clock.now().timestamp()
        since = now - get_settings().typing_for_s
        going_on = {name: at for name, at in self._typed_at if at > since}
        self._show_typists({**going_on, **{name: now for name in names if name}})
        self.typing_pulse += 1

    def _has_come(self, fresh: Sequence[MessageView]) -> None:
        """A message ends the typing of its own writer and of nobody else."""
        if not self._typed_at:
            return
        came = {line.sender_name for line in fresh}
        self._show_typists({name: at for name, at in self._typed_at if name not in came})

    def _show_typists(self, typed_at: Mapping[str, float]) -> None:
        self._typed_at = tuple(typed_at.items())
        if self.typists != [*typed_at]:
            self.typists = [*typed_at]
        if self.typing_pulse and not typed_at:
            self.typing_pulse = 0

    def _forget_thread(self) -> None:
        super()._forget_thread()
        self._show_typists({})
