"""Neurofibromatosis type 1 of the spine.

Signs: smooth concave posterior walls over several levels with normal marrow and thin intact
cortex (wakely2006, russo2021), wide sac, thin pedicles and wide foramina with dumb-bell
neurofibromas: T2 bright with dark center (wang2022), enhancing; short sharp curve (ip2018: set
through the patient's scoliosis). Scallops 4-8 mm, masses 8-35 mm, neurofibroma 20-45 HU, pedicles
half as wide: drawing values of the fact sheet.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..fields import Field, bell, step
from .base import DiseaseModel, Draws, LevelEdit, MarrowState, Patient, Slab
from .edits import scallop_wall, widen_sac
from .masses import Mass, paint_mass

if TYPE_CHECKING:
    from ..anatomy.vertebra import Vertebra
    from ..scene import Scene


def erode(vertebra: "Vertebra", side: int, depth: float, down: bool) -> None:
    """Press the posterolateral wall of a body in, in its lower or upper half."""
    a, b, h = vertebra.half_width, vertebra.half_depth, vertebra.height
    at = (0.25 if down else -0.25) * h

    def term(u: Field, v: Field, w: Field) -> Field:
        where = step(0.15 * a, 0.6 * a, side * u) * step(0.1 * b, 0.7 * b, v)
        return depth * where * bell(w - at, 0.32 * h)

    vertebra.wall_terms.append(term)


class NeurofibromatosisType1(DiseaseModel):
    """Scalloped posterior walls, wide sac and masses in the foramina."""

    slug = "neurofibromatosis-type-1"
    lesion_name = "neurofibroma"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: deep scallops and large targets. Hard: shallow scallops, small or no masses."""
        mobile = [q for q in levels if q[0] != "S"]
        row = d.contiguous(mobile, d.integer(*d.pick((5, 6), (4, 6), (3, 4))))
        count = d.integer(*d.pick((2, 4), (2, 3), (1, 2)))
        sick = d.levels(row[:-1] or row, count)
        low, high = d.pick((9, 14), (8, 12), (6, 9))
        size = 0.4 + 0.6 * patient.scale
        return {
            "row": row,
            "depths": [
                round(size * d.uniform(*d.pick((5, 8), (4, 7), (2.5, 4.5))), 2) for _ in row
            ],
            "sac": d.uniform(*d.pick((4.5, 7.0), (3.5, 5.5), (2.0, 3.5))),
            "masses": sick,
            "sides": [d.choice((-1, 1)) for _ in sick],
            "sizes": [round(size * d.uniform(low, high), 2) for _ in sick],
            "inner": [d.uniform(0.45, 0.7) for _ in sick],
            "target": [bool(d.chance(d.pick(0.9, 0.7, 0.4))) for _ in sick],
            "meningocele": [bool(d.chance(0.15)) for _ in sick],
            "t1": d.normal(1100, 70, 950, 1280),
            "t2": d.normal(175, 20, 130, 225),
            "core_t2": d.normal(64, 8, 46, 84),
            "gd": d.normal(0.55, 0.12, 0.3, 0.9),
            "core_gd": d.normal(0.85, 0.15, 0.5, 1.2),
            "adc": d.normal(1.85, 0.25, 1.3, 2.4),
            "hu": d.normal(31, 6, 18, 46),
            "pedicle": d.uniform(*d.pick((0.45, 0.6), (0.5, 0.7), (0.7, 0.85))),
            "wedge": d.uniform(0.82, 0.95),
            "thickness": d.uniform(0.5, 0.8),
        }

    def geometry(self) -> dict[str, LevelEdit]:
        """One dysplastic, slightly wedged body."""
        row = self.p["row"]
        return {row[len(row) // 2]: LevelEdit(anterior=self.p["wedge"])}

    def attach(self, scene: "Scene") -> None:
        """Scallop bodies, widen the sac, thin pedicles and hang masses into the foramina."""
        super().attach(scene)
        p = self.p
        self.walls: dict[str, int] = {}
        self.masses: list[tuple[Mass, int]] = []
        for k, level in enumerate(p["masses"]):
            self._dumbbell(scene, k, level)
        for level, depth in zip(p["row"], p["depths"], strict=True):
            v = scene.spine[level]
            scallop_wall(v, depth)
            widen_sac(scene, level, p["sac"])
            v.arch["pedicle_width"] *= p["pedicle"]
            self.walls[level] = self.lesion(level, "scalloped wall")

    def _dumbbell(self, scene: "Scene", k: int, level: str) -> None:
        """Inner and outer part in the foramen below a level, and the waist between them."""
        p = self.p
        v, side, r = scene.spine[level], p["sides"][k], p["sizes"][k]
        below = scene.spine.below(v)
        erode(v, side, 0.45 * r, True)
        if below is not None:
            erode(below, side, 0.3 * r, False)
            below.arch["pedicle_height"] *= 0.75
        v.arch["pedicle_height"] *= 0.7
        label = self.lesion(level, "meningocele" if p["meningocele"][k] else None)
        door = v.arch["canal_half_width"] + 2.0
        w = 0.5 * v.height - 1.0
        inner, wide = p["inner"][k] * r, v.half_depth
        behind = wide + 0.42 * v.arch["canal_depth"]
        parts = (
            ((side * 0.6 * door, behind, w), (inner, 0.8 * inner, 1.2 * inner)),
            ((side * (door + 4), wide + 3, w), (9.0, 0.55 * r, 0.6 * r)),
            ((side * (door + 8 + 0.7 * r), wide - 1, w + 3), (r, 0.95 * r, 1.15 * r)),
        )  # fmt: skip
        for n, (at, radii) in enumerate(parts):
            self.masses.append((Mass(level, at, radii, 80 + 5 * k + n, label, 0.06), k))

    def marrow(self, state: MarrowState) -> None:
        """Marrow stays normal; the pressed wall is thin and marked."""
        label = self.walls.get(state.level, 0)
        if not label or state.part != "body":
            return
        v = state.vertebra
        near = (state.depth < 4.0) * step(0.1 * v.half_depth, 0.3 * v.half_depth, state.v)
        near = near * bell(state.w, 0.42 * v.height) * (state.plate_distance() > 3)
        state.scale(near, thickness=self.p["thickness"])
        inner = (state.depth > 0.7) * (state.depth < 3.2) * (np.abs(state.u) < 0.55 * v.half_width)
        state.mark(near * inner, label, 0.3)

    def soft_tissue(self, slab: Slab) -> None:
        """Neurofibromas with a dark core, or CSF in a lateral meningocele."""
        p = self.p
        for mass, k in self.masses:
            if p["meningocele"][k]:
                paint_mass(self.scene, slab, mass, "csf", W=0.95)
                continue
            target = p["target"][k] and min(mass.radii) > 5
            rim = {"T2": p["t2"], "GD": p["gd"]} if target else None
            paint_mass(
                self.scene, slab, mass, "tumor", rim, 0.42 * min(mass.radii), T1=p["t1"], W=0.9,
                T2=p["core_t2"] if target else p["t2"], HU=p["hu"], ADC=p["adc"],
                GD=p["core_gd"] if target else p["gd"],
            )  # fmt: skip
