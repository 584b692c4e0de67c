"""What the parts of the admin page share."""

from collections.abc import Callable
from typing import Any, Concatenate

from livechat.domain.actor import Actor
from livechat.domain.errors import DomainError
from livechat.domain.vocabulary import Role
from livechat.domain.wording import initials
from livechat.state.services import P, ServiceState
from livechat.store.unit_of_work import UnitOfWork

TABS = ("analytics", "live", "review", "articles", "replies", "hours", "people", "mail", "audit")
ADMIN = (Role.ADMIN,)


def word(form: dict[str, Any], name: str) -> str:
    """A field of a form, "" when it is missing."""
    return str(form.get(name) or "").strip()


def number(form: dict[str, Any], name: str, otherwise: int = 0) -> int:
    """A field that holds a whole number, `otherwise` when it holds none."""
    typed = word(form, name)
    return int(typed) if typed.isdecimal() else otherwise


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

    async def _accepted(
        self,
        use_case: Callable[Concatenate[UnitOfWork, Actor, P], object],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> bool:
        """Run a use case as the actor; a refusal is said beside the form, which stays open."""
        self._forget_words()
        try:
            await self._write(use_case, *args, **kwargs)
        except DomainError as refusal:
            self.error = str(refusal)
            return False
        return True
