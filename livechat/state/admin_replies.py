"""Canned replies: add, change, take away; agents have them at once in their next chat."""

from typing import Any

import reflex as rx

from livechat.domain.text import t
from livechat.domain.views import CannedView
from livechat.services import canned
from livechat.state.admin_base import ADMIN, AdminBase, word
from livechat.state.policy import requires


class RepliesPart(AdminBase, mixin=True):
    """One reply at a time is open; what was typed stays when it is refused."""

    replies: list[CannedView] = []
    # The shortcut of the reply that is open, "new" for another one (shortcuts have a slash
    # before them on the page, and "new" without is none), "" for none.
    reply: str = ""
    opened: CannedView = CannedView("", "", "")

    @rx.event
    @requires(*ADMIN)
    async def edit_reply(self, shortcut: str) -> None:
        """Open a reply's form; "" closes it."""
        self._forget_words()
        self.reply = shortcut
        wanted = shortcut.removeprefix("/") if shortcut != "new" else ""
        self.opened = next(
            (row for row in self.replies if row.shortcut == wanted), CannedView("", "", "")
        )

    @rx.event
    @requires(*ADMIN)
    async def save_reply(self, form: dict[str, Any]) -> None:
        """Store what was typed."""
        former = self.reply.removeprefix("/") if self.reply != "new" else ""
        shortcut = word(form, "reply_shortcut")
        if not await self._accepted(
            canned.save,
            shortcut,
            word(form, "reply_title"),
            str(form.get("reply_body") or ""),
            former,
        ):
            return
        self.reply = ""
        self.done = t("replies.saved", shortcut=shortcut.removeprefix("/"))
        await self._look_at_replies()

    @rx.event
    @requires(*ADMIN)
    async def delete_reply(self, shortcut: str) -> None:
        """Take a reply away."""
        self._forget_words()
        await self._write(canned.delete, shortcut)
        self.reply = ""
        self.done = t("replies.deleted", shortcut=shortcut)
        await self._look_at_replies()

    async def _look_at_replies(self) -> None:
        self.replies = await self._read(canned.rows)
