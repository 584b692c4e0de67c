"""The plain routes over real databases."""

from collections.abc import Iterator

import pytest

from livechat.services.context import set_context
from tests.factories.desk import Desk
from tests.factories.site import Site
from tests.integration.services.conftest import (  # noqa: F401 - fixtures, used by name
    clock,
    context,
    database_url,
    desk,
    make_context,
    postgres_url,
    told,
)


@pytest.fixture
def site(desk: Desk) -> Iterator[Site]:  # noqa: F811 - the fixture imported above
    """Clients of a running desk."""
    set_context(desk.context)
    yield Site(desk)
    set_context(None)
