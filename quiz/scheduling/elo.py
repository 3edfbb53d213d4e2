"""How hard a case is and how able a reader, each with its uncertainty, from right and wrong reads.

One scale in logits for both: a reader of ability a names a case of difficulty d with probability
1 / (1 + exp(d - a)), so at equal values every second time. A read moves both by Glicko's update
for a single game (Glickman ME, Parameter estimation in large dynamic paired comparison
experiments, Appl Stat 1999;48:377-394, with q = 1, as the scale is in logits). The step is as
large as the own uncertainty allows and smaller the less is known of the other side. For education:
Pelánek R, Applications of the Elo rating system in adaptive educational systems, Comput Educ
2016;98:169-179. What is ours, chosen and not fitted: the priors, the floors and the drift.

Values in, values out; no clock, no database.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Rating:
    """A place on the scale (logits) and its standard deviation."""

    value: float = 0.0
    deviation: float = 1.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval."""
        reach = 1.96 * self.deviation
        return self.value - reach, self.value + reach


#: A reader of whom nothing is known, and what such a reader's uncertainty grows back to.
NEW_READER = Rating(0.0, 1.0)
#: A case before its first read, by what its maker believes of it.
NEW_CASE: Mapping[str, Rating] = MappingProxyType(
    {"easy": Rating(-1.2, 0.8), "typical": Rating(0.0, 0.8), "hard": Rating(1.2, 0.8)}
)
#: A reader learns, so the figure has to stay able to move; a case stays what it is.
LEAST_READER_DEVIATION = 0.2
LEAST_CASE_DEVIATION = 0.05
#: Variance that a day without reading adds to what is known of a reader (logits squared).
DRIFT_PER_DAY = 0.003


def expected(reader: Rating, case: Rating) -> float:
    """Return the chance that this reader names this case, all uncertainty included; 0 to 1."""
    weight = _weight(reader.deviation**2 + case.deviation**2)
    return _logistic(weight * (reader.value - case.value))


def after_read(reader: Rating, case: Rating, *, right: bool) -> tuple[Rating, Rating]:
    """Return both ratings after a read; each learns from what the other was before it."""
    return (
        _moved(reader, case, 1.0 if right else 0.0, LEAST_READER_DEVIATION),
        _moved(case, reader, 0.0 if right else 1.0, LEAST_CASE_DEVIATION),
    )


def rested(reader: Rating, days: float) -> Rating:
    """Return the reader's rating after `days` without a read: the same value, less certain."""
    variance = reader.deviation**2 + DRIFT_PER_DAY * max(0.0, days)
    most = max(NEW_READER.deviation, reader.deviation)
    return Rating(reader.value, min(most, math.sqrt(variance)))


def average_chance(case: Rating) -> tuple[float, float, float]:
    """Return the chance that a reader of average ability names the case: low, middle, high (95 %).

    Falls as the difficulty rises, so the low end belongs to the high end of the difficulty.
    """
    easiest, hardest = case.interval
    return _logistic(-hardest), _logistic(-case.value), _logistic(-easiest)


def chance_of_typical(reader: Rating) -> tuple[float, float, float]:
    """Return the chance that the reader names a case of difficulty 0: low, middle, high (95 %)."""
    low, high = reader.interval
    return _logistic(low), _logistic(reader.value), _logistic(high)


def _moved(own: Rating, other: Rating, won: float, least: float) -> Rating:
    """Glicko's update of one side; the case wins where the reader is wrong."""
    weight = _weight(other.deviation**2)
    chance = _logistic(weight * (own.value - other.value))
    information = weight**2 * chance * (1 - chance)
    variance = 1 / (1 / own.deviation**2 + information)
    value = own.value + variance * weight * (won - chance)
    return Rating(value, max(least, math.sqrt(variance)))


def _weight(variance: float) -> float:
    """Glicko's g: how far an uncertain opponent flattens the curve."""
    return 1 / math.sqrt(1 + 3 * variance / math.pi**2)


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0
