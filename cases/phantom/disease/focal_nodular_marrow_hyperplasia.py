"""Focal nodular marrow hyperplasia.

Signs: few round, poorly edged nodules away from the plates, about 20 (8-55) mm
(radiopaedia-fnmh), dark on T1 yet iso or brighter than muscle, dark on T2 without halo, drop over
20 % in 28 of 31, mild even sclerosis in 17 of 26 (rajakulasingam-2020) or none (goller-2022);
mostly women over 50 with fatty marrow. Nodule fat 15-30 %, edge 2-3 mm: drawing values.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .base import DiseaseModel, Draws, MarrowState, Patient
from .shapes import mask

if TYPE_CHECKING:
    from ..scene import Scene


class FocalNodularMarrowHyperplasia(DiseaseModel):
    """One to four islands of red marrow in a fatty spine."""

    slug = "focal-nodular-marrow-hyperplasia"
    lesion_name = "red marrow nodule"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: large, soft edge, blank CT. Hard: smaller, darker, mild sclerosis."""
        count = d.integer(*d.pick((2, 4), (2, 3), (1, 3)))
        size = d.pick((21, 4, 16, 32), (18, 4, 12, 26), (15, 3, 11, 20))
        weights = {level: 0.35 if level in ("S1", "T11") else 1.0 for level in levels}
        # 17 of 26 mildly sclerotic in one series, none of 14 in the other: 17 of 40.
        dense = d.chance(d.pick(0.25, 17 / 40, 0.65))
        return {
            "levels": d.levels(levels, count, weights),
            "diameters": [d.normal(*size) for _ in range(count)],
            "nodule": [self._red(d)
                       for _ in range(count)],
            "background": d.normal(0.53, 0.04, 0.45, 0.60),
            "share": d.uniform(0.92, 0.98),
            "edge": d.uniform(*d.pick((2.2, 3.4), (2.0, 3.2), (1.8, 3.0))),
            "roughness": d.uniform(0.14, 0.26),
            "speck": d.uniform(0.0, 0.03),
            "added_bone": d.uniform(0.010, 0.032) if dense else d.uniform(-0.012, 0.004),
        }  # fmt: skip

    @staticmethod
    def _red(d: Draws) -> dict[str, float]:
        recipe = d.recipe("red", fat=d.pick(0.14, 0.125, 0.115), t2=d.pick(50, 51, 52))
        return recipe | {"t1": d.normal(d.pick(830, 840, 850), 40, 730, 960)}

    def attach(self, scene: "Scene") -> None:
        """Near the middle of the bodies, off the plates."""
        super().attach(scene)
        limit = [0.78 * scene.spine[q].height for q in self.p["levels"]]
        sizes = [min(s, m) for s, m in zip(self.p["diameters"], limit, strict=True)]
        self.foci = self.scatter(
            self.p["levels"], sizes, shape=(1.15, 1.05, 0.88), spread=0.16, centered=0.55
        )

    def marrow(self, state: MarrowState) -> None:
        """Red marrow with fat in it; trabeculae run on, sometimes a little thicker."""
        p = self.p
        rise = max(p["background"] - self.patient.fat, 0.0)
        state.fat = np.clip(state.fat + rise, 0.05, 0.92).astype(np.float32)
        for k, focus in enumerate(self.foci):
            d = focus.distance(state, p["roughness"])
            if d is None:
                continue
            inside = mask(d, p["edge"])
            recipe = dict(p["nodule"][k % len(p["nodule"])])
            fine = state.noise("blob", 0.5, f"nodule {focus.key}")
            recipe["fat"] = np.clip(recipe["fat"] + p["speck"] * fine, 0.1, 0.5)
            state.mix(p["share"] * inside, **recipe)
            state.bone = np.clip(state.bone + p["added_bone"] * inside, 0.01, 1).astype(np.float32)
            state.mark(inside, focus.label)
