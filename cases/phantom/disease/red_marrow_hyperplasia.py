"""Diffuse red marrow hyperplasia (reconversion).

Signs: dark for age on T1 yet above disc and muscle (carroll-1997), even from body to body
(shigematsu-2014), fat kept at the basivertebral vein and in bull's-eyes (schweitzer-1993), mildly
dark T2 (shigematsu-2014), little STIR rise, clear opposed-phase drop (rajakulasingam-2020), ADC
under 0.695 (park-adc-table), CT unchanged. Fat fraction 15-30 %, mottling 2-4 mm: drawing values.
Patterns: "even"; "patchy" (some bodies or parts keep more fat); "bullseye" (fat centers).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .base import Draws, MarrowState, Patient
from .shapes import central_vein, patches
from .whole_marrow import WholeMarrow, coverage_of, texture, vein

if TYPE_CHECKING:
    from ..scene import Scene


class RedMarrowHyperplasia(WholeMarrow):
    """Fat fraction lowered everywhere while its pattern stays."""

    slug = "red-marrow-hyperplasia"
    version = 2  # more fat and the T1 of red marrow: STIR rises mildly, as described
    lesion_name = "red marrow"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: even with bright veins. Hard: fat lower, veins fainter, patchy, STIR higher."""
        pattern = d.pick(
            d.choice(("even", "bullseye")),
            d.choice(("even", "bullseye", "patchy")),
            d.choice(("even", "patchy")),
        )
        fat = d.pick(0.20, 0.17, 0.14)
        recipe = d.recipe("red", gd=0.12, fat=min(fat, patient.fat - 0.06))
        recipe["t1"] = d.normal(d.pick(690, 700, 712), 30, 620, 790)
        recipe["t2"] = d.normal(d.pick(57, 58, 59), 2.5, 51, 65)
        count = d.integer(*d.pick((4, 7), (3, 6), (2, 4)))
        return {
            "pattern": pattern,
            "red": recipe,
            "share": d.normal(0.95, 0.02, 0.88, 0.98),
            "keep": d.uniform(*d.pick((0.25, 0.45), (0.2, 0.4), (0.12, 0.3))),
            "vein_fat": d.uniform(*d.pick((0.22, 0.36), (0.16, 0.28), (0.08, 0.18))),
            "vein_size": d.uniform(0.9, 1.7),
            "centers": [d.uniform(5, 10) for _ in range(count if pattern == "bullseye" else 0)],
            "patch": d.uniform(0.7, 1.1),
            "patch_scale": d.uniform(1.4, 2.4),
            "trabeculae": d.normal(0.93, 0.04, 0.84, 1.0),
            **texture(d, 0.012, 0.022),
        }

    def attach(self, scene: "Scene") -> None:
        """Place the fatty centers."""
        super().attach(scene)
        order = [self.view[int(k)] for k in self.stream("order").permutation(len(self.view))]
        self.centers = self.spots(order, self.p["centers"], "centers")

    def marrow(self, state: MarrowState) -> None:
        """Less fat, same veins, same trabeculae."""
        p = self.p
        alpha = p["share"] * (1 - 0.9 * vein(state))
        if p["pattern"] == "patchy":
            left = patches(state, p["patch"], p["patch"] + 0.9, p["patch_scale"], "red", 0.6)
            alpha = alpha * (1 - 0.75 * left)
        self.replace_marrow(state, p["red"], alpha, keep=p["keep"])
        bonus = p["vein_fat"] * central_vein(state, p["vein_size"]) * (1 - vein(state))
        bonus = bonus * np.clip(1 + 0.3 * self.shift.get(state.level, 0.0), 0.3, 1.6)
        state.fat = np.clip(state.fat + bonus, 0, 0.9).astype(np.float32)
        state.mix(0.85 * coverage_of(self.centers, state, 3.0, 0.15), fat=0.72, t2=52.0)
        state.scale(alpha, bone=p["trabeculae"])
        self.mark_marrow(state)
