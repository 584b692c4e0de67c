"""Figures of merit for a classifier that may also say “none”."""

from collections import Counter
from collections.abc import Sequence

import numpy as np


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """The chance that a positive scores above a negative, ties counting half."""
    if not positive or not negative:
        return None
    ordered = np.sort(np.asarray(negative))
    below = np.searchsorted(ordered, positive, side="left")
    not_above = np.searchsorted(ordered, positive, side="right")
    return round(float((below + not_above).mean() / 2 / len(negative)), 4)


def matthews(truth: Sequence[str], predicted: Sequence[str]) -> float | None:
    """Matthews correlation of a multi-class decision (Gorodkin 2004)."""
    total = len(truth)
    if not total:
        return None
    right = sum(a == b for a, b in zip(truth, predicted, strict=True))
    true_counts, said_counts = Counter(truth), Counter(predicted)
    chance = sum(count * said_counts[label] for label, count in true_counts.items())
    spread = (total**2 - sum(n * n for n in said_counts.values())) * (
        total**2 - sum(n * n for n in true_counts.values())
    )
    return round((right * total - chance) / spread**0.5, 4) if spread else 0.0
