"""Learners and items of known truth, for trying the figures out. Pure: randomness is an argument.

A learner names an item's diagnosis with the chance of a Rasch model (Rasch 1960), calls a
malignant case malignant with a sensitivity and a benign one benign with a specificity of its own,
and finds lesions at a rate of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class TrueLearner:
    """What is true of a learner: ability in logits, three rates."""

    ability: float
    sensitivity: float
    specificity: float
    localisation: float

    @property
    def auc(self) -> float:
        """The area under the curve: calls are right so often, and confidence says nothing more."""
        return (self.sensitivity + self.specificity) / 2

    def chance(self, difficulty: float) -> float:
        """The chance to name the diagnosis of an item so difficult (logits)."""
        return float(1 / (1 + np.exp(difficulty - self.ability)))


@dataclass(frozen=True)
class Said:
    """One answer: named right, probability of malignancy in whole per cent, lesion found."""

    right: bool
    percent: int
    found: bool


def draw_learner(rng: np.random.Generator) -> TrueLearner:
    """Return a learner: ability about 0, rates between .6 and .95, the able ones' higher."""
    ability = float(rng.normal())
    level = 1 / (1 + np.exp(-ability))
    rates = 0.6 + 0.35 * np.clip(0.7 * level + 0.3 * rng.random(3), 0, 1)
    return TrueLearner(ability, *(float(rate) for rate in rates))


def draw_difficulties(rng: np.random.Generator, count: int) -> list[float]:
    """Return the difficulty of each item in logits, spread about -0.3."""
    return [float(value) for value in rng.normal(-0.3, 0.9, count)]


def answer(
    learner: TrueLearner, *, difficulty: float, malignant: bool, rng: np.random.Generator
) -> Said:
    """Return what the learner says of an item. Confidence is even within each side of 50 %."""
    called = rng.random() < (learner.sensitivity if malignant else 1 - learner.specificity)
    low, high = (55, 96) if called else (5, 46)
    return Said(
        right=bool(rng.random() < learner.chance(difficulty)),
        percent=int(rng.integers(low, high)),
        found=bool(rng.random() < learner.localisation),
    )


def true_reliability(learners: Sequence[TrueLearner], difficulties: Sequence[float]) -> float:
    """Return the alpha of right and wrong that these learners and items have without chance.

    Items are independent given ability, so their covariances are those of the chances.
    """
    chances: NDArray[np.float64] = np.array(
        [[one.chance(difficulty) for difficulty in difficulties] for one in learners]
    )
    between = np.cov(chances.T)
    share = chances.mean(axis=0)
    variances = share * (1 - share)
    covariances = float(between.sum() - np.trace(between))
    total = float(variances.sum()) + covariances
    items = len(difficulties)
    return items / (items - 1) * (1 - float(variances.sum()) / total)
