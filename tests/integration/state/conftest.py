"""States are tested over the same databases and desk as the services that they call."""

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
