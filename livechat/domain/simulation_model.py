"""What a simulated desk is given, and what it reports."""

import math
from dataclasses import dataclass, field

from livechat.domain.calibration import Outcome
from livechat.domain.wait_range import WaitKind


@dataclass(frozen=True)
class Scenario:
    """A desk and its traffic; rates by hour of the day, times in seconds unless named.

    `extra_agents` come on top by weekday (Monday first). `is_forecast` is off where only what
    happens is asked for, not what would have been said.
    """

    name: str
    agents: int
    arrivals_per_hour: float
    capacity: int = 2
    opens_at: int = 9
    closes_at: int = 17
    profile: tuple[float, ...] = (1.0,) * 24
    weekdays: tuple[float, ...] = (1.0,) * 7
    staffing: tuple[float, ...] = (1.0,) * 24
    extra_agents: tuple[int, ...] = (0,) * 7
    handling_median_s: float = 480.0
    handling_sigma: float = 0.7
    patience_s: float = 2400.0
    high_share: float = 0.0
    urgent_share: float = 0.0
    accept_median_s: float = 8.0
    accept_sigma: float = 0.8
    losses_per_agent_hour: float = 0.0
    loss_minutes: float = 20.0
    history: int = 200
    days: int = 12
    unscored_days: int = 2
    is_forecast: bool = True

    def rate_per_second(self, weekday: int, hour: int) -> float:
        """Arrivals at that hour."""
        return self.arrivals_per_hour * self.profile[hour] * self.weekdays[weekday] / 3600

    @property
    def highest_rate(self) -> float:
        """The most arrivals a second at any hour, for thinning."""
        return self.arrivals_per_hour * max(self.profile) * max(self.weekdays) / 3600

    def agents_at(self, weekday: int, hour: int) -> int:
        """Agents on shift at that hour."""
        return round(self.agents * self.staffing[hour]) + self.extra_agents[weekday]

    @property
    def most_agents(self) -> int:
        """Agents on shift when most are."""
        return max(self.agents_at(day, hour) for day in range(7) for hour in range(24))


@dataclass
class Prediction:
    """What was said to one student who had to wait, and the wait until the place's turn came."""

    day: int
    kind: WaitKind
    position: int
    agents: int
    mean_handling_s: float
    raw_low_s: float
    raw_high_s: float
    low_s: float = math.nan
    high_s: float = math.nan
    shown: tuple[int, int] = (0, 0)
    waited_s: float = math.nan

    @property
    def outcome(self) -> Outcome:
        """For the calibration."""
        return Outcome(self.raw_low_s, self.raw_high_s, self.waited_s)


@dataclass
class DayTotals:
    """What happened on all days of one weekday; waits of those who were served, in seconds."""

    arrived: int = 0
    left: int = 0
    waits_s: list[float] = field(default_factory=list)


@dataclass
class Report:
    """What happened on a simulated desk."""

    arrived: int = 0
    claimed: int = 0
    left: int = 0
    diverted: int = 0
    requeued: int = 0
    missed_offers: int = 0
    waits_s: list[float] = field(default_factory=list)
    by_weekday: list[DayTotals] = field(default_factory=lambda: [DayTotals() for _ in range(7)])
    predictions: list[Prediction] = field(default_factory=list)
    busy_slot_s: float = 0.0
    open_slot_s: float = 0.0

    @property
    def load(self) -> float:
        """Share of the slots' time that was busy."""
        return self.busy_slot_s / self.open_slot_s if self.open_slot_s else 0.0

    @property
    def shown(self) -> list[Prediction]:
        """Predictions that were a range and whose turn has come."""
        return [
            p for p in self.predictions if p.kind is WaitKind.RANGE and not math.isnan(p.waited_s)
        ]
