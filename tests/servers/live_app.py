"""The real app in one process or several on one database, which can be killed and started."""

import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bootstrap.server import server_environment
from livechat import composition
from livechat.adapters.clock import FakeClock
from livechat.adapters.passwords import Passwords
from livechat.domain.actor import Actor
from livechat.services import accounts
from livechat.services.context import Context
from livechat.settings import load
from livechat.store import migrations
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk
from tests.servers.demo_app import ROOT, RunningApp
from tests.servers.forking import ForkingApp
from tests.servers.processes import free_port
from tests.servers.raw_client import BOOT, RawClient, event, raw_client

PASSWORD = "correct horse battery"
# Cheap on purpose: verifying reads the costs from the hash.
_HASH = Passwords(time_cost=1, memory_kib=64, parallelism=1).hash(PASSWORD)
COOKIE = "livechat_session"
CHAT = "reflex___state____state.livechat___state___chat____chat_state"

DESK = "reflex___state____state.livechat___state___desk____desk_state"


@dataclass
class LiveApp:
    """`desk` works on the same database from this process, past the app."""

    folder: Path
    variables: dict[str, str]
    desk: Desk
    processes: list[RunningApp] = field(default_factory=list)
    forkers: list[ForkingApp] = field(default_factory=list)

    @property
    def context(self) -> Context:
        """This process's own way to the database."""
        return self.desk.context

    def process(self, **variables: str) -> RunningApp:
        """A process of the app, not started yet."""
        port = free_port()
        everything = {**self.variables, "LIVECHAT_PORT": str(port), **variables}
        made = RunningApp(ROOT, port, self.folder / f"app-{port}.log", everything)
        self.processes.append(made)
        return made

    def forking(self, **variables: str) -> ForkingApp:
        """The same for being killed often: starts and dies in moments; not started yet."""
        port = free_port()
        variables = {**self.variables, "LIVECHAT_PORT": str(port), **variables}
        made = ForkingApp(port, self.folder / f"app-{port}.log", variables)
        self.forkers.append(made)
        return made

    def cookie(self, actor: Actor) -> str:
        """A login of the actor as a Cookie header."""

        def with_password(uow: UnitOfWork) -> str:
            user = uow.session.get_one(User, actor.user_id)
            user.password_hash = _HASH
            uow.session.add(user)
            return user.email

        email = self.context.write(with_password)
        login = accounts.sign_in(self.context, email, PASSWORD, "127.0.0.1", "test")
        return f"{COOKIE}={login.token}"


@contextmanager
def live_app(folder: Path, database_url: str = "", **settings: str) -> Iterator[LiveApp]:
    """Prepare the database and stop whatever runs on it at the end; pages must be built."""
    variables = {
        "LIVECHAT_DATA_DIR": str(folder / "data"),
        "LIVECHAT_DATABASE_URL": database_url,
        "LIVECHAT_SQLITE_SYNCHRONOUS": "NORMAL",
        # Senders go on as soon as they are answered; the limit has tests of its own.
        "LIVECHAT_MESSAGES_PER_MIN": "0",
        **{f"LIVECHAT_{name.upper()}": value for name, value in settings.items()},
    }
    context = composition.build_context(load(variables))
    migrations.upgrade(context.database.engine)
    desk = Desk(context, FakeClock(context.clock.now()), [])
    app = LiveApp(folder, {**server_environment(), **variables}, desk)
    try:
        yield app
    finally:
        for process in app.processes:
            process.stop(signal.SIGKILL)
        for forker in app.forkers:
            forker.close()
        context.database.close()


@asynccontextmanager
async def help_page(base_url: str, cookie: str) -> AsyncIterator[RawClient]:
    """The Help page of the cookie's holder, loaded, without a browser."""
    async with _page(base_url, cookie, "/help") as client:
        yield client


@asynccontextmanager
async def desk_page(base_url: str, cookie: str, conversation: str) -> AsyncIterator[RawClient]:
    """The desk of the cookie's holder with the conversation opened, without a browser."""
    async with _page(base_url, cookie, "/agent") as client:
        await client.call(f"{DESK}.open_chat", {"conversation": conversation})
        await client.until(lambda: client.tail)
        yield client


@asynccontextmanager
async def _page(base_url: str, cookie: str, path: str) -> AsyncIterator[RawClient]:
    boot = {**event(BOOT), "router_data": {"pathname": path, "query": {}, "asPath": path}}
    async with raw_client(base_url, cookie=cookie, opens=False) as client:
        await client.open(boot)
        await client.hydrated()
        yield client


def wait_ready(process: RunningApp, timeout_s: float = 60) -> None:
    """Until the process says that it is ready to serve."""
    until = time.monotonic() + timeout_s
    while httpx.get(f"{process.base_url}/api/health/ready").status_code != 200:
        if time.monotonic() > until:
            raise TimeoutError("the app is not ready")
        time.sleep(0.05)
