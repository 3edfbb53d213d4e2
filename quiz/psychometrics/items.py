"""What the answers of a class say about the items of a set, and about the set. Pure.

Scores are a matrix of learners × items, each 0 to 1; `right` is the same matrix as zeros and
ones. Every figure comes with the number of learners behind it and a 95 % interval, and below
`ENOUGH` learners there is none: with fewer, an interval spans nearly everything.

Sources: discrimination index by upper and lower 27 %, Kelley 1939 (J Educ Psychol 30:17);
item-rest (corrected) point-biserial correlation, Henrysson 1963 (Psychometrika 28:211), its
interval by Fisher's z; alpha, Cronbach 1951 (Psychometrika 16:297), of which KR-20 (Kuder and
Richardson 1937) is the case of right and wrong; its interval, Feldt 1965 (Psychometrika 30:357).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from quiz.psychometrics.intervals import LEVEL, Interval, proportion

Matrix = NDArray[np.float64]

#: No figure of an item or a set before so many learners have handed in.
ENOUGH = 10
#: Share of learners in the upper and in the lower group (Kelley 1939).
TAIL = 0.27
#: Share of learners who count as able when a key is doubted, and how many that must be.
ABLE, FEWEST_ABLE = 1 / 3, 5


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval; `value` is None where it is not defined (all scored alike)."""

    value: float | None
    interval: Interval | None


@dataclass(frozen=True)
class Item:
    """One item: the share that got it right, and how it goes with the rest of the set.

    `discrimination` is the share right of the upper minus that of the lower group (`group`
    learners each), `correlation` the corrected point-biserial.
    """

    learners: int
    right: int
    facility: Estimate
    group: int
    discrimination: Estimate
    correlation: Estimate


@dataclass(frozen=True)
class Reliability:
    """Cronbach's alpha of the scores and KR-20 of right and wrong, over learners and items."""

    learners: int
    items: int
    alpha: Estimate
    kr20: Estimate


@dataclass(frozen=True)
class Suspicion:
    """Why a key should be looked at: `able` learners, `right` of them, what the others said."""

    able: int
    right: int
    rival: str
    rivals: int
    against: bool  # the item goes against the rest of the set, its interval below 0


def matrix(rows: Sequence[Sequence[float]]) -> Matrix:
    """Return rows of scores as a matrix; raises ValueError where their lengths differ."""
    found: Matrix = np.asarray(rows, dtype=np.float64)
    if found.ndim != 2:
        raise ValueError("every learner needs a score for every item")
    return found


def item_statistics(scores: Matrix, right: Matrix) -> tuple[Item, ...]:
    """Return the figures of each item; empty below `ENOUGH` learners."""
    learners = len(scores)
    if learners < ENOUGH:
        return ()
    total = scores.sum(axis=1)
    return tuple(
        _item(right[:, place], total - scores[:, place]) for place in range(scores.shape[1])
    )


def _item(right: Matrix, rest: Matrix) -> Item:
    hits, learners = int(right.sum()), len(right)
    upper, lower = tails(rest)
    return Item(
        learners=learners,
        right=hits,
        facility=Estimate(hits / learners, proportion(hits, learners)),
        group=len(upper),
        discrimination=difference(right[upper], right[lower]),
        correlation=correlation(right, rest),
    )


def tails(rest: Matrix) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return who is in the upper and in the lower group by the rest of the set; equally many."""
    size = max(1, round(TAIL * len(rest)))
    order = np.argsort(rest, kind="stable")
    return order[-size:], order[:size]


def difference(upper: Matrix, lower: Matrix) -> Estimate:
    """Return the difference of two shares, with Newcombe's hybrid score interval (method 10)."""
    a, b, n, m = int(upper.sum()), int(lower.sum()), len(upper), len(lower)
    p, q = a / n, b / m
    (p_low, p_high), (q_low, q_high) = proportion(a, n) or (0, 1), proportion(b, m) or (0, 1)
    down = float(np.hypot(p - p_low, q_high - q))
    up = float(np.hypot(p_high - p, q - q_low))
    return Estimate(p - q, (max(-1.0, p - q - down), min(1.0, p - q + up)))


def correlation(item: Matrix, rest: Matrix, level: float = LEVEL) -> Estimate:
    """Return Pearson's correlation with Fisher's interval; undefined where one does not vary."""
    if len(item) < 4 or np.ptp(item) == 0 or np.ptp(rest) == 0:
        return Estimate(None, None)
    found = float(np.clip(np.corrcoef(item, rest)[0, 1], -1, 1))
    if abs(found) > 1 - 1e-12:
        return Estimate(found, None)
    half = float(stats.norm.ppf((1 + level) / 2)) / np.sqrt(len(item) - 3)
    middle = np.arctanh(found)
    return Estimate(found, (float(np.tanh(middle - half)), float(np.tanh(middle + half))))


def alpha(scores: Matrix, level: float = LEVEL) -> Estimate:
    """Return Cronbach's alpha with Feldt's interval; undefined for one item or equal totals."""
    learners, items = scores.shape
    spread = float(scores.sum(axis=1).var(ddof=1)) if learners > 1 else 0.0
    if items < 2 or spread == 0:
        return Estimate(None, None)
    value = items / (items - 1) * (1 - float(scores.var(axis=0, ddof=1).sum()) / spread)
    freedom = learners - 1, (learners - 1) * (items - 1)
    tail = (1 - level) / 2
    low = 1 - (1 - value) * float(stats.f.ppf(1 - tail, *freedom))
    high = 1 - (1 - value) * float(stats.f.ppf(tail, *freedom))
    return Estimate(value, (low, high))


def reliability(scores: Matrix, right: Matrix) -> Reliability | None:
    """Return how well the set tells learners apart; None below `ENOUGH` learners."""
    learners, items = scores.shape
    if learners < ENOUGH:
        return None
    return Reliability(learners, items, alpha(scores), alpha(right))


def suspicion(
    right: Sequence[bool], named: Sequence[str], rest: Sequence[float]
) -> Suspicion | None:
    """Return why the key of an item may be wrong, or None where nothing speaks against it.

    `named` is what each learner put first. Able are the best third by the rest of the set. Their
    doubt counts where more of them agree on one other diagnosis than named the key's, or where
    the item goes against the rest with its whole interval.
    """
    learners = len(right)
    able = round(ABLE * learners)
    if learners < ENOUGH or able < FEWEST_ABLE:
        return None
    order = np.argsort(np.asarray(rest, float), kind="stable")[-able:]
    hits = sum(right[place] for place in order)
    others = Counter(named[place] for place in order if not right[place] and named[place])
    rival, rivals = others.most_common(1)[0] if others else ("", 0)
    found = correlation(np.asarray(right, float), np.asarray(rest, float))
    against = found.interval is not None and found.interval[1] < 0
    if rivals <= hits and not against:
        return None
    return Suspicion(able, hits, rival, rivals, against)
