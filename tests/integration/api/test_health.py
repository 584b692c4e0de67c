"""Liveness needs nothing; readiness needs the database and the bot."""

from collections.abc import Callable

from livechat.services.context import Context, set_context
from tests.factories.site import Site


def test_process_is_alive_before_it_is_ready(site: Site) -> None:
    client = site.nobody()
    set_context(None)
    assert client.get("/api/health/live").status_code == 200
    assert client.get("/api/health/ready").status_code == 503
    set_context(site.desk.context)
    answer = client.get("/api/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {
        "bot": False,
        "database": True,
        "disk": True,
        "bus": True,
        "files": True,
    }


def test_lost_database_is_told(site: Site, make_context: Callable[..., Context]) -> None:
    # Nothing listens on the discard port.
    set_context(make_context(database_url="postgresql://nobody@127.0.0.1:9/none"))
    answer = site.nobody().get("/api/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] is False
