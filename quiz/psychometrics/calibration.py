"""Does a probability of malignancy come true as often as it says? Pure.

The Brier score is the mean squared distance of probability and truth: 0 is perfect, .25 is what
"50 %" always earns. Murphy's decomposition (1973) over the bins splits it into reliability (how
far the bins lie off the diagonal, smaller is better), resolution (how far they lie from the base
rate, larger is better) and uncertainty (the base rate's own spread):
brier = reliability - resolution + uncertainty, exact for one probability a bin.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quiz.psychometrics.intervals import Interval, proportion

BINS = 5


@dataclass(frozen=True)
class Bin:
    """Reads whose probability lay in [low, high): how many, said on average, came true."""

    low: float
    high: float
    count: int
    said: float
    true: float
    interval: Interval


@dataclass(frozen=True)
class Calibration:
    """The score with its parts; empty bins are left out."""

    brier: float
    reliability: float
    resolution: float
    uncertainty: float
    bins: tuple[Bin, ...]


def calibrate(
    probabilities: Sequence[float], truths: Sequence[bool], bins: int = BINS
) -> Calibration | None:
    """Return the calibration over equally wide bins, or None without a read."""
    if not len(probabilities):
        return None
    said, true = np.asarray(probabilities, float), np.asarray(truths, float)
    place = np.minimum((said * bins).astype(int), bins - 1)
    found = []
    for index in range(bins):
        inside = place == index
        count = int(inside.sum())
        if not count:
            continue
        hits = int(true[inside].sum())
        interval = proportion(hits, count) or (0.0, 1.0)
        low, high = index / bins, (index + 1) / bins
        found.append(Bin(low, high, count, float(said[inside].mean()), hits / count, interval))
    base = float(true.mean())
    weights = [one.count / len(said) for one in found]
    pairs = list(zip(weights, found, strict=True))
    return Calibration(
        brier=float(np.mean((said - true) ** 2)),
        reliability=sum(weight * (one.said - one.true) ** 2 for weight, one in pairs),
        resolution=sum(weight * (one.true - base) ** 2 for weight, one in pairs),
        uncertainty=base * (1 - base),
        bins=tuple(found),
    )
