"""What is noted at each interval of a soak, as a table, a CSV file and a slope."""

import csv
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, fields
from pathlib import Path

import numpy as np

_HOUR_S = 3600
MOST_MB_AN_HOUR = 60
# Of a short soak the slope says nothing.
_SHORTEST_S = 15 * 60


@dataclass(frozen=True)
class Sample:
    """One interval: `seconds` since everybody was there, latencies in milliseconds."""

    seconds: float
    messages: int
    p50: float
    p95: float
    p99: float
    memory_mb: float
    sockets: int
    states: int
    tasks: int
    cpu_percent: float


HEAD = (
    f"{'s':>6} {'messages':>8} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'MB':>7}"
    f" {'sockets':>7} {'states':>7} {'tasks':>6} {'CPU %':>6}"
)


def row(sample: Sample) -> str:
    """A line under HEAD."""
    return (
        f"{sample.seconds:>6.0f} {sample.messages:>8} {sample.p50:>8.1f} {sample.p95:>8.1f}"
        f" {sample.p99:>8.1f} {sample.memory_mb:>7.1f} {sample.sockets:>7} {sample.states:>7}"
        f" {sample.tasks:>6} {sample.cpu_percent:>6.0f}"
    )


def write_csv(path: Path, samples: Sequence[Sample]) -> None:
    """One line for each interval."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([entry.name for entry in fields(Sample)])
        writer.writerows(astuple(sample) for sample in samples)


def memory_slope(samples: Sequence[Sample]) -> tuple[float, float]:
    """MB an hour by linear regression over the second half, and its standard error.

    The first half is left out: caches fill and the allocator takes what it will keep.
    """
    late = samples[len(samples) // 2 :]
    if len(late) < 3:
        return float("nan"), float("nan")
    values = [asdict(sample) for sample in late]
    hours = np.array([value["seconds"] / _HOUR_S for value in values])
    memory = np.array([value["memory_mb"] for value in values])
    spread = hours - hours.mean()
    slope = float(spread @ memory / (spread @ spread))
    left = memory - memory.mean() - slope * spread
    error = float(np.sqrt(left @ left / (len(late) - 2) / (spread @ spread)))
    return slope, error


def leaks(samples: Sequence[Sample]) -> bool:
    """Whether a soak of a quarter of an hour or more has grown faster than chance explains."""
    if not samples or samples[-1].seconds < _SHORTEST_S:
        return False
    slope, error = memory_slope(samples)
    return slope - 2 * error > MOST_MB_AN_HOUR
