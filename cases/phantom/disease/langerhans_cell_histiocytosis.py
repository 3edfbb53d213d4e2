"""Langerhans cell histiocytosis of the spine.

Signs: even vertebra plana with kept or tall discs and marrow edema wider than the focus
(khung2013), geographic lysis with a scalloped edge and at times a small fragment, no rim while
active, a dense rim when healing (wjso2021); T1 low, T2 high, STIR very high, strong enhancement,
thin soft-tissue cuff. Body first, posterior elements less often. Foci 8-20 mm, plana 10-30 % of
height, cuff 2-5 mm, halo 5-10 mm: drawing values of the fact sheet.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .base import DiseaseModel, Draws, LevelEdit, MarrowState, Patient, Slab
from .edits import rough_plate
from .masses import Mass, paint_mass
from .shapes import mask, ring

if TYPE_CHECKING:
    from ..scene import Scene

WEIGHTS = {"S1": 0.2}


class LangerhansCellHistiocytosis(DiseaseModel):
    """One flat body and a few lytic foci with edema."""

    slug = "langerhans-cell-histiocytosis"
    version = 2  # a thin cuff: it stood out of the flat body like knobs
    lesion_name = "focus"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: flat as a coin. Hard: no plana or a partial one, faint edema."""
        count = d.integer(*d.pick((2, 3), (2, 4), (2, 3)))
        weights = {q: WEIGHTS.get(q, 1.0) for q in levels}
        chosen = d.levels(levels, count, weights)
        bodies = [q for q in chosen if q[0] != "S"]
        plana = d.choice(bodies) if bodies and d.chance(d.pick(1.0, 0.75, 0.4)) else ""
        size = patient.scale
        low, high = d.pick((13, 20), (11, 18), (8, 13))
        return {
            "levels": chosen,
            "plana": plana,
            "height": d.uniform(*d.pick((0.16, 0.28), (0.2, 0.4), (0.45, 0.65))),
            "tall_disc": d.uniform(1.05, 1.25),
            "healing": d.chance(d.pick(0.1, 0.25, 0.35)),
            "diameters": [round(d.uniform(low, high) * (0.45 + 0.55 * size), 2) for _ in chosen],
            "lobes": d.uniform(0.14, 0.24),
            "cells": d.recipe("tumor", t2=d.pick(112.0, 104.0, 96.0), adc=1.0, gd=0.95),
            "edema": d.recipe("edema"),
            "halo": d.uniform(*d.pick((0.5, 0.75), (0.4, 0.7), (0.2, 0.5))),
            "reach": d.uniform(4, 9),
            "fragment": d.uniform(2.0, 3.2) if d.chance(0.5) else 0.0,
            "fragment_bone": d.normal(0.32, 0.05, 0.2, 0.45),
            "rim_bone": d.normal(0.42, 0.06, 0.3, 0.55),
            "cuff": d.uniform(0.8, 2.4),
            "arch_share": d.pick(0.0, 0.1, 0.2),
        }

    def geometry(self) -> dict[str, LevelEdit]:
        """The plana, and tall discs on both sides of it."""
        p = self.p
        if not p["plana"]:
            return {}
        out = {
            p["plana"]: LevelEdit(height=p["height"], disc=p["tall_disc"], depth=1.06, width=1.03)
        }
        names = list(self.view)
        k = names.index(p["plana"]) if p["plana"] in names else 0
        if k:
            out[names[k - 1]] = LevelEdit(disc=p["tall_disc"])
        return out

    def attach(self, scene: "Scene") -> None:
        """Flatten the plates of the plana and place the foci."""
        super().attach(scene)
        p = self.p
        self.masses: list[Mass] = []
        self.plana_label = 0
        if p["plana"]:
            v = scene.spine[p["plana"]]
            flat = min(1.0, 2 * p["height"])
            v.upper_concavity, v.lower_concavity = 1.1 * flat, 0.9 * flat
            for side in ("upper", "lower"):
                rough_plate(scene, v, side, 0.35 + 0.5 * flat, 31)
            v.growth_plate *= 0.4
            self.plana_label = self.lesion(p["plana"], "flat body")
            radii = (v.half_width + p["cuff"], v.half_depth + p["cuff"], 0.5 * v.height + 1.2)
            self.masses.append(Mass(v.name, (0, 0, 0), radii, 71, self.plana_label, 0.03))
        others = [q for q in p["levels"] if q != p["plana"]]
        sizes = [s for q, s in zip(p["levels"], p["diameters"], strict=False) if q != p["plana"]]
        self.foci = self.scatter(
            others, sizes, shape=(1.1, 1, 0.9), spread=0.25, arch_share=p["arch_share"]
        ) if others else []  # fmt: skip

    def marrow(self, state: MarrowState) -> None:
        """Histiocytic tissue, wide edema, a fragment; a dense rim when healing."""
        p = self.p
        if self.plana_label and state.level == p["plana"]:
            self._flat(state)
        for focus in self.foci:
            d = focus.distance(state, p["lobes"], 0.8)
            if d is None:
                if state.level == focus.level and state.part == "body":
                    state.mix(0.3 * p["halo"], **p["edema"])
                continue
            wide = np.clip(1 - d / p["reach"], 0, 1) * (d > 0)
            state.mix(p["halo"] * wide * (0.3 if p["healing"] else 1.0), **p["edema"])
            inside = mask(d, 1.0)
            state.mix(inside, bone=0.0, **p["cells"])
            n = state.noise("fbm", 0.6, f"lch {focus.key}")
            state.t2 = state.t2 + 7 * inside * n
            state.cortex = state.cortex * (1 - 0.8 * mask(d + 1.0, 1.6))
            if p["healing"]:
                state.mix(ring(d, 1.0, 1.5), bone=p["rim_bone"], t2=30.0)
            if p["fragment"]:
                at = [c + 0.25 * r for c, r in zip(focus.center, focus.radii, strict=True)]
                far = np.sqrt(
                    (state.u - at[0]) ** 2 + (state.v - at[1]) ** 2 + (state.w - at[2]) ** 2
                )
                state.mix(mask(far - p["fragment"] / 2, 1.0), bone=p["fragment_bone"])
            state.mark(inside, focus.label)

    def _flat(self, state: MarrowState) -> None:
        p = self.p
        if state.part == "body":
            if p["healing"]:
                state.mix(0.6, bone=p["rim_bone"], fat=0.15, t2=45.0)
            else:
                state.mix(0.93, bone=0.05, **p["cells"])
                state.scale(1.0, bone=np.clip(1 + 0.6 * state.grain, 0, 3))
            state.mark(np.ones_like(state.u), self.plana_label)
        elif state.part == "arch" and not p["healing"]:
            near = np.clip((state.vertebra.half_depth + 10 - state.v) / 8, 0, 1)
            state.mix(0.5 * p["halo"] * near, **p["edema"])

    def soft_tissue(self, slab: Slab) -> None:
        """A thin cuff around the flat body."""
        c = self.p["cells"]
        for mass in self.masses:
            t2 = 60.0 if self.p["healing"] else c["t2"]
            gd = 0.3 if self.p["healing"] else c["gd"]
            paint_mass(self.scene, slab, mass, T1=c["t1"], T2=t2, W=c["pd"], GD=gd, ADC=c["adc"])
