"""Paget disease of the spine.

Signs: enlarged squared vertebra with a thick frame on all sides, coarse disorganised trabeculae,
fat kept between them, arch enlarged too; skips levels (dellatti2007, morales-h2015, dohan2015).
Phases: mixed (commonest), lytic early, sclerotic late (ivory). Uncomplicated disease keeps fat
signal
(paget-comp-mr). Frame 3-5 mm, arch enlarged: drawing values of the fact sheet. Uptake follows the
phase: the vascular marrow of active disease takes up contrast in speckles, burnt-out bone little
(the fact sheet; amounts chosen).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..fields import Field
from .base import DiseaseModel, Draws, LevelEdit, MarrowState, Patient
from .edits import enlarge_arch, square
from .shapes import columns, hexagonal, uneven_frame

if TYPE_CHECKING:
    from ..scene import Scene

#: Contrast uptake of the marrow by phase, mmol/l: mean, SD, lowest, highest. Chosen.
UPTAKE = {
    "mixed": (0.62, 0.14, 0.35, 1.0),
    "lytic": (0.75, 0.15, 0.4, 1.1),
    "sclerotic": (0.25, 0.08, 0.08, 0.45),
}


class PagetDisease(DiseaseModel):
    """One to three whole vertebrae in one of three phases."""

    slug = "paget-disease"
    version = 2  # uptake by phase; frame of uneven thickness; struts that cross
    lesion_name = "pagetic vertebra"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: mixed phase with a thick frame. Hard: sclerotic or lytic, little enlargement."""
        phase = d.pick(
            "mixed", d.choice(("mixed", "mixed", "sclerotic")), d.choice(("sclerotic", "lytic"))
        )
        count = d.integer(*d.pick((1, 3), (1, 3), (1, 2)))
        mobile = [q for q in levels if q[0] != "S"]
        dense = {"mixed": (0.06, 0.015), "sclerotic": (0.40, 0.08), "lytic": (0.05, 0.015)}[phase]
        fat = {"mixed": (0.62, 0.08), "sclerotic": (0.30, 0.08), "lytic": (0.28, 0.08)}[phase]
        return {
            "phase": phase,
            "levels": d.levels(mobile, count),
            "expansion": d.uniform(*d.pick((1.8, 2.8), (1.2, 2.2), (0.6, 1.3))),
            "squaring": d.uniform(0.8, 1.6),
            "arch": d.uniform(*d.pick((1.2, 1.35), (1.12, 1.28), (1.0, 1.15))),
            "arch_involved": d.chance(d.pick(1.0, 0.85, 0.6)),
            "flattening": d.uniform(0.90, 1.0),
            "frame": d.uniform(*d.pick((3.2, 4.4), (2.6, 4.0), (2.0, 3.0))),
            "frame_bone": d.normal(0.58, 0.08, 0.4, 0.8),
            "inner_bone": d.normal(*dense, 0.01, 0.7),
            "inner_fat": d.normal(*fat, 0.1, 0.85),
            "t1": d.normal(950, 60, 820, 1100),
            "t2": d.normal(82, 10, 60, 110),
            "gd": d.normal(*UPTAKE[phase]),
            "adc": d.normal(1.0, 0.15, 0.7, 1.4),
            "strut_spacing": d.uniform(3.6, 5.4),
            "strut_radius": d.normal(0.5, 0.08, 0.3, 0.7),
            "strut_bone": d.normal(0.40, 0.08, 0.25, 0.65),
        }

    def geometry(self) -> dict[str, LevelEdit]:
        """Soft bone flattens a little."""
        return {q: LevelEdit(height=self.p["flattening"]) for q in self.p["levels"]}

    def attach(self, scene: "Scene") -> None:
        """Enlarge and square the bodies, thicken the arches."""
        super().attach(scene)
        self.labels = {}
        for level in self.p["levels"]:
            v = scene.spine[level]
            v.expansion += self.p["expansion"]
            v.upper_concavity *= 0.8
            v.lower_concavity *= 0.8
            square(v, self.p["squaring"])
            if self.p["arch_involved"]:
                enlarge_arch(v, self.p["arch"])
            phase = "burnt out" if self.p["phase"] == "sclerotic" else "active"
            self.labels[level] = self.lesion(level, phase=phase)

    def marrow(self, state: MarrowState) -> None:
        """Frame, coarse struts and fat between them."""
        p, label = self.p, self.labels.get(state.level)
        if (
            label is None
            or state.part == "sacrum"
            or (state.part == "arch" and not p["arch_involved"])
        ):
            return
        broad = state.noise("fbm", 0.5, f"paget broad {state.level}")
        rough = state.noise("rough", (0.75, 0.75, 1.5), f"paget rough {state.level}")
        state.mix(1.0, fat=np.clip(p["inner_fat"] + 0.12 * broad, 0, 0.95), t1=p["t1"], t2=p["t2"])
        state.mix(
            1.0, gd=p["gd"] * np.clip(1 + 0.35 * broad, 0, 2), adc=p["adc"], pd=0.9, t2s=25.0
        )
        state.bone = np.clip(p["inner_bone"] * (1 + 0.5 * broad + 0.5 * rough), 0.01, 1).astype(
            np.float32
        )
        if p["phase"] != "lytic":
            struts = self._struts(state, broad, label)
            state.mix(struts * 0.8, bone=np.maximum(p["strut_bone"], state.bone))
        rim = uneven_frame(state, p["frame"] * np.clip(1 + 0.3 * broad, 0.5, 1.6), label)
        state.mix(rim, bone=np.clip(p["frame_bone"] + 0.14 * rough, 0.2, 0.95), fat=0.3, t2=30.0)
        state.mark(np.ones(state.u.shape), label)

    def _struts(self, state: MarrowState, broad: Field, label: int) -> Field:
        """Coarse trabeculae without order: wavy upright ones, crossed by fewer oblique ones."""
        p = self.p
        upright = columns(state, p["strut_spacing"], p["strut_radius"], label + 5, 1.4)
        across = state.w + 0.4 * state.v + 1.2 * broad
        size = (1.4 * p["strut_spacing"], p["strut_radius"], 1.2)
        crossing = hexagonal(state.u, across, state.v, size, label + 6)
        return np.maximum(upright, 0.75 * crossing)
