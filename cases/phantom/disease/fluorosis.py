"""Skeletal fluorosis.

Signs: even, chalky density of all bodies and arches with blurred trabeculae (radiopaedia-fl),
ossified ligaments and broad osteophytes (wang-1994), sometimes denser zones near the plates;
diffusely low T1 and T2 marrow, no focal edema. 450-800 HU and osteophytes of 4-10 mm are drawing
values of the fact sheet. Ossified ligaments are drawn as bridging spurs only.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .base import DiseaseModel, Draws, MarrowState, Patient
from .dense_foci import bone_for
from .edits import enlarge_arch, spur
from .shapes import plate_band

if TYPE_CHECKING:
    from ..scene import Scene


class Fluorosis(DiseaseModel):
    """Chalk-like spine with bridging spurs."""

    slug = "fluorosis"
    lesion_name = "dense bone"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Density, evenness, spurs and plate zones."""
        return {
            "bone": bone_for(d.normal(d.pick(720, 620, 480), 60, 380, 860)),
            "uneven": d.uniform(0.03, 0.09),
            "grain": d.uniform(0.1, 0.3),
            "zones": d.uniform(0.05, 0.16) if d.chance(0.4) else 0.0,
            "spur": d.uniform(*d.pick((4.5, 7.5), (3, 6), (1.5, 3.5))),
            "back_spur": d.uniform(0.5, 2.2),
            "bridged": d.pick(0.85, 0.6, 0.35),
            "arch_size": d.normal(1.1, 0.04, 1.0, 1.2),
            "t2": d.normal(30, 5, 20, 42),
            "cortex": d.uniform(1.4, 2.2),
        }

    def attach(self, scene: "Scene") -> None:
        """Spurs at most levels; one label a level."""
        super().attach(scene)
        rng, p = self.stream("spurs"), self.p
        bodies = [v for v in scene.spine.vertebrae if v.region != "S" or v.name == "S1"]
        self.labels = {v.name: self.lesion(v.name) for v in bodies if v.name in self.view}
        for vertebra in bodies:
            enlarge_arch(vertebra, p["arch_size"])
            for side in ("upper", "lower"):
                if rng.uniform() < p["bridged"]:
                    spur(vertebra, side, p["spur"] * float(rng.uniform(0.5, 1.3)))
                    spur(
                        vertebra, side, p["back_spur"] * float(rng.uniform(0.4, 1.2)), front=False
                    )

    def marrow(self, state: MarrowState) -> None:
        """Even sclerosis of body and arch."""
        p = self.p
        state.thickness = state.thickness * p["cortex"]
        bone = p["bone"] * (1 + p["uneven"] * state.coarse) + 0.05 * p["grain"] * state.grain
        state.mix(0.95, bone=np.clip(bone, 0.1, 0.85), t2=p["t2"], gd=0.05)
        if p["zones"]:
            zone = np.maximum(
                plate_band(state, "upper", 5, 11, 0.2, 0.6),
                plate_band(state, "lower", 5, 12, 0.2, 0.6),
            )
            state.bone = np.clip(state.bone + p["zones"] * zone, 0, 0.9)
        if state.level in self.labels and state.part == "body":
            state.mark(np.ones_like(state.u), self.labels[state.level])
