"""Osteopetrosis, dominant (type II) form.

Signs: dense upper and lower thirds with a sharp border to the lucent middle at every level alike
(benichou-2000), bone within bone (kirkland-2015), thick dense arches; black bands on every MR
sequence, no edema. Density 800-1300 HU in the bands, 250-450 HU in the middle and a band of one
third of the height are drawing values of the fact sheet.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..fields import bell, step
from .base import DiseaseModel, Draws, MarrowState, Patient
from .dense_foci import bone_for
from .edits import enlarge_arch

if TYPE_CHECKING:
    from ..scene import Scene


class Osteopetrosis(DiseaseModel):
    """Sandwich vertebrae at every level, sharp-edged."""

    slug = "osteopetrosis"
    version = 2  # bands of uneven depth and density instead of ruled ones
    lesion_name = "dense band"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Density, depth of bands, the endobone and how the middle looks."""
        return {
            "band": bone_for(d.normal(d.pick(1120, 1020, 860), 110, 700, 1400)),
            "middle": bone_for(d.normal(d.pick(300, 340, 520), 60, 200, 680)),
            "depth": d.normal(0.30, 0.025, 0.24, 0.36),
            "edge": d.uniform(0.03, 0.06),
            "vary": d.uniform(0.02, 0.05),
            "endobone": d.uniform(0.5, 0.9) if d.chance(d.pick(0.75, 0.5, 0.3)) else 0.0,
            "arch": bone_for(d.normal(980, 120, 700, 1300)),
            "arch_size": d.normal(1.08, 0.03, 1.0, 1.16),
            "t2": d.normal(22, 4, 12, 32),
            "cortex": d.uniform(1.3, 2.0),
        }

    def attach(self, scene: "Scene") -> None:
        """One label for all bands of a level; arches a little thick."""
        super().attach(scene)
        rng = self.stream("depth")
        self.labels = {
            v.name: self.lesion(v.name) for v in scene.spine.vertebrae if v.name in self.view
        }
        self.depths = {v.name: float(rng.normal(1, self.p["vary"])) for v in scene.spine.vertebrae}
        for vertebra in scene.spine.vertebrae:
            enlarge_arch(vertebra, self.p["arch_size"])

    def marrow(self, state: MarrowState) -> None:
        """Bands along both plates, denser walls, dense arches."""
        p = self.p
        state.thickness = state.thickness * p["cortex"]
        if state.part != "body":
            state.mix(
                np.clip(0.92 + 0.06 * state.coarse, 0, 1), bone=p["arch"], t2=p["t2"], gd=0.02
            )
            return
        wave = state.noise("fbm", 2.2, f"band {state.level}")
        fine = state.noise("fbm", 0.7, f"edge {state.level}")
        depth = p["depth"] * self.depths[state.level] * (1 + 0.16 * wave + 0.05 * fine)
        near = np.minimum(state.height, 1 - state.height)
        band = step(depth + p["edge"], depth - p["edge"], near)
        wall = 0.7 * step(0.82, 0.94, state.radius + 0.05 * wave)
        state.mix(0.85, bone=p["middle"] * (1 + 0.16 * state.grain).clip(0.5, 1.5), gd=0.05)
        if p["endobone"]:
            rim = bell(near - 0.7 * depth, 0.035) + bell(state.radius - 0.74, 0.05)
            state.mix(p["endobone"] * np.clip(rim, 0, 1) * 0.5, bone=p["band"])
        dense = np.maximum(band, wall)
        density = p["band"] * np.clip(1 + 0.07 * wave + 0.06 * state.grain, 0.75, 1.2)
        state.mix(dense, bone=density, t2=p["t2"], gd=0.01)
        if state.level in self.labels:
            state.mark(band, self.labels[state.level])
