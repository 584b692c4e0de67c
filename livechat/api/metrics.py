"""Figures in Prometheus' format, for the machine itself or whoever holds the token."""

import asyncio
import ipaddress
import secrets

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from livechat.api import addresses, answers
from livechat.services import measures
from livechat.services.context import Context, get_context
from livechat.settings import Settings
from livechat.state.runtime import get_runtime


async def metrics(request: Request) -> Response:
    """404 for strangers, as if there were nothing."""
    context = get_context()
    if not _is_trusted(request, context.settings):
        return Response("Not found", 404, headers=answers.NO_STORE)
    runtime = get_runtime()
    now = CollectorRegistry()
    _gauge(now, "sockets_open", "Tabs connected to this process", len(runtime.subscriptions))
    _gauge(now, "states_kept", "Tabs whose state is in memory", runtime.count_states())
    _gauge(now, "tasks", "Tasks of the event loop", len(asyncio.all_tasks()))
    _gauge(now, "pending_events", "Calls of services that run or wait", runtime.workers.pending)
    _gauge(now, "bus_healthy", "Whether events pass between processes", context.is_bus_healthy())
    length, oldest = await run_in_threadpool(_stored, context)
    _gauge(now, "queue_length", "Students who wait for a person", length)
    _gauge(now, "oldest_undelivered_seconds", "Age of the oldest event not yet told", oldest)
    body = generate_latest(now) + generate_latest(measures.REGISTRY)
    return Response(body, headers={**answers.NO_STORE, "content-type": CONTENT_TYPE_LATEST})


def _stored(context: Context) -> tuple[int, float]:
    return context.read(measures.queue_length), context.read(measures.oldest_untold_s)


def _gauge(registry: CollectorRegistry, name: str, meaning: str, value: float) -> None:
    Gauge(f"livechat_{name}", meaning, registry=registry).set(value)


def _is_trusted(request: Request, settings: Settings) -> bool:
    if settings.metrics_token:
        given = request.headers.get("authorization", "")
        return secrets.compare_digest(given.encode(), f"Bearer {settings.metrics_token}".encode())
    if "x-forwarded-for" in request.headers and not settings.trusted_hops:
        # Behind a proxy that we do not know, everybody seems to be this machine.
        return False
    try:
        return ipaddress.ip_address(addresses.client_address(request, settings)).is_loopback
    except ValueError:
        return False
