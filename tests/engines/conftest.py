"""Firefox and WebKitGTK on the real app; an error on a console fails a test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.backstage import Backstage
from tests.engines import firefox, webkit
from tests.engines.driver import Driver
from tests.engines.window import Window
from tests.servers.app import AppServer, app_server

ENGINES: dict[str, tuple[Callable[[], str], Callable[[Path], Driver]]] = {
    "firefox": (firefox.why_not, firefox.Firefox),
    "webkit": (webkit.why_not, webkit.WebKit),
}


@pytest.fixture(scope="package")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """One app for the journeys in all engines."""
    with app_server(
        tmp_path_factory.mktemp("engines"), sqlite_synchronous="NORMAL", incident_chats="1000"
    ) as server:
        yield server


@pytest.fixture(scope="package")
def stage(app: AppServer) -> Iterator[Backstage]:
    """The app's database, for all tests."""
    found = Backstage(app.data)
    yield found
    found.close()


@pytest.fixture
def backstage(stage: Backstage) -> Backstage:
    """The app's database; the desk is open, and nobody is at it or in line."""
    return stage.begin()


@pytest.fixture(params=list(ENGINES))
def engine(request: pytest.FixtureRequest) -> Callable[[Path], Driver]:
    """Starts a browser; the test is skipped where the engine is not installed."""
    why_not, start = ENGINES[request.param]
    if reason := why_not():
        pytest.skip(reason)
    return start


@pytest.fixture
def window(
    engine: Callable[[Path], Driver], app: AppServer, tmp_path: Path
) -> Iterator[Callable[[], Window]]:
    """Opens windows, each with a profile of its own."""
    opened: list[Driver] = []

    def open_one() -> Window:
        opened.append(engine(tmp_path / f"browser-{len(opened)}"))
        return Window(opened[-1], app.url)

    yield open_one
    said = []
    for driver in opened:
        said += driver.complaints()
        driver.close()
    assert said == []
