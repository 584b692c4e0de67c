"""The measured desk as a scenario for the simulator: traffic, handling, patience, staff, hours."""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
from sqlalchemy import select

from livechat.domain.hours_minutes import minutes_of
from livechat.domain.simulation_model import Scenario
from livechat.domain.vocabulary import Fact, Priority
from livechat.domain.wording import zone_or
from livechat.services import desk_hours, desk_measures
from livechat.store.core import EVENT
from livechat.store.unit_of_work import UnitOfWork

_PERIOD = timedelta(days=56)
_DEFAULTS = Scenario("measured", agents=2, arrivals_per_hour=8.0)


def measured(uow: UnitOfWork) -> tuple[Scenario, int]:
    """The desk of the last eight weeks, and how many chats stand behind it.

    What has not been measured is the simulator's stated default.
    """
    known = desk_measures.measures(uow)
    queued, claimed = (_facts(uow, fact) for fact in (Fact.QUEUED, Fact.CLAIMED))
    opens, closes = _day(uow)
    median_s, sigma = _lognormal([one.seconds for one in known.handled], _DEFAULTS.handling_sigma)
    accept_s, accept_sigma = _lognormal(known.accepted_s, _DEFAULTS.accept_sigma)
    arrivals, profile, weekdays = _traffic(uow, queued, opens, closes)
    share = Counter(str(row.data.get("priority", "")) for row in queued)
    scenario = Scenario(
        "measured",
        agents=_agents(uow, claimed) or _DEFAULTS.agents,
        arrivals_per_hour=arrivals or _DEFAULTS.arrivals_per_hour,
        capacity=uow.settings.agent_capacity,
        opens_at=opens,
        closes_at=closes,
        profile=profile,
        weekdays=weekdays,
        handling_median_s=median_s or _DEFAULTS.handling_median_s,
        handling_sigma=sigma,
        patience_s=1 / known.leave_per_second,
        high_share=share[Priority.HIGH] / max(len(queued), 1),
        urgent_share=share[Priority.URGENT] / max(len(queued), 1),
        accept_median_s=accept_s or _DEFAULTS.accept_median_s,
        accept_sigma=accept_sigma,
    )
    return scenario, len(known.handled)


def _facts(uow: UnitOfWork, fact: Fact) -> Sequence[Any]:
    return uow.connection.execute(
        select(EVENT.c.at, EVENT.c.actor_id, EVENT.c.data)
        .where(EVENT.c.fact == fact, EVENT.c.at >= uow.now - _PERIOD)
        .order_by(EVENT.c.id)
    ).all()


def _day(uow: UnitOfWork) -> tuple[int, int]:
    """The whole hours that hold every weekly opening; the simulator knows one day for all."""
    spans = [
        minutes_of(interval)
        for intervals in desk_hours.schedule(uow).weekly.values()
        for interval in intervals
    ]
    if not spans:
        return _DEFAULTS.opens_at, _DEFAULTS.closes_at
    opens = min(start for start, _ in spans) // 60
    closes = math.ceil(min(max(end for _, end in spans), 24 * 60) / 60)
    return opens, closes


def _lognormal(seconds: Sequence[float], default_sigma: float) -> tuple[float, float]:
    """Median (0 without measured times) and sigma of the logarithm."""
    if len(seconds) < 2:
        return (seconds[0] if seconds else 0.0), default_sigma
    logs = np.log(np.maximum(np.asarray(seconds), 1.0))
    return float(np.exp(np.median(logs))), max(float(logs.std()), 0.05)


def _traffic(
    uow: UnitOfWork, queued: Sequence[Any], opens: int, closes: int
) -> tuple[float, tuple[float, ...], tuple[float, ...]]:
    """Arrivals an hour on average, and how each hour and each weekday differs from it."""
    zone = zone_or("", uow.settings.timezone)
    times = [row.at.astimezone(zone) for row in queued]
    open_days = desk_hours.schedule(uow).weekly.keys() or range(7)
    if not times:
        return 0.0, _DEFAULTS.profile, tuple(float(day in open_days) for day in range(7))
    days = max(1, (uow.now.astimezone(zone).date() - times[0].date()).days + 1)
    served = [
        (times[0].date() + timedelta(days=n)).weekday()
        for n in range(days)
        if (times[0].date() + timedelta(days=n)).weekday() in open_days
    ]
    of_weekday = Counter(served)
    mean = len(times) / (max(len(served), 1) * max(closes - opens, 1))
    hours = Counter(at.hour for at in times)
    on_day = Counter(at.weekday() for at in times)
    each_hour, each_day = len(times) / max(closes - opens, 1), len(times) / max(len(served), 1)
    profile = tuple(hours[hour] / each_hour for hour in range(24))
    weekdays = tuple(
        on_day[day] / of_weekday[day] / each_day if of_weekday[day] else 0.0 for day in range(7)
    )
    return mean, profile, weekdays


def _agents(uow: UnitOfWork, claimed: Sequence[Any]) -> int:
    """How many people took chats on a usual day."""
    zone = zone_or("", uow.settings.timezone)
    people: dict[object, set[int | None]] = {}
    for row in claimed:
        people.setdefault(row.at.astimezone(zone).date(), set()).add(row.actor_id)
    if not people:
        return 0
    return max(1, round(float(np.mean([len(names) for names in people.values()]))))
