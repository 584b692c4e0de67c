"""Figures for whoever watches, and for nobody else."""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.testclient import TestClient

from livechat.api.routes import routes
from livechat.domain.actor import Actor
from livechat.services import marks, messages
from livechat.services.context import Context, set_context
from livechat.state import runtime
from livechat.state.subscriptions import Subscriptions
from tests.factories.site import ORIGIN, Site


class _NoSessions:
    async def resolve(self, cookie_token: str) -> Actor | None:
        return None

    async def live(self, session_ids: Any) -> dict[int, Actor]:
        return {}


@pytest.fixture(autouse=True)
def _runtime() -> Iterator[None]:
    workers, subscriptions = runtime.Workers(1), Subscriptions()
    subscriptions.bind("a tab", None)
    runtime.configure(
        runtime.Runtime(_NoSessions(), workers, subscriptions, "cookie", lambda *_: None, lambda: 3)
    )
    yield
    workers.close()


def _client(address: str) -> TestClient:
    return TestClient(Starlette(routes=routes), base_url=ORIGIN, client=(address, 1))


def _values(text: str) -> dict[str, float]:
    return {
        sample.name: sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if not sample.labels
    }


def test_figures_follow_what_happens(site: Site) -> None:
    desk = site.desk
    watcher = _client("127.0.0.1")
    before = _values(watcher.get("/api/metrics").text)
    student, agent = desk.student(), desk.agent()
    chat = desk.active(student, agent)
    desk.queued(desk.student())
    client_id = str(uuid.uuid4())
    for _ in range(3):
        seq = desk.context.write(messages.post, agent, chat, client_id, "hello")
    desk.clock.advance(2)
    desk.context.write(marks.store, [marks.Mark(student, chat, seq, 0)])
    after = _values(watcher.get("/api/metrics").text)
    assert after["livechat_sockets_open"] == 1
    assert after["livechat_states_kept"] == 3
    assert after["livechat_tasks"] >= 1
    assert after["process_resident_memory_bytes"] > 0
    assert after["livechat_queue_length"] == 1
    assert after["livechat_bus_healthy"] == 1
    assert after["livechat_oldest_undelivered_seconds"] == 2
    assert _grown(before, after, "livechat_resends_total") == 2
    assert _grown(before, after, "livechat_send_to_delivered_seconds_count") == 1
    assert _grown(before, after, "livechat_send_to_delivered_seconds_sum") == pytest.approx(
        timedelta(seconds=2).total_seconds()
    )


def _grown(before: dict[str, float], after: dict[str, float], name: str) -> float:
    return after[name] - before[name]


def test_strangers_find_nothing(site: Site, make_context: Callable[..., Context]) -> None:
    assert _client("192.0.2.7").get("/api/metrics").status_code == 404
    forwarded = {"x-forwarded-for": "192.0.2.7"}
    assert _client("127.0.0.1").get("/api/metrics", headers=forwarded).status_code == 404
    set_context(make_context(metrics_token="a long token"))
    assert _client("127.0.0.1").get("/api/metrics").status_code == 404
    for token, status in {"Bearer a long token": 200, "Bearer another": 404}.items():
        answer = _client("192.0.2.7").get("/api/metrics", headers={"authorization": token})
        assert answer.status_code == status
