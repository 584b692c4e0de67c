"""The logins behind cookies, for the layer that checks every event."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from livechat.domain.actor import Actor
from livechat.services import accounts
from livechat.services.context import Context
from livechat.store.core import AUTH_SESSION, USER
from livechat.store.unit_of_work import UnitOfWork


def actor_of(context: Context, cookie_token: str) -> Actor | None:
    """Who holds this cookie; None when the login is unknown, over or disabled."""
    login = accounts.resolve(context, cookie_token)
    return login.actor if login else None


def live(uow: UnitOfWork, session_ids: Collection[int]) -> Mapping[int, Actor]:
    """Those of the logins that still hold, with their users as they are now."""
    user, login = USER.c, AUTH_SESSION.c
    rows = uow.connection.execute(
        select(user.id, user.role, user.name, login.id)
        .join_from(AUTH_SESSION, USER, user.id == login.user_id)
        .where(login.id.in_(list(session_ids)))
        .where(accounts.holds(uow))
    )
    return {row[3]: Actor(*row) for row in rows}
