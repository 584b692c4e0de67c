"""The order of fixes, learnt from what worked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

ENOUGH: Final = 30  # outcomes of an article on a device class before the order follows them
# A fix with fewer tries than this counts as good as the best one, so that it gets tried.
FLOOR: Final = 5


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a fix worked and how often it did not."""

    worked: int = 0
    failed: int = 0

    @property
    def tries(self) -> int:
        """How often the fix was tried to the end."""
        return self.worked + self.failed

    @property
    def rate(self) -> float:
        """Share of tries that worked, drawn to a half while there are few."""
        return (self.worked + 1) / (self.tries + 2)


# (article, device class, step or alternative) → tally
Outcomes = Mapping[tuple[str, str, str], Tally]


def order_fixes(
    keys: Sequence[str], outcomes: Outcomes, *, article: str, device: str
) -> tuple[str, ...]:
    """The keys, best first once there are enough outcomes; ties keep the written order."""
    tallies = {key: outcomes.get((article, device, key), Tally()) for key in keys}
    if sum(tally.tries for tally in tallies.values()) < ENOUGH:
        return tuple(keys)
    best = max(tally.rate for tally in tallies.values())
    return tuple(
        sorted(
            keys,
            key=lambda key: -best if tallies[key].tries < FLOOR else -tallies[key].rate,
        )
    )
