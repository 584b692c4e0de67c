"""One short text for the person at the page: a refusal, or that something went well."""

import reflex as rx

from livechat.domain.text import t
from livechat.state.policy import only_chained, open_to_all


class Notices(rx.State):
    """The page shows `text` in a live region; `number` tells two equal notices apart."""

    text: str = ""
    kind: str = "info"
    number: int = 0

    def _put(self, text: str, kind: str) -> None:
        self.text, self.kind = text, kind
        self.number += 1

    @rx.event
    @only_chained
    async def show(self, text: str, kind: str = "error") -> None:
        """Show a text that is safe for users."""
        self._put(text, kind)

    @rx.event
    @open_to_all
    async def dismiss(self) -> None:
        """The person has read it."""
        self.text = ""

    def _say(self, key: str, kind: str = "error", **params: object) -> None:
        self._put(t(key, **params), kind)
