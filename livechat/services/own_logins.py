"""Where somebody is signed in, to look at and to end."""

from sqlmodel import col, select

from livechat.bot.device import from_user_agent
from livechat.domain.actor import Actor
from livechat.domain.errors import NotFoundError
from livechat.domain.text import t
from livechat.domain.views import LoginRow
from livechat.domain.wording import date_and_time, zone_or
from livechat.services import accounts
from livechat.store.tables.people import AuthSession, User
from livechat.store.unit_of_work import UnitOfWork


def rows(uow: UnitOfWork, actor: Actor, zone: str = "") -> list[LoginRow]:
    """The actor's logins that still hold, this one first, then by last use."""
    in_zone = zone_or(zone, uow.settings.timezone)
    found = uow.session.exec(
        select(AuthSession)
        .join(User, col(User.id) == col(AuthSession.user_id))
        .where(col(AuthSession.user_id) == actor.user_id)
        .where(accounts.holds(uow))
        .order_by(col(AuthSession.used_at).desc())
    ).all()
    shown = [
        LoginRow(
            id=login.id or 0,
            browser=_browser(login.user_agent),
            used=t("account.used", time=date_and_time(login.used_at, in_zone)),
            is_this=login.id == actor.session_id,
        )
        for login in found
    ]
    return sorted(shown, key=lambda row: not row.is_this)


def end(uow: UnitOfWork, actor: Actor, login_id: int) -> None:
    """End one of the actor's logins; its open pages are closed."""
    found = uow.session.get(AuthSession, login_id)
    if found is None or found.user_id != actor.user_id:
        raise NotFoundError
    accounts.end(uow, found)


def end_others(uow: UnitOfWork, actor: Actor) -> None:
    """End all logins of the actor but the one in use."""
    for row in rows(uow, actor):
        if not row.is_this:
            end(uow, actor, row.id)


def _browser(user_agent: str) -> str:
    device = from_user_agent(user_agent)
    known = [part.title() for part in (device.browser, device.system) if part]
    return ", ".join(known) or t("account.unknown_browser")
