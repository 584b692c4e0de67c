"""A first start brings content and demo accounts; a second start changes nothing."""

from sqlmodel import func, select

from livechat.domain.vocabulary import Role
from livechat.services import accounts, articles, seed
from livechat.services.context import Context
from livechat.store.tables.desk import CannedReply, ServiceHours
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork


def counts(uow: UnitOfWork) -> list[int]:
    return [
        uow.session.exec(select(func.count()).select_from(table)).one()
        for table in (User, CannedReply, ServiceHours)
    ]


def test_first_start_seeds_once_and_the_printed_passwords_work(context: Context) -> None:
    seed.starter_content(context)
    made = seed.demo_accounts(context)
    assert sorted(account.role for account in made) == sorted(
        [Role.STUDENT, Role.AGENT, Role.AGENT, Role.SPECIALIST, Role.ADMIN]
    )
    assert len({account.password for account in made}) == 5
    before = context.read(counts)
    assert before[0] == 5
    assert before[1] >= 10
    assert before[2] == 7
    for account in made[:2]:
        login = accounts.sign_in(context, account.email, account.password, "10.0.0.1", "test")
        assert login.role is account.role
    seed.starter_content(context)
    assert seed.demo_accounts(context) == []
    assert context.read(counts) == before
    assert context.read(articles.categories, "es")
