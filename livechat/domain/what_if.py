"""What if there were one more agent: the desk as measured beside the desk as imagined."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from livechat.domain.simulation import simulate
from livechat.domain.simulation_model import DayTotals, Scenario


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One weekday over all simulated weeks: waits in minutes, shares in per cent."""

    weekday: int
    arrivals: float
    median_min: float
    p90_min: float
    left_percent: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Both desks over as many weeks of the same traffic; `load` is the share of busy slots.

    Chance is drawn anew for each: days that were not changed differ by what chance alone does.
    """

    before: tuple[DayFigures, ...]
    after: tuple[DayFigures, ...]
    load_before: float
    load_after: float


def more_agents(scenario: Scenario, count: int, weekdays: Sequence[int]) -> Scenario:
    """The desk with so many agents more (or fewer) on these weekdays, but never fewer than none."""
    extra = [
        max(one + count * (day in weekdays), -scenario.agents)
        for day, one in enumerate(scenario.extra_agents)
    ]
    return replace(scenario, extra_agents=tuple(extra))


def compare(before: Scenario, after: Scenario, *, weeks: int = 4, seeds: int = 3) -> Answer:
    """Play both for so many weeks and seeds."""
    figures: list[tuple[tuple[DayFigures, ...], float]] = []
    for scenario in (before, after):
        played = replace(scenario, days=7 * weeks, is_forecast=False)
        reports = [simulate(played, seed) for seed in range(seeds)]
        days = [_together([report.by_weekday[day] for report in reports]) for day in range(7)]
        figures.append(
            (
                tuple(_figures(day, totals, weeks * seeds) for day, totals in enumerate(days)),
                sum(report.load for report in reports) / seeds,
            )
        )
    (days_before, load_before), (days_after, load_after) = figures
    return Answer(days_before, days_after, load_before, load_after)


def _together(parts: Sequence[DayTotals]) -> DayTotals:
    return DayTotals(
        sum(part.arrived for part in parts),
        sum(part.left for part in parts),
        [wait for part in parts for wait in part.waits_s],
    )


def _figures(weekday: int, totals: DayTotals, days: int) -> DayFigures:
    low, high = np.quantile(totals.waits_s, (0.5, 0.9)) / 60 if totals.waits_s else (0.0, 0.0)
    left = 100 * totals.left / totals.arrived if totals.arrived else 0.0
    return DayFigures(weekday, totals.arrived / days, float(low), float(high), left)
