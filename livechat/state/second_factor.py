"""The page that sets up two-step sign-in, also for staff who may not come in without it."""

from urllib.parse import parse_qs

import reflex as rx

from livechat.domain.actor import Actor
from livechat.domain.sign_in_errors import text_of
from livechat.services import second_factor
from livechat.services.context import get_context
from livechat.state.policy import open_to_all
from livechat.state.runtime import get_runtime
from livechat.state.services import ServiceState
from livechat.state.session import cookie_value, current_actor


class SecondFactorState(ServiceState, rx.State):
    """The key is shown while it is being set up, and to its owner alone."""

    secret: str = ""
    error: str = ""

    @rx.event
    @open_to_all
    async def load(self) -> None:
        """On every load of the page: begin, unless it is on already."""
        self.error = text_of(parse_qs(str(self.router.url.query)).get("error", [""])[0])
        runtime = get_runtime()
        data = self._get_root_state().router_data
        token = cookie_value(data, runtime.cookie_name)
        secret = await self._run(_begun, current_actor(), token)
        # In groups of four, as it is typed; apps ignore the spaces.
        self.secret = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def _begun(actor: Actor | None, token: str) -> str:
    context = get_context()
    somebody = actor or context.read(second_factor.waiting, token)
    if somebody is None or not somebody.is_staff:
        return ""
    context.write(second_factor.begin, somebody)
    return context.read(second_factor.secret_to_scan, somebody)
