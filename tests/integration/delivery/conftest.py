"""Databases of both kinds for tests of delivery."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest

from tests.integration.services.conftest import (  # noqa: F401 - fixtures, used by name
    clock,
    context,
    database_url,
    desk,
    make_context,
    postgres_url,
    told,
)
from tests.servers.live_app import LiveApp, live_app

MakeLive = Callable[..., LiveApp]


@pytest.fixture
def make_live(tmp_path: Path, database_url: str) -> Iterator[MakeLive]:  # noqa: F811 - imported
    """Prepares the app on the test's database; processes are started by the test."""
    with ExitStack() as stack:

        def make(**settings: str) -> LiveApp:
            entered: AbstractContextManager[LiveApp] = live_app(tmp_path, database_url, **settings)
            return stack.enter_context(entered)

        yield make
