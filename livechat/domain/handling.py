"""How long chats take: measured times, weighted by recency, smoothed, and drawn from."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Seconds = NDArray[np.float64]

# Stated prior of a desk that has measured nothing yet: half of the chats end within 8 minutes,
# nine in ten within 20. It counts like so many measured times.
PRIOR_MEDIAN_S = 480.0
PRIOR_SIGMA = 0.7
PRIOR_WEIGHT = 5.0
HALF_LIFE_DAYS = 14.0

_GRID = 2048
_OFFSETS = np.array([NormalDist().inv_cdf((i + 0.5) / 15) for i in range(15)])
_PRIOR_LOGS = math.log(PRIOR_MEDIAN_S) + PRIOR_SIGMA * np.array(
    [NormalDist().inv_cdf((i + 0.5) / 99) for i in range(99)]
)
# Beyond the last quantiles, what is left grows with what has passed, as in heavy tails.
_TAIL_QUANTILES = 8
_TAIL_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Handled:
    """One finished chat: seconds from claim to wrap-up, how long ago, at which hour, about what."""

    seconds: float
    days_ago: float = 0.0
    hour: int | None = None
    topic: str | None = None


@dataclass(frozen=True)
class HandlingTimes:
    """Evenly spaced quantiles of handling times in seconds; `samples` is how many were measured."""

    quantiles: Seconds
    samples: int

    @classmethod
    def measured(
        cls,
        seconds: Sequence[float] | Seconds,
        weights: Sequence[float] | Seconds | None = None,
        prior_weight: float = PRIOR_WEIGHT,
    ) -> "HandlingTimes":
        """From measured times: smoothed in the logarithm, without widening them, plus the prior.

        The prior is about chats; other durations leave it out with a `prior_weight` of 0.
        """
        logs = np.log(np.maximum(np.asarray(seconds, dtype=np.float64), 1.0))
        mass = np.ones(logs.size) if weights is None else np.asarray(weights, dtype=np.float64)
        logs, mass = _smoothed(logs, mass)
        points, masses = logs, mass
        if prior_weight > 0 or logs.size == 0:
            stated = np.full(_PRIOR_LOGS.size, max(prior_weight, 1.0) / _PRIOR_LOGS.size)
            points, masses = np.concatenate([logs, _PRIOR_LOGS]), np.concatenate([mass, stated])
        order = np.argsort(points)
        cumulative = np.cumsum(masses[order])
        places = (cumulative - masses[order] / 2) / cumulative[-1]
        grid = (np.arange(_GRID) + 0.5) / _GRID
        return cls(np.exp(np.interp(grid, places, points[order])), len(seconds))

    @classmethod
    def prior(cls) -> "HandlingTimes":
        """Before anything is measured."""
        return cls.measured([])

    @property
    def mean_s(self) -> float:
        """Mean handling time in seconds."""
        return float(self.quantiles.mean())

    def draw(self, random: np.random.Generator, shape: tuple[int, ...]) -> Seconds:
        """Handling times of chats that have not begun."""
        return self.quantiles[random.integers(0, _GRID, shape)]

    def draw_remaining(self, random: np.random.Generator, elapsed: Seconds, count: int) -> Seconds:
        """What is left of chats that have lasted `elapsed` seconds; shape (count, chats)."""
        first = np.searchsorted(self.quantiles, elapsed, side="right")
        left = _GRID - first
        uniform = random.random((count, elapsed.size))
        index = np.minimum(first + (uniform * left).astype(np.intp), _GRID - 1)
        remaining = self.quantiles[index] - elapsed
        tail = left < _TAIL_QUANTILES
        if tail.any():
            remaining[:, tail] = random.exponential(
                _TAIL_SHARE * elapsed[tail], (count, int(tail.sum()))
            )
        return np.maximum(remaining, 0.0)


def _smoothed(logs: Seconds, mass: Seconds) -> tuple[Seconds, Seconds]:
    """Each time spread over its neighbourhood (Silverman's width), variance kept as measured."""
    if logs.size < 2:
        return logs, mass
    total = mass.sum()
    mean = float((logs * mass).sum() / total)
    variance = float((((logs - mean) ** 2) * mass).sum() / total)
    effective = float(total**2 / (mass**2).sum())
    width = 0.9 * math.sqrt(variance) * effective**-0.2
    if width == 0.0:
        return logs, mass
    shrink = 1 / math.sqrt(1 + width**2 / variance)
    spread = mean + (logs[:, None] - mean + width * _OFFSETS[None, :]) * shrink
    return spread.ravel(), np.repeat(mass / _OFFSETS.size, _OFFSETS.size)


def weighted(
    records: Sequence[Handled], hour: int | None = None, topic: str | None = None
) -> HandlingTimes:
    """Measured times weighted by recency, by nearness of the hour, and by the topic when known."""

    def weight(record: Handled) -> float:
        value: float = 0.5 ** (record.days_ago / HALF_LIFE_DAYS)
        if hour is not None and record.hour is not None:
            apart = min((record.hour - hour) % 24, (hour - record.hour) % 24)
            value *= 1.0 if apart <= 1 else 0.5
        if topic is not None and record.topic != topic:
            value *= 0.15
        return value

    return HandlingTimes.measured(
        [record.seconds for record in records], [weight(record) for record in records]
    )
