"""Multiple typical (fatty) vertebral hemangiomas.

Signs: round fatty lucency crossed by few thick vertical struts (polka dots, corduroy) on CT,
bright on T1 and T2, fat part dark on STIR; intact cortex (gaudino2015, kato2024).
ADC 1.085 (winfield2018). Adipocytes about 78 % of the area where T1 is bright (baudrez2001). T11
and T12 carry most
(slon2015). Struts 2.5-4 mm apart, matrix -60 to 20 HU: drawing values of the fact sheet. Uptake of
the vascular part 0.80 +- 0.18 mmol/l: chosen, a little under that of the atypical lesion, whose
vessels are the same.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..fields import Field
from .base import DiseaseModel, Draws, MarrowState, Patient
from .shapes import hexagonal, mask

if TYPE_CHECKING:
    from ..scene import Scene

WEIGHTS = {"T11": 2.0, "T12": 2.0, "S1": 0.5}


class VertebralHemangioma(DiseaseModel):
    """Three to six fatty foci with vertical struts, one of them poorer in fat."""

    slug = "vertebral-hemangioma"
    version = 2  # more uptake; struts of uneven spacing
    lesion_name = "hemangioma"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Count, sizes, fat and struts; hard cases are smaller and poorer in fat."""
        count = d.integer(*d.pick((4, 6), (3, 5), (3, 4)))
        low, high = d.pick((13, 24), (10, 20), (7, 13))
        fat = d.pick((0.74, 0.05), (0.68, 0.08), (0.55, 0.10))
        weights = {level: WEIGHTS.get(level, 1.0) for level in levels}
        return {
            "levels": d.levels(levels, count, weights),
            "diameters": [d.uniform(low, high) for _ in range(count)],
            "fat": [d.normal(*fat, 0.30, 0.86) for _ in range(count)],
            "t1": d.normal(1050, 70, 900, 1250),
            "t2": d.normal(130, 16, 95, 175),
            "pd": d.normal(0.92, 0.015, 0.88, 0.96),
            "adc": [d.normal(1.09, 0.24, 0.85, 1.7) for _ in range(count)],
            "gd": d.normal(0.80, 0.18, 0.40, 1.20),
            "matrix_bone": d.normal(0.03, 0.012, 0.005, 0.06),
            "strut_bone": d.normal(0.60, 0.08, 0.42, 0.78) * d.pick(1.0, 0.92, 0.75),
            "strut_spacing": d.uniform(2.8, 4.0),
            "strut_radius": d.normal(0.52, 0.07, 0.36, 0.70),
        }

    def attach(self, scene: "Scene") -> None:
        """Foci near the middle of the bodies, taller than wide."""
        super().attach(scene)
        self.foci = self.scatter(
            self.p["levels"], self.p["diameters"], shape=(1, 1, 1.08), centered=0.7
        )

    def marrow(self, state: MarrowState) -> None:
        """Fatty, vascular matrix with struts."""
        p = self.p
        for k, focus in enumerate(self.foci):
            d = focus.distance(state, roughness=0.10)
            if d is None:
                continue
            inside = mask(d, 1.8)
            state.mix(
                inside, fat=p["fat"][k % len(p["fat"])], t1=p["t1"], t2=p["t2"], pd=p["pd"],
                adc=p["adc"][k % len(p["adc"])], gd=p["gd"], t2s=35.0, bone=p["matrix_bone"],
            )  # fmt: skip
            patchy = state.noise("rough", (0.7, 0.7, 1.8), f"hemangioma {focus.key}")
            state.fat = np.clip(state.fat + inside * 0.07 * patchy, 0, 0.95)
            struts = self._struts(state, focus.key)
            state.mix(inside * struts, bone=p["strut_bone"])
            state.mark(inside, focus.label)

    def _struts(self, state: MarrowState, key: int) -> Field:
        """Upright columns that crowd here and part there: a grid bent across by about 1 mm."""
        p = self.p
        flat = (state.u, state.v, 0 * state.w)  # the same at every height: struts stay upright
        bend = [0.8 * state.scene.noise("fbm", flat, 1.4, f"strut {axis} {key}") for axis in "uv"]
        size = (p["strut_spacing"], p["strut_radius"], 0.35)
        return hexagonal(state.u + bend[0], state.v + bend[1], state.w, size, key)
