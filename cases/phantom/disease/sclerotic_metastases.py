"""Sclerotic vertebral metastases.

Signs: dense foci of mean 654 +- 176 HU (ulano-2016; 728 +- 163 in enostosis-2019), faintly
irregular, low on T1, dark or intermediate on T2 with a bright rim where tumor lives
(schweitzer-1993), intermediate on STIR, patchy enhancement, little opposed-phase drop; PDFF of the
cellular part under 6.4 % (schmeel-2018), ADC 0.68 (winfield-2018) to 0.92 (balliu-2009). Untreated
or treated: the soft part of all foci is anything from living tumor to scar. 5-25 mm, may merge
into a dense vertebra.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .base import DiseaseModel, Draws, Focus, MarrowState, Patient
from .dense_foci import densities
from .shapes import mask, ring
from .tumor_foci import dense_tissue

if TYPE_CHECKING:
    from ..scene import Scene


class ScleroticMetastases(DiseaseModel):
    """Scattered irregular dense foci with a live rim; sometimes one whole dense vertebra."""

    slug = "sclerotic-metastases"
    version = 2  # from burnt out to full of living tumor; all foci took up contrast alike
    lesion_name = "metastasis"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: many, large, with halo. Hard: few, small and dense, faint rim."""
        count = d.integer(*d.pick((9, 15), (6, 11), (3, 5)))
        low, high = d.pick((9, 22), (8, 18), (6, 11))
        spread = d.levels(levels, min(count, d.pick(8, 6, 4)))
        halo = d.uniform(*d.pick((0.6, 0.9), (0.4, 0.75), (0.15, 0.4)))
        return {
            "levels": spread,
            "diameters": [d.uniform(low, high) for _ in range(count)],
            "bone": densities(d, count, d.pick(640, 654, 730), 176, 430, 1000),
            "roughness": d.uniform(0.14, 0.24),
            "edge": d.uniform(1.8, 3.2),
            "fat": d.normal(0.05, 0.02, 0.01, 0.10),
            "living": d.uniform(0, 1),
            "jitter": d.normal(0, 1, -2, 2),
            "t1_factor": d.normal(1, 0.08, 0.85, 1.2),
            "halo": halo if d.chance(d.pick(1.0, 0.8, 0.7)) else 0.0,
            "halo_width": d.uniform(1.4, 2.6),
            "rim": d.recipe("tumor"),
            "uneven": d.uniform(0.08, 0.18),
            "dense_level": d.choice(spread) if d.chance(d.pick(0.5, 0.25, 0.0)) else "",
            "dense_bone": d.normal(0.44, 0.07, 0.32, 0.6),
            "arch_share": d.uniform(0.08, 0.22),
        }

    def attach(self, scene: "Scene") -> None:
        """Scatter the foci; one level may be dense as a whole."""
        super().attach(scene)
        p = self.p
        self.foci: list[Focus] = self.scatter(
            p["levels"], p["diameters"], posterior=0.2, arch_share=p["arch_share"]
        )
        self.whole = self.lesion(p["dense_level"], "dense vertebra") if p["dense_level"] else 0

    def marrow(self, state: MarrowState) -> None:
        """Uneven sclerosis with little fat, and a bright rim of living tumor."""
        p = self.p
        if self.whole and state.level == p["dense_level"] and state.part == "body":
            even = np.clip(0.9 + 0.22 * state.coarse, 0.35, 1)
            self._sclerose(state, even, p["dense_bone"])
            state.mark(even, self.whole, 0.3)
        for k, focus in enumerate(self.foci):
            d = focus.distance(state, p["roughness"])
            if d is None:
                continue
            if p["halo"]:
                state.mix(p["halo"] * ring(d, 0.8, p["halo_width"]), **p["rim"])
            patchy = 1 + p["uneven"] * state.noise("fbm", 0.55, f"density {focus.key}")
            inside = mask(d, p["edge"])
            self._sclerose(state, inside, np.clip(p["bone"][k] * patchy, 0.15, 0.8))
            state.mark(inside, focus.label)

    def _sclerose(self, state: MarrowState, alpha: Any, bone: Any) -> None:
        p = self.p
        cells = dense_tissue(p["fat"], p["living"], p["jitter"])
        cells["t1"] *= p["t1_factor"]
        state.mix(alpha, bone=bone, **cells)
