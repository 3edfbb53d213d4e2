"""Melorheostosis of the spine.

Signs: ivory-dense bone that flows along one side of neighboring vertebrae, like wax down a candle
(sureka-2014), cortex, lamina and facet of one sclerotome, sharp edge to normal marrow; black on
every sequence; rib heads may be taken in. 900-1500 HU and 4-15 mm are drawing values of the fact
sheet.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..fields import step
from .base import DiseaseModel, Draws, MarrowState, Patient
from .dense_foci import bone_for

if TYPE_CHECKING:
    from ..scene import Scene


class Melorheostosis(DiseaseModel):
    """One-sided flowing hyperostosis over three to five levels."""

    slug = "melorheostosis"
    version = 3  # the wax runs down the walls and leaves the plates; its mask leaves the rim
    lesion_name = "flowing hyperostosis"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Side, levels, thickness and how far it waves."""
        usual = [q for q in levels if q[0] in "CTL"]
        return {
            "levels": d.contiguous(usual, d.integer(*d.pick((4, 5), (3, 4), (2, 3)))),
            "side": d.choice((-1, 1)),
            "thickness": d.uniform(*d.pick((11, 15), (8, 12), (5, 8))),
            "wave": d.uniform(0.25, 0.5),
            "reach": d.uniform(-4, 2),
            "bone": bone_for(d.normal(1180, 130, 900, 1450)),
            "growth": d.uniform(*d.pick((2.0, 3.5), (1.2, 2.6), (0.5, 1.5))),
            "arch": d.uniform(0.85, 1.0),
            "t2": d.normal(16, 3, 9, 24),
            "edge": d.uniform(0.10, 0.2),
        }

    def attach(self, scene: "Scene") -> None:
        """One label a level; the wall grows outward on the diseased side."""
        super().attach(scene)
        p = self.p
        self.labels = {level: self.lesion(level) for level in p["levels"]}
        for level in p["levels"]:
            vertebra = scene.spine[level]
            vertebra.wall_terms.append(self._growth(vertebra.half_width))

    def _growth(self, half_width: float) -> Any:
        side, size = self.p["side"], self.p["growth"]

        def term(u: Any, v: Any, w: Any) -> Any:
            wave = 0.75 + 0.25 * np.sin(w / 3.7)
            return -size * wave * step(0.2, 0.8, side * u / half_width)

        return term

    def marrow(self, state: MarrowState) -> None:
        """Ivory bone under the cortex of one side and throughout that side's arch."""
        p = self.p
        if state.level not in self.labels:
            return
        side = p["side"] * state.u
        if state.part == "body":
            wave = 1 + p["wave"] * state.noise("fbm", (1.2, 1.2, 0.8), "wax")
            thickness = np.maximum(p["thickness"] * wave, 2.0)
            deep = (1 - state.radius) * state.vertebra.half_depth  # from the wall, not a plate
            wall = step(thickness * (1 + p["edge"]), thickness * (1 - p["edge"]), deep)
            flow = wall * step(p["reach"] - 1.5, p["reach"] + 3.0, side)
        else:
            flow = p["arch"] * step(1.0, 4.0, side)
        state.mix(flow, bone=p["bone"], t2=p["t2"], gd=0.01)
        state.mark(flow * (state.depth > 0.6), self.labels[state.level])
