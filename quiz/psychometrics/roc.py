"""The receiver operating characteristic of "how likely is malignancy" against the truth.

Pure. Scores are probabilities 0 to 1 (or any ordered confidence), truths are booleans.
The interval of the area is Newcombe's score interval, method 5 (Statistics in Medicine 2006;
25:559): unlike DeLong's it stays within 0 to 1 and is not empty when nobody was confused, which
is what happens with few reads. Its coverage is measured in the tests.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from quiz.psychometrics.intervals import LEVEL, Interval

BESIDE = 1e-9


@dataclass(frozen=True)
class Point:
    """One threshold: "malignant" is said from `threshold` on."""

    threshold: float
    sensitivity: float
    false_positive_rate: float


@dataclass(frozen=True)
class Roc:
    """Area under the curve, its interval, and the curve from (0, 0) to (1, 1)."""

    auc: float
    interval: Interval
    points: tuple[Point, ...]
    malignant: int
    benign: int


def roc(scores: Sequence[float], truths: Sequence[bool], level: float = LEVEL) -> Roc | None:
    """Return the curve, or None where one of the two sides was never read.

    The area is the Mann-Whitney statistic: the share of pairs of a malignant and a benign case
    in which the malignant one got the higher score, ties counting half.
    """
    score, truth = np.asarray(scores, float), np.asarray(truths, bool)
    sick, well = int(truth.sum()), int((~truth).sum())
    if not sick or not well:
        return None
    ranks = stats.rankdata(score)
    auc = float((ranks[truth].sum() - sick * (sick + 1) / 2) / (sick * well))
    return Roc(auc, _newcombe(auc, sick, well, level), _curve(score, truth), sick, well)


def _curve(score: np.ndarray, truth: np.ndarray) -> tuple[Point, ...]:
    """Return a point for each score that was given, from the highest on."""
    thresholds, place = np.unique(-score, return_inverse=True)
    hits = np.cumsum(np.bincount(place, weights=truth)) / truth.sum()
    alarms = np.cumsum(np.bincount(place, weights=~truth)) / (~truth).sum()
    rest = zip((-thresholds).tolist(), hits.tolist(), alarms.tolist(), strict=True)
    return (Point(float("inf"), 0.0, 0.0), *(Point(*values) for values in rest))


def _newcombe(auc: float, sick: int, well: int, level: float) -> Interval:
    """Solve (auc - t)^2 = z^2 V(t) for t on both sides of the estimate."""
    z = float(stats.norm.ppf((1 + level) / 2))
    star = (sick + well) / 2 - 1

    def excess(t: float) -> float:
        variance = t * (1 - t) * (1 + star * (1 - t) / (2 - t) + star * t / (1 + t))
        return (auc - t) ** 2 - z**2 * variance / (sick * well)

    # At 0 and 1 the variance vanishes and the estimate itself is a false root: stay beside it.
    low = 0.0 if auc <= 0 else float(optimize.brentq(excess, 0.0, min(auc, 1 - BESIDE)))
    high = 1.0 if auc >= 1 else float(optimize.brentq(excess, max(auc, BESIDE), 1.0))
    return low, high
