"""People, looked up by what stands elsewhere for them: a public id, or ids to name."""

from collections.abc import Iterable

from sqlmodel import col, select

from livechat.domain.errors import NotFoundError
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork


def by_public_id(uow: UnitOfWork, person: str) -> User:
    """The account; NotFoundError when there is none. Whether the actor may is the caller's part."""
    found = uow.session.exec(select(User).where(col(User.public_id) == str(person))).first()
    if found is None:
        raise NotFoundError
    return found


def names(uow: UnitOfWork, user_ids: Iterable[int | None]) -> dict[int, str]:
    """The names by id, of all at once; nobody (None) has no name."""
    ids = {user_id for user_id in user_ids if user_id}
    found = uow.session.exec(select(User.id, User.name).where(col(User.id).in_(ids))).all()
    return {user_id or 0: name for user_id, name in found}
