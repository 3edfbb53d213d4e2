"""Random numbers of disease models: every number is a draw from a stated distribution."""

from collections.abc import Mapping, Sequence
from typing import Literal, TypeVar

import numpy as np

Difficulty = Literal["easy", "typical", "hard"]
T = TypeVar("T")

#: Marrow recipes: state field -> (mean, SD, lowest, highest). Relaxation values are effective
#: values chosen by look (see docs/simulator.md); ADC: metastasis Winfield 2018 and Balliu 2009,
#: oedema Balliu 2009, red marrow under the 0.695 cut-off of Park; PDFF of malignancy < 6.4 %
#: Schmeel 2018. Uptake (gd) is chosen.
RECIPES: dict[str, dict[str, tuple[float, float, float, float]]] = {
    "tumor": {
        "fat": (0.02, 0.015, 0, 0.06), "t1": (1170, 60, 1050, 1350), "t2": (86, 9, 66, 110),
        "pd": (0.88, 0.015, 0.84, 0.92), "adc": (0.80, 0.11, 0.60, 1.05),
        "gd": (0.75, 0.16, 0.4, 1.2), "t2s": (40, 5, 28, 55),
    },
    # The tumor of one patient: as wide as published. STIR stands 262 % above marrow on average,
    # plain T2 shows no more than 55 % of foci (knowledge: lytic-metastases, measurements), so T2
    # reaches from gray to fluid-bright; T1 stays at or below the disc (Carroll 1997).
    "metastasis": {
        "fat": (0.03, 0.018, 0, 0.064), "t1": (1150, 100, 1030, 1500), "t2": (86, 24, 48, 150),
        "pd": (0.88, 0.02, 0.82, 0.93), "adc": (0.80, 0.11, 0.60, 1.05),
        "gd": (0.60, 0.30, 0.10, 1.5), "t2s": (40, 5, 28, 55),
    },
    "edema": {
        "fat": (0.08, 0.03, 0.02, 0.16), "t1": (1200, 70, 1050, 1400), "t2": (112, 11, 90, 145),
        "pd": (0.95, 0.012, 0.91, 0.98), "adc": (1.65, 0.22, 1.2, 2.2),
        "gd": (0.55, 0.13, 0.25, 0.9), "t2s": (40, 5, 28, 55),
    },
    "red": {
        "fat": (0.24, 0.03, 0.17, 0.32), "t1": (690, 25, 630, 750), "t2": (60, 3, 52, 68),
        "pd": (0.81, 0.012, 0.78, 0.84), "adc": (0.58, 0.05, 0.45, 0.68),
        "gd": (0.16, 0.04, 0.06, 0.28), "t2s": (17, 2, 12, 24),
    },
    "fatty": {
        "fat": (0.88, 0.035, 0.78, 0.96), "t1": (850, 50, 700, 980), "t2": (50, 4, 40, 60),
        "gd": (0.03, 0.012, 0, 0.06), "adc": (0.30, 0.06, 0.15, 0.45),
    },
    "sclerosis": {
        "fat": (0.20, 0.05, 0.08, 0.35), "bone": (0.42, 0.08, 0.25, 0.65), "t2": (32, 5, 20, 44),
        "t1": (850, 50, 720, 980), "adc": (0.5, 0.08, 0.3, 0.7),
    },
    "fibrosis": {
        "fat": (0.05, 0.02, 0.01, 0.1), "t1": (900, 60, 780, 1050), "t2": (28, 4, 20, 38),
        "pd": (0.62, 0.04, 0.5, 0.72), "adc": (0.55, 0.08, 0.35, 0.75),
        "gd": (0.12, 0.04, 0.03, 0.25),
    },
    "iron": {
        "fat": (0.12, 0.04, 0.04, 0.22), "t1": (620, 40, 520, 720), "t2": (17, 4, 9, 26),
        "t2s": (6, 2.2, 2.5, 10), "adc": (0.4, 0.05, 0.25, 0.5), "gd": (0.08, 0.03, 0.02, 0.16),
    },
    "fluid": {
        "fat": (0.0, 0.003, 0, 0.01), "bone": (0.0, 0.003, 0, 0.01), "t1": (2900, 250, 2300, 3500),
        "t2": (600, 90, 400, 850), "pd": (0.99, 0.006, 0.96, 1.0), "adc": (2.5, 0.25, 1.9, 3.0),
        "gd": (0.03, 0.015, 0, 0.08),
    },
}  # fmt: skip


class Draws:
    """Draws of one disease in one patient; `difficulty` steers those that use `pick`."""

    def __init__(self, rng: np.random.Generator, difficulty: Difficulty) -> None:
        self.rng, self.difficulty = rng, difficulty

    def normal(self, mean: float, sd: float, low: float, high: float) -> float:
        """A normal draw kept within its range."""
        return round(float(np.clip(self.rng.normal(mean, sd), low, high)), 4)

    def uniform(self, low: float, high: float) -> float:
        """Any value of a range."""
        return round(float(self.rng.uniform(low, high)), 4)

    def integer(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return int(self.rng.integers(low, high + 1))

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return bool(self.rng.uniform() < probability)

    def choice(self, options: Sequence[T], weights: Sequence[float] | None = None) -> T:
        """One of the options."""
        p = None if weights is None else np.array(weights) / np.sum(weights)
        return options[int(self.rng.choice(len(options), p=p))]

    def pick(self, easy: T, typical: T, hard: T) -> T:
        """What the difficulty calls for; ranges are then drawn with `uniform` or `integer`."""
        return {"easy": easy, "typical": typical, "hard": hard}[self.difficulty]

    def levels(
        self, options: Sequence[str], count: int, weights: Mapping[str, float] | None = None
    ) -> list[str]:
        """`count` different levels in order from above; fewer when there are not so many."""
        p = np.array([1.0 if weights is None else weights.get(o, 0.0) for o in options])
        count = min(count, int((p > 0).sum()))
        picked = self.rng.choice(len(options), count, replace=False, p=p / p.sum())
        return [options[k] for k in sorted(int(q) for q in picked)]

    def contiguous(self, options: Sequence[str], count: int) -> list[str]:
        """`count` neighbouring levels."""
        count = min(count, len(options))
        start = int(self.rng.integers(0, len(options) - count + 1))
        return list(options[start : start + count])

    def recipe(
        self, name: str, spread: Mapping[str, float] | None = None, **means: float
    ) -> dict[str, float]:
        """Marrow numbers of a recipe for `MarrowState.mix(**recipe)`.

        `means` shift a mean; `spread` sets an SD where this disease has a published one, and lets
        the range reach two of it.
        """
        out = {}
        for key, (mean, sd, low, high) in RECIPES[name].items():
            center = means.pop(key, mean)
            move = center - mean
            low, high = min(low, low + move), max(high, high + move)
            if spread and key in spread:
                sd = spread[key]
                low, high = min(low, center - 2 * sd), max(high, center + 2 * sd)
            out[key] = self.normal(center, sd, low, high)
        out |= {
            key: self.normal(value, 0.12 * abs(value), 0, 2 * abs(value) + 1e-6)
            for key, value in means.items()
        }
        return out
