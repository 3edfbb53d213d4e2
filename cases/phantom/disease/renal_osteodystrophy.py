"""Renal osteodystrophy: rugger-jersey spine.

Signs: hazy dense bands under both plates with a lucent middle at every level, inner edge blurred
(wittenberg-2004), coarse trabeculae, whole marrow often darker; little enhancement, height kept,
subchondral resorption like Schmorl nodes. Bands 350-550 HU, middle 90-150 HU, 4-8 mm deep and
blurred over 2-3 mm are drawing values of the fact sheet; no HU of the bands is published.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .base import DiseaseModel, Draws, MarrowState, Patient
from .dense_foci import bone_for
from .edits import dent
from .shapes import SIDES, plate_band

if TYPE_CHECKING:
    from ..scene import Scene


class RenalOsteodystrophy(DiseaseModel):
    """Blurred bands at every plate, coarse middle; sometimes plate resorption."""

    slug = "renal-osteodystrophy"
    lesion_name = "dense band"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Depth, density and blur of bands; hard cases are faint or nearly even."""
        return {
            "band": bone_for(d.normal(d.pick(540, 470, 380), 45, 300, 640)),
            "depth": d.uniform(*d.pick((6.5, 8.5), (5.5, 7.5), (4.5, 6.5))),
            "edge": d.uniform(*d.pick((0.35, 0.5), (0.45, 0.65), (0.6, 0.85))),
            "even": d.pick(0.0, d.uniform(0, 0.25), d.uniform(0.15, 0.4)),
            "coarse": d.uniform(1.1, 1.7),
            "cellular": d.uniform(0.3, 0.6),
            "red": d.recipe("red"),
            "t2": d.normal(33, 4, 24, 42),
            "vary": d.uniform(0.06, 0.14),
            "notches": d.integer(*d.pick((0, 2), (1, 3), (1, 4))),
            "notch": d.uniform(2.0, 3.8),
        }

    def attach(self, scene: "Scene") -> None:
        """Draw depths and notches a level; one label for the bands of a level."""
        super().attach(scene)
        rng, p = self.stream("bands"), self.p
        bodies = [v for v in scene.spine.vertebrae if v.name in self.view]
        self.labels = {v.name: self.lesion(v.name) for v in bodies}
        self.depths = {
            (v.name, side): p["depth"] * float(np.clip(rng.normal(1, p["vary"]), 0.6, 1.4))
            for v in scene.spine.vertebrae
            for side in SIDES
        }
        for _ in range(p["notches"]):
            vertebra = bodies[int(rng.integers(len(bodies)))]
            side = SIDES[int(rng.uniform() < 0.5)]
            at = (
                float(rng.uniform(-0.4, 0.4)) * vertebra.half_width,
                float(rng.uniform(-0.3, 0.5)) * vertebra.half_depth,
            )
            dent(vertebra, side, at, p["notch"], float(rng.uniform(4, 6)))

    def marrow(self, state: MarrowState) -> None:
        """Bands of density; coarse, more cellular marrow everywhere."""
        p = self.p
        state.mix(p["cellular"], **p["red"])
        state.bone = np.clip(state.bone * (1 + 0.25 * (p["coarse"] - 1) * state.grain), 0.02, 0.9)
        if p["even"]:
            state.mix(p["even"], bone=p["band"], t2=p["t2"])
        if state.part != "body":
            state.mix(0.35, bone=p["band"])
            return
        band = np.zeros_like(state.u)
        for k, side in enumerate(SIDES):
            depth = self.depths[state.level, side]
            band = np.maximum(band, plate_band(state, side, depth, 50 + k, 0.14, p["edge"]))
        band = np.clip(band * (0.92 + 0.08 * state.coarse), 0, 1)
        state.mix(band, bone=p["band"], t2=p["t2"], fat=0.22, gd=0.05)
        if state.level in self.labels:
            state.mark(band, self.labels[state.level])
