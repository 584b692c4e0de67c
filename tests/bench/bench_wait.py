"""Calibration of the shown waits over simulated desks, beside two formulas in common use."""

import argparse
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from livechat.domain.handling import HandlingTimes
from livechat.domain.simulation import simulate
from livechat.domain.simulation_model import Prediction, Scenario
from livechat.domain.wait import DeskNow, Overtakers, Place, forecast

RUSH = tuple(
    {9: 0.7, 10: 1.1, 11: 1.4, 12: 0.9, 13: 0.9, 14: 1.3, 15: 1.1, 16: 0.6}.get(h, 0.5)
    for h in range(24)
)
TERM_WEEK = (1.3, 1.1, 1.0, 0.9, 0.8, 0.4, 0.5)
LUNCH = tuple(0.5 if hour in (12, 13) else 1.0 for hour in range(24))
SURGE = tuple(2.6 if hour == 14 else 0.75 for hour in range(24))

_DESK = Scenario("rush", agents=4, arrivals_per_hour=42, profile=RUSH, weekdays=TERM_WEEK)
SCENARIOS = [
    replace(_DESK, name="calm", arrivals_per_hour=34, days=20),
    _DESK,
    replace(_DESK, name="exam week", arrivals_per_hour=58, opens_at=8, closes_at=22, days=8),
    replace(_DESK, name="lunch gap", arrivals_per_hour=36, staffing=LUNCH),
    replace(_DESK, name="one agent", agents=1, arrivals_per_hour=11, days=26),
    replace(_DESK, name="twenty agents", agents=20, arrivals_per_hour=215, days=6),
    replace(_DESK, name="agents lost", arrivals_per_hour=38, losses_per_agent_hour=0.3),
    replace(
        _DESK, name="heavy tail", handling_median_s=360, handling_sigma=1.2, arrivals_per_hour=38
    ),
    replace(_DESK, name="priority", high_share=0.15, urgent_share=0.05),
    replace(_DESK, name="near closing", opens_at=13, closes_at=16, arrivals_per_hour=44, days=30),
    replace(_DESK, name="cold start", history=0, unscored_days=0, days=8),
    replace(_DESK, name="sudden surge", profile=SURGE, arrivals_per_hour=40),
]


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    count: int
    p90: float
    p50: float
    shown_high: float
    width_min: float
    error_min: float
    naive: tuple[float, float]
    shared: tuple[float, float]
    raw: tuple[float, float]
    past_closing: int
    load: float


def kept(rows: Sequence[Prediction], shown: Callable[[Prediction], float]) -> float:
    """Share of waits at most what was shown, in per cent."""
    return 100 * sum(row.waited_s <= shown(row) for row in rows) / len(rows)


def error(rows: Iterable[Prediction], shown: Callable[[Prediction], float]) -> float:
    """Mean distance in minutes, among turns that came before closing."""
    apart = [abs(row.waited_s - shown(row)) / 60 for row in rows if row.waited_s < float("inf")]
    return sum(apart) / len(apart)


def position_times_mean(row: Prediction) -> float:
    """A formula in common use."""
    return row.position * row.mean_handling_s


def position_times_mean_by_agents(row: Prediction) -> float:
    """The same, divided by the agents who are on."""
    return position_times_mean(row) / row.agents


def run(scenario: Scenario, seeds: int) -> Row:
    """All seeds of one scenario together."""
    rows: list[Prediction] = []
    past_closing, load = 0, 0.0
    for seed in range(seeds):
        report = simulate(scenario, seed)
        rows += [row for row in report.shown if row.day >= scenario.unscored_days]
        past_closing += sum(row.kind == "past_closing" for row in report.predictions)
        load += report.load / seeds
    formulas = (position_times_mean, position_times_mean_by_agents)
    naive, shared = ((kept(rows, f), error(rows, f)) for f in formulas)
    return Row(
        scenario.name,
        len(rows),
        kept(rows, lambda row: row.high_s),
        kept(rows, lambda row: row.low_s),
        kept(rows, lambda row: row.shown[1] * 60),
        median(row.shown[1] - row.shown[0] for row in rows),
        error(rows, lambda row: row.low_s),
        naive,
        shared,
        (kept(rows, lambda row: row.raw_high_s), kept(rows, lambda row: row.raw_low_s)),
        past_closing,
        load,
    )


def recomputation_ms(waiting: int = 500, slots: int = 50) -> tuple[float, float]:
    """Median time of one forecast for everybody in line: by the clock, and of the processor."""
    random = np.random.default_rng(1)
    times = HandlingTimes.measured(np.exp(random.normal(6.2, 0.8, 500)))
    desk = DeskNow(
        0,
        list(random.uniform(0, 900, slots)),
        times,
        leave_per_second=1 / 1800,
        overtakers=(Overtakers(1 / 600, 1200), Overtakers(1 / 1800, 3600)),
    )
    clock, processor = [], []
    for seed in range(25):
        begun, worked = time.perf_counter(), time.process_time()
        forecast(desk, [Place()] * waiting, seed=seed)
        clock.append(1000 * (time.perf_counter() - begun))
        processor.append(1000 * (time.process_time() - worked))
    return median(clock), median(processor)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--only", default="")
    options = parser.parse_args(arguments)
    print("Share of waits (in %) at most what was shown; waits of those who had to wait at all.")
    print("Shown: in whole minutes as displayed; before that in seconds. Width, error in minutes.")
    print(
        f"{'':14}{'':7}{'':6}{'calibrated':>14}{'shown':>7}{'':7}{'':7} |{'raw':>14} "
        f"|{'position x mean':>17} |{'same / agents':>17} | past"
    )
    print(
        f"{'scenario':14}{'n':>7}{'load':>6}{'<=P90':>7}{'<=P50':>7}{'<=P90':>7}{'width':>7}"
        f"{'error':>7} |{'<=P90':>7}{'<=P50':>7} |{'<=':>10}{'error':>7} |{'<=':>10}{'error':>7}"
        " | closing"
    )
    for scenario in SCENARIOS:
        if options.only in scenario.name:
            row = run(scenario, options.seeds)
            print(
                f"{row.name:14}{row.count:7}{row.load:6.2f}{row.p90:7.1f}{row.p50:7.1f}"
                f"{row.shown_high:7.1f}{row.width_min:7.1f}{row.error_min:7.1f} |"
                f"{row.raw[0]:7.1f}{row.raw[1]:7.1f} |"
                f"{row.naive[0]:10.1f}{row.naive[1]:7.1f} |{row.shared[0]:10.1f}"
                f"{row.shared[1]:7.1f} |{row.past_closing:8}",
                flush=True,
            )
    clock, processor = recomputation_ms()
    print(
        f"One recomputation, 500 waiting, 50 slots: {clock:.1f} ms (target < 50), "
        f"{processor:.1f} ms of the processor."
    )


if __name__ == "__main__":
    main()
