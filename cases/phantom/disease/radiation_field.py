"""A radiation field: fatty marrow between two straight edges, shared by the postradiation models.

Edges are planes across the patient (a beam's border), not borders of one bone: they cut bodies,
arches and ribs alike. Fat in the field 0.80-0.95 and edges sharp within 1-2 mm (li-1999 for bright
T1 and dark STIR in 55 of 55; kauczor-1993 for the rise of fat without regeneration). Attenuation
20-60 HU under the patient's own marrow: drawing value of the fact sheet.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..fields import Field
from ..marrow import MarrowState
from ..patient import HU_BONE, HU_FAT, HU_MARROW_WATER
from .base import DiseaseModel, Draws
from .shapes import central_vein, patches

if TYPE_CHECKING:
    from ..scene import Scene

#: A field that ends above or below what is imaged.
OPEN = ""


def draw_field(d: Draws, top: str, bottom: str) -> dict[str, Any]:
    """Numbers of a field from `top` to `bottom` (OPEN: it ends outside the field of view)."""
    return {
        "top": top,
        "bottom": bottom,
        "cut": [d.normal(0.0, 0.12, -0.3, 0.3) for _ in range(2)],
        "tilt": d.normal(0.0, 0.05, -0.12, 0.12),
        "edge": d.uniform(1.0, 2.2),
        "fatty": d.recipe("fatty", fat=d.pick(0.92, 0.90, 0.87)),
        "delta_hu": d.normal(-40, 12, -62, -16),
        "share": d.uniform(*d.pick((0.95, 1.0), (0.90, 0.98), (0.86, 0.95))),
        "residue": d.uniform(*d.pick((0.0, 0.1), (0.05, 0.25), (0.15, 0.4))),
        "outside": d.uniform(*d.pick((0.6, 0.95), (0.4, 0.9), (0.15, 0.6))),
        "red": d.recipe("red"),
    }


def cut_point(scene: "Scene", level: str, cut: float, side: int) -> tuple[float, float]:
    """World (y, z) of an edge near the disc above (side -1) or below (1) a level; `cut` moves it
    down by parts of the body height."""
    v = scene.spine[level]
    _, y, z = v.center
    return float(y), float(z + side * (0.5 * v.height + 0.25 * v.disc) + cut * v.height)


class RadiationField(DiseaseModel):
    """The fatty block and its straight edges; subclasses decide what is labelled."""

    def attach(self, scene: "Scene") -> None:
        """Fix the two planes."""
        super().attach(scene)
        p = self.p
        self.edges: list[tuple[int, float, float]] = []  # side, y, z
        for side, level, cut in ((-1, p["top"], p["cut"][0]), (1, p["bottom"], p["cut"][1])):
            if level != OPEN:
                self.edges.append((side, *cut_point(scene, level, cut, side)))

    def in_field(self, state: MarrowState) -> Field:
        """1 inside the field, 0 outside, over the width of the penumbra."""
        inside = np.ones(state.u.shape, np.float32)
        for side, y, z in self.edges:
            beyond = side * (state.z - z - self.p["tilt"] * (state.y - y))
            inside = inside * np.clip(0.5 - beyond / self.p["edge"], 0, 1)
        return inside.astype(np.float32, copy=False)

    def irradiate(self, state: MarrowState) -> Field:
        """Turn marrow in the field to fat, keep the rest cellular; returns the field (0..1)."""
        p, inside = self.p, self.in_field(state)
        state.mix((1 - inside) * p["outside"], **p["red"])
        left = patches(state, 0.8, 1.7, 1.1, "residue", 0.5) * (1 - central_vein(state, 1.4))
        alpha = inside * p["share"] * (1 - p["residue"] * left)
        soft = state.fat * HU_FAT + (1 - state.fat) * HU_MARROW_WATER
        wanted = soft + state.bone * (HU_BONE - soft) + p["delta_hu"]
        state.mix(alpha, **p["fatty"])
        state.fat = np.clip(state.fat + alpha * 0.02 * state.coarse, 0, 0.97).astype(np.float32)
        soft = state.fat * HU_FAT + (1 - state.fat) * HU_MARROW_WATER
        bone = np.clip((wanted - soft) / (HU_BONE - soft), 0.01, 0.9)
        state.mix(inside, bone=bone)
        return inside

    def view_levels(self, scene: "Scene", levels: Sequence[str]) -> list[str]:
        """Those levels whose body lies in the field for the most part."""
        out = []
        for name in levels:
            _, y, z = scene.spine[name].center
            if all(s * (z - ez - self.p["tilt"] * (y - ey)) < 0 for s, ey, ez in self.edges):
                out.append(name)
        return out
