"""Hemispherical spondylosclerosis.

Signs: dome of sclerosis on the lower plate, in front, of one body, most often L4, then L5 and L3
(dihlmann1981); 472 +- 96 HU, T1 low in 8 of 11, fat-suppressed T2 high in 8 of 11, worn disc and
plate erosion in all, opposite plate eroded in 2 of 11 (hsmr2017). Base 20-30 mm, height 12-20 mm,
osteophyte 4-8 mm: drawing values of the fact sheet.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..anatomy.discs import DiscState
from ..fields import bell, step
from ..patient import HU_BONE
from .base import DiseaseModel, Draws, LevelEdit, MarrowState, Patient
from .edits import dent, rough_plate

if TYPE_CHECKING:
    from ..scene import Scene

WEIGHTS = {"L4": 6.0, "L5": 2.5, "L3": 1.5}


class HemisphericalSpondylosclerosis(DiseaseModel):
    """One dome over a worn disc; rarely a second one."""

    slug = "hemispherical-spondylosclerosis"
    lesion_name = "dome of sclerosis"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: dense dome, narrow disc. Hard: wet dome or atypical signal, disc less narrow."""
        count = 2 if d.chance(d.pick(0.1, 0.1, 0.15)) else 1
        options = [q for q in levels if q in WEIGHTS] or list(levels[-3:-1])
        wet = d.chance(d.pick(0.6, 0.72, 0.85))
        return {
            "levels": d.levels(options, count, {q: WEIGHTS.get(q, 1.0) for q in options}),
            "base": [d.uniform(20, 30) * d.pick(1.05, 1.0, 0.85) for _ in range(count)],
            "tall": [d.uniform(12, 20) for _ in range(count)],
            "front": [d.uniform(0.15, 0.60) for _ in range(count)],
            "off": [d.uniform(-0.25, 0.25) for _ in range(count)],
            "hu": [d.normal(472, 96, 300, 680) for _ in range(count)],
            "fat": d.normal(0.08, 0.03, 0.02, 0.18) if d.chance(0.73) else d.uniform(0.35, 0.5),
            "t2": d.normal(170, 22, 125, 220) if wet else d.normal(38, 5, 28, 48),
            "gd": d.normal(0.60, 0.15, 0.3, 0.95),
            "halo": d.uniform(0.6, 1.0) if wet else d.uniform(0.0, 0.25),
            "halo_width": d.uniform(4.0, 8.0),
            "edema": d.recipe("edema"),
            "grain": d.uniform(0.05, 0.16),
            "disc": d.uniform(*d.pick((0.40, 0.55), (0.42, 0.65), (0.55, 0.75))),
            "erosion": d.uniform(1.5, 3.0),
            "opposite": d.chance(2 / 11),
            "lip": d.uniform(3.0, 6.0),
            "vacuum": d.chance(0.2),
        }

    def geometry(self) -> dict[str, LevelEdit]:
        """A narrow disc below the dome."""
        return {q: LevelEdit(disc=self.p["disc"]) for q in self.p["levels"]}

    def attach(self, scene: "Scene") -> None:
        """Worn disc, eroded plate, osteophyte in front."""
        super().attach(scene)
        p, rng = self.p, self.stream("bites")
        self.labels: dict[str, tuple[int, int]] = {}
        for k, level in enumerate(p["levels"]):
            v = scene.spine[level]
            below = scene.spine.under(v)
            v.degeneration, v.vacuum = max(v.degeneration, 1.0), bool(p["vacuum"])
            lip = p["lip"]
            v.outline.lower_lip = (lip, 0.4 * lip, 0.4 * lip)
            for _ in range(2):
                at = (
                    (p["off"][k] + float(rng.normal(0, 0.2))) * v.half_width,
                    (-p["front"][k] + float(rng.normal(0, 0.15))) * v.half_depth,
                )
                dent(v, "lower", at, p["erosion"], float(rng.uniform(2.0, 3.4)))
            rough_plate(scene, v, "lower", 0.5, 7 + k)
            if p["opposite"]:
                rough_plate(scene, below, "upper", 0.7, 17 + k)
            self.labels[level] = (k, self.lesion(level))

    def marrow(self, state: MarrowState) -> None:
        """The dome with a fading edge."""
        if state.part != "body" or state.level not in self.labels:
            return
        (k, label), p, v = self.labels[state.level], self.p, state.vertebra
        half, tall = 0.5 * p["base"][k], min(p["tall"][k], 0.72 * v.height)
        dist = state.plate_distance("lower")
        q = ((state.u - p["off"][k] * v.half_width) / (1.15 * half)) ** 2
        q = q + ((state.v + p["front"][k] * v.half_depth) / half) ** 2 + (dist / tall) ** 2
        n = state.noise("fbm", 0.6, f"dome {label}")
        d = (np.sqrt(q) - 1 + 0.06 * n) * min(half, tall)
        state.mix(p["halo"] * bell(d - 1.0, p["halo_width"]), **p["edema"])
        inside = step(1.6, -1.6, d)
        soft = -98.0 * p["fat"] + 50.0 * (1 - p["fat"])
        dense = (p["hu"][k] - soft) / (HU_BONE - soft)
        rough = state.noise("rough", (0.7, 0.7, 0.7), f"dome grain {label}")
        bone = np.clip(dense * (1 + p["grain"] * rough + 0.08 * n), 0.1, 0.6)
        state.mix(
            inside, fat=p["fat"], t1=1050.0, t2=p["t2"], pd=0.93, gd=p["gd"], adc=1.1, bone=bone
        )
        state.mark(inside, label)

    def disc(self, state: DiscState) -> None:
        """The disc below is dark."""
        if state.level in self.labels:
            state.t2 = np.minimum(state.t2, 42.0)
