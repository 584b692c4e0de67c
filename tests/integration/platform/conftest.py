"""The demo app, running as a real server."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.servers.demo_app import DEMO, RunningApp, running_app

Refusals = list[tuple[str, str, int | None]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """A fresh server with fresh data for each test module."""
    folder: Path = tmp_path_factory.mktemp("demo")
    with running_app(folder, {"LIVECHAT_ORIGINS": "https://help.example.edu"}, DEMO) as app:
        yield app


@pytest.fixture
def sign_in(demo: RunningApp) -> Callable[..., str]:
    """`sign_in(user, role)` returns the cookie header of a new session."""

    def begin(user: int = 1, role: str = "student") -> str:
        answer = httpx.post(
            f"{demo.base_url}/demo/sign-in",
            params={"user": user, "role": role},
            headers={"Origin": demo.base_url},
        )
        return f"demo_session={answer.json()['token']}"

    return begin


@pytest.fixture
def end_sessions(demo: RunningApp) -> Callable[..., None]:
    """`end_sessions(user, quiet=...)` ends them on the server, quietly without an event."""

    def end(user: int, quiet: bool = False) -> None:
        httpx.post(
            f"{demo.base_url}/demo/end",
            params={"user": user, "quiet": int(quiet)},
            headers={"Origin": demo.base_url},
        ).raise_for_status()

    return end


@pytest.fixture
def counts(demo: RunningApp) -> Callable[[], dict[str, int]]:
    """What the server keeps in memory: futures, clients, states, topics, pool."""
    return lambda: dict(httpx.get(f"{demo.base_url}/demo/counts").json())


@pytest.fixture
def refusals(demo: RunningApp) -> Callable[[], Refusals]:
    """The audit entries of refused events: (event, reason, user)."""

    def read() -> Refusals:
        with closing(sqlite3.connect(demo.log_path.parent / "demo.db")) as db:
            return db.execute("select event, reason, user_id from refusal").fetchall()

    return read
