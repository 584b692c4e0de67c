"""Whether a student may begin anything new: an admin can say no, for a while and with a reason."""

from livechat.domain.actor import Actor
from livechat.domain.errors import NotAllowedError
from livechat.domain.wording import date_and_time, zone_or
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork


def check(uow: UnitOfWork, actor: Actor) -> None:
    """NotAllowedError that says until when and why."""
    user = uow.session.get(User, actor.user_id)
    if user is None or user.blocked_until is None or user.blocked_until <= uow.now:
        return
    until = date_and_time(user.blocked_until, zone_or(user.timezone, uow.settings.timezone))
    raise NotAllowedError("error.blocked", until=until, reason=user.block_reason)


def told(uow: UnitOfWork, actor: Actor) -> str:
    """The same as text, "" for whoever may write."""
    try:
        check(uow, actor)
    except NotAllowedError as refusal:
        return str(refusal)
    return ""
