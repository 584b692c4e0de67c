"""A soak: a crowd at a real server for some time, and what must be so afterwards (R21, R22)."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from livechat import composition
from livechat.settings import load
from livechat.store.core import MESSAGE
from livechat.store.unit_of_work import UnitOfWork
from tests.bench.desk_data import prepare, visitors
from tests.bench.figures import figures
from tests.bench.pages import Pages
from tests.bench.sockets import percentile, steady
from tests.consistency import faults
from tests.servers.app import app_server
from tests.soak.crowd import Crowd
from tests.soak.samples import Sample

_COUNTS = ("livechat_sockets_open", "livechat_states_kept", "livechat_tasks")
_SETTLE_S = 30.0
# Begun with the very first page and kept: two of socket.io, one that lets old states expire.
_KEPT_TASKS = 3
_MB = 2**20


@dataclass(frozen=True)
class Plan:
    """What to do; `rate` in messages a second, `turn_over_s` between two readers who change."""

    clients: int = 1000
    chats: int = 100
    rate: float = 20.0
    seconds: float = 600.0
    interval_s: float = 10.0
    turn_over_s: float = 1.0
    keep_states_s: int = 60


@dataclass
class Outcome:
    """`wrong` has a line for each broken promise, and is empty when all is well."""

    samples: list[Sample] = field(default_factory=list)
    p50: float = 0
    p95: float = 0
    p99: float = 0
    messages: int = 0
    turned_over: int = 0
    before: dict[str, float] = field(default_factory=dict)
    after: dict[str, float] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def soak(plan: Plan, folder: Path, note: Callable[[Sample], None]) -> Outcome:
    """Start the server on a new database in `folder`, and let the crowd come, talk and leave."""
    pairs = prepare(folder, plan.chats)
    cookies = visitors(folder, max(0, plan.clients - 2 * plan.chats))
    outcome = Outcome()
    settings = {"keep_states_s": str(plan.keep_states_s)}
    with app_server(folder, **settings) as app:

        async def run() -> None:
            async with Pages(app.url) as pages:
                await _visit(plan, app.url, Crowd(pages, pairs, cookies), outcome, note)

        asyncio.run(run())
    outcome.wrong += _stored(folder, outcome.messages)
    return outcome


async def _visit(
    plan: Plan, url: str, crowd: Crowd, outcome: Outcome, note: Callable[[Sample], None]
) -> None:
    outcome.before = _counts(await figures(url))
    outcome.before["livechat_tasks"] += _KEPT_TASKS
    await crowd.come()
    here = _counts(await figures(url))
    if here[_COUNTS[0]] != plan.clients:
        outcome.wrong.append(f"{plan.clients} came, the server knows of {here[_COUNTS[0]]:.0f}")
    meanwhile = [
        asyncio.create_task(crowd.catch_up()),
        asyncio.create_task(crowd.turn_over(plan.turn_over_s)),
        asyncio.create_task(_watch(plan, url, crowd, outcome, note)),
    ]
    await steady(crowd.senders, plan.rate / len(crowd.senders), plan.seconds)
    await crowd.by_students.settle(0, _SETTLE_S)
    await crowd.by_agents.settle(0, _SETTLE_S)
    for task in meanwhile:
        task.cancel()
    ends = await asyncio.gather(*meanwhile, return_exceptions=True)
    outcome.wrong += [repr(end) for end in ends if isinstance(end, Exception)]
    _judge_latencies(crowd, outcome)
    await crowd.leave()
    await _judge_leaving(plan, url, outcome)


async def _watch(
    plan: Plan, url: str, crowd: Crowd, outcome: Outcome, note: Callable[[Sample], None]
) -> None:
    """Until cancelled: a sample at each interval."""
    start = since = time.perf_counter()
    used = (await figures(url))["process_cpu_seconds_total"]
    while True:
        await asyncio.sleep(plan.interval_s)
        told, now = await figures(url), time.perf_counter()
        # By their arrival: what is still on its way counts when it is there.
        found = sorted([*crowd.by_students.arrived(since), *crowd.by_agents.arrived(since)])
        cpu = told["process_cpu_seconds_total"]
        sample = Sample(
            seconds=now - start,
            messages=len(found),
            p50=percentile(found, 0.5),
            p95=percentile(found, 0.95),
            p99=percentile(found, 0.99),
            memory_mb=told["process_resident_memory_bytes"] / _MB,
            sockets=int(told["livechat_sockets_open"]),
            states=int(told["livechat_states_kept"]),
            tasks=int(told["livechat_tasks"]),
            cpu_percent=100 * (cpu - used) / (now - since),
        )
        since, used = now, cpu
        outcome.samples.append(sample)
        note(sample)


def _latencies(crowd: Crowd, since: float) -> list[float]:
    return sorted([*crowd.by_students.latencies(since), *crowd.by_agents.latencies(since)])


def _judge_latencies(crowd: Crowd, outcome: Outcome) -> None:
    found = _latencies(crowd, 0)
    outcome.p50, outcome.p95, outcome.p99 = (percentile(found, part) for part in (0.5, 0.95, 0.99))
    outcome.messages = len(crowd.by_students.sent) + len(crowd.by_agents.sent)
    outcome.turned_over = crowd.turned_over
    lost = outcome.messages - len(found)
    if lost:
        outcome.wrong.append(f"{lost} of {outcome.messages} messages never came to the other side")


async def _judge_leaving(plan: Plan, url: str, outcome: Outcome) -> None:
    """Tasks and states come back to what they were before anybody was there (R22)."""
    until = time.perf_counter() + plan.keep_states_s + _SETTLE_S
    while time.perf_counter() < until:  # the server announces nothing
        outcome.after = _counts(await figures(url))
        if all(outcome.after[name] <= outcome.before[name] for name in _COUNTS):
            return
        await asyncio.sleep(0.5)
    outcome.wrong += [
        f"{name} was {outcome.before[name]:.0f} before and is {outcome.after[name]:.0f} afterwards"
        for name in _COUNTS
        if outcome.after[name] > outcome.before[name]
    ]


def _counts(told: dict[str, float]) -> dict[str, float]:
    return {name: told[name] for name in _COUNTS}


def _stored(folder: Path, sent: int) -> list[str]:
    """Every marked message once, and the database in order."""
    context = composition.build_context(load({"LIVECHAT_DATA_DIR": str(folder / "data")}))

    def query(uow: UnitOfWork) -> list[str]:
        marked = select(MESSAGE.c.body).where(MESSAGE.c.body.like("mark-%"))
        bodies = [row.body for row in uow.connection.execute(marked)]
        found = faults(uow, None, {})
        if len(bodies) != sent:
            found.append(f"{sent} messages were sent, {len(bodies)} are stored")
        if len(set(bodies)) != len(bodies):
            found.append(f"{len(bodies) - len(set(bodies))} messages are stored twice")
        return found

    wrong = context.read(query)
    context.database.close()
    return wrong
