"""The real app, attacked from outside; one process for all of these tests."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from sqlmodel import col, select

from livechat.domain.actor import Actor
from livechat.domain.vocabulary import Role
from livechat.services import seed
from livechat.store.tables.people import AuditEntry
from livechat.store.unit_of_work import UnitOfWork
from tests.servers.demo_app import RunningApp
from tests.servers.live_app import LiveApp, live_app, wait_ready


@dataclass(frozen=True)
class Attacked:
    """`site` is the app, `live` the way past it."""

    live: LiveApp
    site: RunningApp

    @property
    def url(self) -> str:
        return self.site.base_url

    def refusals(self) -> list[tuple[str, str, int | None]]:
        """(event, reason, user id) of everything that the middleware refused, in order."""

        def query(uow: UnitOfWork) -> list[tuple[str, str, int | None]]:
            rows = uow.session.exec(
                select(AuditEntry)
                .where(col(AuditEntry.action) == "event_refused")
                .order_by(col(AuditEntry.id))
            ).all()
            return [(row.target, row.data["reason"], row.actor_id) for row in rows]

        return self.live.context.read(query)


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    folder = tmp_path_factory.mktemp("trust")
    with live_app(folder, presence_lost_s="86400") as live:
        seed.starter_content(live.context)
        site = live.process()
        site.start()
        wait_ready(site)
        yield Attacked(live, site)


IDENTITIES = ("nobody", "student", "agent", "specialist", "admin")


@pytest.fixture
def identity(attacked: Attacked) -> Callable[[str], Actor | None]:
    """A new account of the kind; None for nobody."""

    def make(kind: str) -> Actor | None:
        desk = attacked.live.desk
        if kind == "nobody":
            return None
        return desk.student() if kind == "student" else desk.agent(role=Role(kind))

    return make
