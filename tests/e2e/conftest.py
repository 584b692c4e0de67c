"""Real browsers on the real app; a message on the console or an error in the log fails a test."""

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    WebSocket,
    expect,
    sync_playwright,
)

from livechat.domain.vocabulary import Role
from tests.e2e.backstage import PASSWORD, Backstage
from tests.servers.app import AppServer, app_server

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 800}
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)
_ACCOUNT = re.compile(r"^\s*(student|agent|specialist|admin)\s+(\S+@\S+)\s+(\S+)\s*$", re.M)


@dataclass(frozen=True, slots=True)
class Account:
    """A demo account as it was printed at the first start."""

    role: Role
    email: str
    password: str


@dataclass
class Person:
    """Somebody at a browser of their own, with all that its console said and its socket got."""

    account: Account
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)

    def sign_in(self, url: str, to: str) -> None:
        """By the form, as people do."""
        self.page.goto(f"{url}/sign-in?next={to}")
        self.page.get_by_label("Email").fill(self.account.email)
        self.page.get_by_label("Password", exact=True).fill(self.account.password)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(re.compile(re.escape(f"{url}{to}") + "/?$"))


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """One app for all journeys, open around the clock so that a test may run at any hour.

    What the tests before have written about stands out in no other test.
    """
    folder = tmp_path_factory.mktemp("app")
    with app_server(folder, sqlite_synchronous="NORMAL", incident_chats="1000") as server:
        yield server


@pytest.fixture(scope="session")
def accounts(app: AppServer) -> list[Account]:
    """The demo accounts that the first start printed."""
    return accounts_of(app)


def wait_until(page: Page, condition: Callable[[], bool]) -> None:
    """For what no page shows; meanwhile the browsers go on."""
    until = time.monotonic() + PATIENCE_MS / 1000
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        page.wait_for_timeout(50)


def accounts_of(app: AppServer) -> list[Account]:
    """What the app's first start printed; at least one account of each role."""
    found = [Account(Role(role), *rest) for role, *rest in _ACCOUNT.findall(app.accounts)]
    assert {account.role for account in found} == set(Role)
    return found


@pytest.fixture(scope="session")
def stage(app: AppServer) -> Iterator[Backstage]:
    """The app's database, for all tests."""
    found = Backstage(app.data)
    yield found
    found.close()


@pytest.fixture
def backstage(stage: Backstage) -> Backstage:
    """The app's database; the desk is open, and nobody is at it or in line."""
    return stage.begin()


@pytest.fixture(scope="module")
def browser(chromium_options: dict[str, Any]) -> Iterator[Browser]:
    """One Chromium for each module: while it is there, no test of this process can run a loop."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(**chromium_options)
        yield launched
        launched.close()


@pytest.fixture
def log_start(app: AppServer) -> int:
    """Where the app's log stands before the test."""
    return app.log.stat().st_size


@pytest.fixture
def someone(
    app: AppServer, browser: Browser, accounts: list[Account], log_start: int
) -> Iterator[Callable[..., Person]]:
    """Opens browsers for demo accounts (role and number) or a student of the test (address).

    At the end their consoles and the app's log must be clean.
    """
    people: list[Person] = []

    def open_for(
        who: Role | str,
        number: int = 0,
        viewport: dict[str, int] | None = None,
        user_agent: str | None = None,
        **options: Any,
    ) -> Person:
        if isinstance(who, Role):
            account = [account for account in accounts if account.role is who][number]
        else:
            account = Account(Role.STUDENT, who, PASSWORD)
        context = browser.new_context(
            viewport=viewport or LAPTOP,  # type: ignore[arg-type]  # a plain dict serves
            accept_downloads=True,
            user_agent=user_agent,
            **options,
        )
        context.set_default_timeout(PATIENCE_MS)
        person = Person(account, context, context.new_page())

        def listen(message: ConsoleMessage) -> None:
            if message.type == "error":
                person.complaints.append(message.text)

        def watch(socket: WebSocket) -> None:
            socket.on("framereceived", lambda payload: person.frames.append(str(payload)))

        person.page.on("console", listen)
        person.page.on("websocket", watch)
        person.page.on("pageerror", lambda error: person.complaints.append(str(error)))
        people.append(person)
        return person

    yield open_for
    for person in people:
        person.context.close()
    assert [line for person in people for line in person.complaints] == []
    assert _errors_in(app.log, log_start) == []


def _errors_in(log: Path, start: int) -> list[str]:
    with log.open("rb") as stream:
        stream.seek(start)
        lines = stream.read().decode(errors="replace").splitlines()
    return [line for line in lines if _is_error(line)]


def _is_error(line: str) -> bool:
    """The app's own lines (`kind`) are all complaints; those of Reflex say how grave they are."""
    if not line.startswith('{"kind"'):
        return "Traceback" in line or "ERROR" in line
    return json.loads(line).get("level", "ERROR") in ("ERROR", "CRITICAL")
