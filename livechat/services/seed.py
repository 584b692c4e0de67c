"""Starter content and demo accounts of a first start; running it again changes nothing."""

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import yaml
from sqlmodel import col, func, select

from livechat.adapters.tokens import demo_password
from livechat.domain.vocabulary import Role
from livechat.services import accounts, articles
from livechat.services.context import Context
from livechat.store.tables.desk import CannedReply, ServiceHours
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

_OPENS_MIN, _CLOSES_MIN = 8 * 60, 22 * 60
# Addresses end in a reserved domain: mail to them can reach nobody.
_DEMO = (
    ("Amina Yusuf", "amina@student.example", Role.STUDENT, ""),
    ("Jonas Weber", "jonas@desk.example", Role.AGENT, ""),
    ("Mei Lin", "mei@desk.example", Role.AGENT, ""),
    ("Samir Haddad", "samir@desk.example", Role.SPECIALIST, "platform"),
    ("Ruth Okafor", "ruth@desk.example", Role.ADMIN, ""),
)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """To be printed once; the password is stored nowhere but as a hash."""

    name: str
    email: str
    role: Role
    password: str


def starter_content(context: Context) -> None:
    """Articles in every language that is shipped, opening hours and canned replies."""
    with resources.as_file(resources.files("livechat.content")) as folder:
        for language in sorted((folder / "articles").iterdir()):
            context.write(articles.seed_from_folder, language)
        context.write(_hours)
        context.write(_canned, folder / "canned_replies.yml")


def demo_accounts(context: Context) -> list[DemoAccount]:
    """One account for each role when there are no users at all, else nothing."""
    if context.read(_has_users):
        return []
    made = [DemoAccount(*person[:3], demo_password()) for person in _DEMO]
    hashes = [accounts.hashed(context, account.password) for account in made]

    def work(uow: UnitOfWork) -> bool:
        if _has_users(uow):
            return False
        for (name, email, role, group), password_hash in zip(_DEMO, hashes, strict=True):
            accounts.add_user(uow, name, email, password_hash, role, group)
        return True

    return made if context.write(work) else []


def _has_users(uow: UnitOfWork) -> bool:
    return uow.session.exec(select(col(User.id)).limit(1)).first() is not None


def _hours(uow: UnitOfWork) -> None:
    if uow.session.exec(select(func.count(col(ServiceHours.id)))).one():
        return
    uow.session.add_all(
        ServiceHours(weekday=weekday, opens_min=_OPENS_MIN, closes_min=_CLOSES_MIN)
        for weekday in range(7)
    )


def _canned(uow: UnitOfWork, path: Path) -> None:
    if uow.session.exec(select(func.count(col(CannedReply.id)))).one():
        return
    replies: list[dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    uow.session.add_all(
        CannedReply(shortcut=reply["shortcut"], title=reply["title"], body=reply["text"])
        for reply in replies
    )
