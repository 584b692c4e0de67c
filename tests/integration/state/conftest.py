"""States are tested over the same databases and desk as the services that they call."""

from collections.abc import Iterator
from typing import Any

import pytest

from livechat.domain.actor import Actor
from livechat.services.context import set_context
from livechat.state import runtime
from livechat.state.session import set_current_actor
from livechat.state.subscriptions import Subscriptions
from tests.factories.desk import Desk
from tests.integration.services.conftest import (
    clock,
    context,
    database_url,
    desk,
    make_context,
    postgres_url,
    told,
)

__all__ = ["clock", "context", "database_url", "desk", "make_context", "postgres_url", "told"]


class NoSessions:
    """Who acts is said by the tests themselves."""

    async def resolve(self, cookie_token: str) -> Actor | None:
        return None

    async def live(self, session_ids: Any) -> dict[int, Actor]:
        return {}


@pytest.fixture
def handling(desk: Desk) -> Iterator[None]:
    """States can handle events: there are workers, and the desk's context."""
    workers = runtime.Workers(2)
    runtime.configure(
        runtime.Runtime(NoSessions(), workers, Subscriptions(), "cookie", lambda *_: None)
    )
    set_context(desk.context)
    yield
    set_current_actor(None)
    set_context(None)
    workers.close()
