"""Change of all marrow at once: what infiltration, hyperplasia, storage and iron have in common.

A recipe of marrow numbers is mixed into every bone. How much of the healthy pattern of fat shows
through, how far one body differs from the next, and how cloudy and how mottled the change is,
decides whether it looks like reconversion (pattern kept, even) or replacement (pattern gone).
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..fields import Field
from ..marrow import MarrowState
from .base import DiseaseModel, Draws
from .shapes import Focus, mask

if TYPE_CHECKING:
    from ..scene import Scene


def texture(d: Draws, cloud: float, mottle: float) -> dict[str, float]:
    """Unevenness of a diffuse change: SD of fat over about 20 mm, over 2-5 mm, and from body to
    body (each within a third of its mean), and the size of the mottling."""
    return {
        "cloud": d.normal(cloud, 0.3 * cloud, 0.4 * cloud, 1.8 * cloud),
        "mottle": d.normal(mottle, 0.3 * mottle, 0.4 * mottle, 1.8 * mottle),
        "scale": d.uniform(0.38, 0.75),
        "by_level": d.uniform(0.004, 0.02),
    }


def vein(state: MarrowState) -> Field:
    """Where the basivertebral vein itself was drawn (0..1): known by its uptake."""
    healthy = state.scene.marrow.gd
    return np.clip((state.gd - healthy) / (0.72 - healthy), 0, 1)


class WholeMarrow(DiseaseModel):
    """A disease of every bone, with one label for all of it; `phase` names its kind."""

    phase = ""

    def attach(self, scene: "Scene") -> None:
        """One label; each body a little different."""
        super().attach(scene)
        self.label = self.lesion("", phase=self.phase)
        rng = self.stream("levels")
        self.shift = {v.name: float(rng.normal()) for v in scene.spine.vertebrae}

    def clouds(self, state: MarrowState, kind: str = "cloud") -> Field:
        """The texture of this disease in one bone (SD 1)."""
        key = f"{self.slug} {kind}"
        if kind == "cloud":
            return state.noise("fbm", 0.8, key)
        scale = self.p["scale"]
        return 0.75 * state.noise("blob", scale, key) + 0.66 * state.noise(
            "rough", 1.4 * scale, key + " rough"
        )

    def replace_marrow(
        self, state: MarrowState, recipe: Mapping[str, float], alpha: Any, keep: float
    ) -> None:
        """Mix a recipe in by `alpha`; `keep` is the part of the healthy fat pattern that stays.

        Fat varies by cloud, mottle and level as drawn; where it is lower the water's T2 is longer.
        """
        p, cloud, mottle = self.p, self.clouds(state), self.clouds(state, "mottle")
        pattern = state.fat - self.patient.fat
        uneven = p["cloud"] * cloud + p["mottle"] * mottle
        uneven = uneven + p["by_level"] * self.shift.get(state.level, 0.0)
        numbers = {k: v for k, v in recipe.items() if k not in ("fat", "bone")}
        fat = np.clip(recipe["fat"] + keep * pattern + uneven, 0.0, 0.95)
        state.mix(alpha, fat=fat, **numbers)
        state.scale(alpha, t2=np.clip(1 - 0.6 * uneven, 0.8, 1.2))
        state.scale(alpha, gd=np.clip(1 - 2.0 * uneven, 0.5, 1.6))

    def mark_marrow(self, state: MarrowState, alpha: Any = 1.0, label: int | None = None) -> None:
        """Label the marrow (not its cortex) where alpha exceeds one half."""
        if state.part == "body":
            inner = (state.depth > state.thickness + 0.9) & (state.plate_distance() > 1.5)
        else:
            inner = state.depth > state.thickness + (0.9 if label is None else 0.4)
        state.mark(inner * alpha, self.label if label is None else label)

    def spots(
        self, levels: Sequence[str], diameters: Sequence[float], purpose: str
    ) -> list[Focus]:
        """Foci without a label: spared islands, distractors."""
        rng, out = self.stream(purpose), []
        placed: list[tuple[str, np.ndarray, float]] = []
        for k, diameter in enumerate(diameters):
            level, r = levels[k % len(levels)], diameter / 2
            center = self._spot(rng, level, r, placed, (0.0, 0.95, 0.0))
            placed.append((level, center, r))
            radii = [r * float(q) for q in rng.uniform(0.75, 1.3, 3)]
            u, v, w = (float(q) for q in center)
            key = 7000 + k + 131 * len(purpose) + self.patient.seed
            out.append(Focus(level, (u, v, w), (radii[0], radii[1], radii[2]), key))
        return out


def coverage_of(foci: Sequence[Focus], state: MarrowState, edge: float, rough: float) -> Field:
    """Greatest coverage by any of the foci (0..1)."""
    best = np.zeros(state.u.shape, np.float32)
    for focus in foci:
        d = focus.distance(state, rough)
        if d is not None:
            best = np.maximum(best, mask(d, edge))
    return best
