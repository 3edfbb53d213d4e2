"""What the tumor foci of one patient share, and how they differ among each other."""

from collections.abc import Mapping

import numpy as np

from ..fields import Field
from ..marrow import MarrowState
from .shapes import Focus, mask

#: A focus against the patient's own tumor: SD of the factor, and its range. Chosen.
FROM_FOCUS_TO_FOCUS = {"t1": (0.04, 0.92, 1.12), "t2": (0.13, 0.7, 1.4), "gd": (0.25, 0.4, 1.7)}
#: Dead tumor in the middle of a large focus: watery and without uptake. Chosen.
NECROSIS = {"t1": 1700.0, "t2": 190.0, "gd": 0.03, "adc": 1.9}
#: Half-axis (mm) from which a focus may have outgrown its vessels. Chosen.
LARGE = 8.0


def own_tumor(
    rng: np.random.Generator, tumor: Mapping[str, float], count: int
) -> list[dict[str, float]]:
    """The tumor of each of `count` foci: the patient's, a little different in each."""
    out = []
    for _ in range(count):
        factors = {
            name: float(np.clip(rng.normal(1, sd), low, high))
            for name, (sd, low, high) in FROM_FOCUS_TO_FOCUS.items()
        }
        out.append({name: value * factors.get(name, 1.0) for name, value in tumor.items()})
    return out


def necrotic(rng: np.random.Generator, foci: list[Focus], share: float) -> dict[int, float]:
    """Which of the large foci have died inside: key -> depth of the living rim, mm."""
    large = [one for one in foci if min(one.radii) >= LARGE]
    dead = [one for one in large if rng.uniform() < share]
    return {one.key: float(rng.uniform(0.35, 0.6)) * min(one.radii) for one in dead}


def die_inside(state: MarrowState, distance: Field, living: float) -> None:
    """Necrosis deeper than the living rim (mm)."""
    state.mix(0.85 * mask(distance + living, 3.0), **NECROSIS)


#: Fat that comes back where tumor has died, for each step of `living` below the limit. Chosen.
FAT_RETURNS, UNTIL = 1.2, 0.3


def dense_tissue(fat: float, living: float, jitter: float) -> dict[str, float]:
    """The soft part of a dense metastasis: burnt out (0) to full of living tumor (1).

    Treated disease turns dense, and treated foci may look benign (fact sheets of sclerotic and
    lytic metastases): scar replaces water, in the end fat comes back. Every step between is drawn
    equally often. `fat`: what living tumor holds; `jitter`: SD units of the patient. Chosen.
    """
    return {
        "fat": fat + FAT_RETURNS * max(0.0, UNTIL - living),
        "t1": 900 + 250 * living,
        "t2": (32 + 52 * living) * (1 + 0.12 * jitter),
        "gd": 0.05 + 0.75 * living * (1 + 0.2 * jitter),
        "adc": 0.55 + 0.3 * living,
    }
