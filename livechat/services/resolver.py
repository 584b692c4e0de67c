"""The logins behind cookies, for the layer that checks every event."""

from collections.abc import Collection, Mapping

from sqlmodel import col, select

from livechat.domain.actor import Actor
from livechat.services import accounts
from livechat.services.context import Context
from livechat.store.tables.people import AuthSession, User
from livechat.store.unit_of_work import UnitOfWork


def actor_of(context: Context, cookie_token: str) -> Actor | None:
    """Who holds this cookie; None when the login is unknown, over or disabled."""
    login = accounts.resolve(context, cookie_token)
    return login.actor if login else None


def live(uow: UnitOfWork, session_ids: Collection[int]) -> Mapping[int, Actor]:
    """Those of the logins that still hold, with their users as they are now."""
    rows = uow.session.exec(
        select(AuthSession, User)
        .join(User, col(User.id) == col(AuthSession.user_id))
        .where(col(AuthSession.id).in_(list(session_ids)))
        .where(accounts.holds(uow))
    ).all()
    return {
        found.id or 0: Actor(user.id or 0, user.role, user.name, found.id or 0)
        for found, user in rows
    }
