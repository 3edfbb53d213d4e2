"""Intervals of proportions and means, each with its coverage in one argument.

Pure: NumPy and SciPy, no Django. An interval is (low, high), or None where there is nothing to
estimate from.
"""

from collections.abc import Sequence

import numpy as np
from scipy import stats

Interval = tuple[float, float]
LEVEL = 0.95


def proportion(hits: int, total: int, level: float = LEVEL) -> Interval | None:
    """Return Wilson's score interval of hits out of total (Wilson 1927); None for 0 of 0."""
    if total == 0:
        return None
    found = stats.binomtest(hits, total).proportion_ci(confidence_level=level, method="wilson")
    return float(found.low), float(found.high)


def mean(values: Sequence[float], level: float = LEVEL) -> Interval | None:
    """Return Student's interval of the mean of scores in 0 to 1, cut to that range.

    None below two values. Where all values are equal the spread is unknown, not zero: the
    interval is then the widest that two more reads could make it, so nobody is told a certainty.
    """
    count = len(values)
    if count < 2:
        return None
    middle = float(np.mean(values))
    spread = float(stats.sem(values))
    if spread == 0:
        return max(0.0, middle - 2 / (count + 2)), min(1.0, middle + 2 / (count + 2))
    half = float(stats.t.ppf((1 + level) / 2, count - 1)) * spread
    return max(0.0, middle - half), min(1.0, middle + half)
