"""What the parts of the admin page share."""

from typing import Any

from livechat.domain.vocabulary import Role
from livechat.domain.wording import initials
from livechat.state.services import ServiceState

TABS = ("analytics", "live", "review", "articles", "replies", "hours", "people", "mail", "audit")
ADMIN = (Role.ADMIN,)


def word(form: dict[str, Any], name: str) -> str:
    """A field of a form, "" when it is missing."""
    return str(form.get(name) or "").strip()


class AdminBase(ServiceState, mixin=True):
    """Views only; who acts is the session's business."""

    # gate (sign in), other (not an admin), admin.
    stage: str = ""
    tab: str = "analytics"
    name: str = ""
    initials: str = ""
    error: str = ""
    done: str = ""

    async def _know_self(self) -> None:
        actor = await self._actor()
        self.name, self.initials = actor.name, initials(actor.name)

    def _forget_words(self) -> None:
        """What was said about the last action goes with the next one."""
        self.error = self.done = ""
