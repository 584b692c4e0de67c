"""Admins make and change accounts, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlmodel import select

from livechat.domain.actor import Actor
from livechat.domain.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from livechat.domain.vocabulary import Role
from livechat.services import accounts, people
from livechat.services.context import Context
from livechat.store.tables.people import AuditEntry, User
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk


def test_a_new_person_signs_in_with_the_password_that_was_shown(
    context: Context, desk: Desk
) -> None:
    admin = desk.admin()
    password = people.create(context, admin, "Ada Byron", "Ada@Example.edu", "agent")
    login = accounts.sign_in(context, "ada@example.edu", password, "127.0.0.1", "test")
    assert login.role is Role.AGENT
    with pytest.raises(ConflictError):
        people.create(context, admin, "Another", "ada@example.edu", "agent")


def test_a_changed_role_ends_the_logins(context: Context, desk: Desk) -> None:
    admin = desk.admin()
    password = people.create(context, admin, "Ada Byron", "ada@example.edu", "agent")
    login = accounts.sign_in(context, "ada@example.edu", password, "127.0.0.1", "test")
    (row,) = context.read(people.rows, admin, "ada@")
    context.write(
        people.change, admin, row.id, role="specialist", group="Media", capacity=5, is_active=True
    )
    assert accounts.resolve(context, login.token) is None
    (row,) = context.read(people.rows, admin, "BYRON")
    assert (row.role, row.group, row.capacity) == ("specialist", "media", 5)


def test_the_last_admin_stays(context: Context, desk: Desk) -> None:
    admin = desk.admin()
    (row,) = [row for row in context.read(people.rows, admin) if row.role == "admin"]
    for role, is_active in (("agent", True), ("admin", False)):
        with pytest.raises(ConflictError):
            context.write(
                people.change, admin, row.id, role=role, group="", capacity=0, is_active=is_active
            )


def test_a_reset_password_replaces_the_old_one(context: Context, desk: Desk) -> None:
    admin = desk.admin()
    old = people.create(context, admin, "Ada Byron", "ada@example.edu", "student")
    (row,) = context.read(people.rows, admin, "ada@")
    new = people.reset_password(context, admin, row.id)
    assert new != old
    assert accounts.sign_in(context, "ada@example.edu", new, "127.0.0.1", "test")


def test_others_may_not_and_bad_values_are_named(context: Context, desk: Desk) -> None:
    admin, agent = desk.admin(), desk.agent()
    with pytest.raises(NotAllowedError):
        context.read(people.rows, agent)
    with pytest.raises(NotAllowedError):
        people.create(context, agent, "A B", "a@example.edu", "admin")
    with pytest.raises(InvalidError):
        people.create(context, admin, "A B", "a@example.edu", "king")
    with pytest.raises(NotFoundError):
        people.reset_password(context, admin, "nobody")


def test_wildcards_in_a_search_are_letters(context: Context, desk: Desk) -> None:
    admin = desk.admin()
    assert context.read(people.rows, admin, "%") == []


def test_topics_and_languages_are_words_between_commas(desk: Desk) -> None:
    admin, agent = desk.admin(), desk.agent("Mara")
    row = next(one for one in desk.context.read(people.rows, admin) if one.name == "Mara")
    values = {"role": "agent", "group": "", "capacity": 0, "is_active": True}
    desk.context.write(
        people.change,
        admin,
        row.id,
        **values,
        skills="Video, video ,Grades,",
        languages="de-AT, EN",
    )
    desk.context.write(people.change, admin, row.id, **values)
    user = desk.context.read(lambda uow: uow.session.get_one(User, agent.user_id))
    assert user.skills == ["video", "grades"]
    assert user.languages == ["de", "en"]


def test_signing_somebody_out_ends_the_logins_and_keeps_the_password(
    context: Context, desk: Desk
) -> None:
    admin = desk.admin()
    password = people.create(context, admin, "Ada Byron", "ada@example.edu", "agent")
    login = accounts.sign_in(context, "ada@example.edu", password, "127.0.0.1", "test")
    (row,) = context.read(people.rows, admin, "ada@")
    with pytest.raises(NotAllowedError):
        context.write(people.end_logins, desk.agent(), row.id)
    assert accounts.resolve(context, login.token) is not None
    context.write(people.end_logins, admin, row.id)
    assert accounts.resolve(context, login.token) is None
    assert accounts.sign_in(context, "ada@example.edu", password, "127.0.0.1", "test")


def test_two_admins_who_dismiss_each_other_at_once_leave_one(context: Context, desk: Desk) -> None:
    for _ in range(8):
        pair = (desk.admin(), desk.admin())
        ids = {row.name: row.id for row in context.read(people.rows, pair[0])}
        start = Barrier(2)

        def dismiss(actor: Actor, other: Actor, start: Barrier = start, ids: Any = ids) -> bool:
            start.wait(10)
            try:
                context.write(
                    people.change,
                    actor,
                    ids[other.name],
                    role="agent",
                    group="",
                    capacity=0,
                    is_active=True,
                )
            except ConflictError:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(dismiss, pair, reversed(pair)))
        left = [row.name for row in context.read(people.rows, pair[0]) if row.role == "admin"]
        assert sum(done) == 1
        assert len(left) == 1
        # The one who stayed makes room for the next pair.
        context.write(lambda uow, name=left[0]: _demote(uow, name))


def _demote(uow: UnitOfWork, name: str) -> None:
    user = uow.session.exec(select(User).where(User.name == name)).one()
    user.role = Role.AGENT
    uow.session.add(user)


def test_whoever_made_and_changed_accounts_is_on_record(context: Context, desk: Desk) -> None:
    admin = desk.admin()
    people.create(context, admin, "Ada Byron", "ada@example.edu", "agent")
    (row,) = context.read(people.rows, admin, "ada@")
    context.write(people.end_logins, admin, row.id)
    entries = context.read(lambda uow: list(uow.session.exec(select(AuditEntry)).all()))
    assert [(entry.action, entry.actor_id) for entry in entries if entry.target == row.id] == [
        ("person.created", admin.user_id),
        ("person.signed_out", admin.user_id),
    ]
