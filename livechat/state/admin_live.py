"""The desk as it is now, on the admin page: read again whenever something happens there."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from livechat.domain.live_views import LiveView
from livechat.services import desk_live, incidents
from livechat.services.context import get_context
from livechat.state.admin_base import ADMIN
from livechat.state.admin_incidents import IncidentsPart
from livechat.state.policy import requires
from livechat.state.runtime import LATER

# However much happens, a supervisor's page reads the desk not more often than this.
_PAUSE_S = 1.0
_ALWAYS = frozenset({"queue", "desk", incidents.TOPIC})


class LivePart(IncidentsPart, mixin=True):
    """Clocks run in the browser; who has gone silent shows at the next look."""

    live: LiveView = LiveView()
    _live_at: float = 0.0
    # The same as `live`, as what Reflex hands out cannot be compared.
    _seen: LiveView = LiveView()

    @rx.event
    @requires(*ADMIN)
    async def catch_up(self) -> None:
        """Every so often, and whenever the line was down."""
        if self.tab == "live":
            await self._look_at_live()

    async def _look_at_live(self) -> None:
        # Listen first, then read.
        self._subscribe(*_ALWAYS)
        self._live_at = get_context().clock.now().timestamp()
        view = await self._read(desk_live.overview)
        chats = {f"conversation:{chat.conversation_id}" for chat in view.chats}
        self._listen_only_to(_ALWAYS | chats)
        if view != self._seen:
            self._seen = self.live = view
        await self._look_at_incidents()

    def _stop_listening(self) -> None:
        """Another tab is shown."""
        self._listen_only_to(())

    async def _on_events(self, events: Sequence[Any]) -> None:
        is_shown = self.tab == "live" and self.stage == "admin"
        is_news = any(event.payload.get("kind") != "marks" for event in events)
        if not is_shown or not is_news:
            return
        passed = get_context().clock.now().timestamp() - self._live_at
        if passed >= _PAUSE_S or any(event.topic == LATER for event in events):
            await self._look_at_live()
        else:
            self._wake_me_in(_PAUSE_S - passed)
