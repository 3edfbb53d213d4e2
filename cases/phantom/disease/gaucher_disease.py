"""Gaucher disease of the spine.

Signs: patchy to even dark marrow on T1 with a vertebra-to-disc ratio of 1.29 +- 0.31 (healthy
1.90, vdr-gaucher), low to iso on T2 (radpod-gaucher), spared rims at the basivertebral vein, mild
STIR rise, shrunken opposed-phase drop, little enhancement; very large spleen in the field
(simpson-2014); old collapse in few (2 of 54, smri-2006). Fat 5-20 %, 40-90 % of each body: drawing
values. Patterns: "mottled", "reticular", "even".
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..fields import step
from .base import Draws, LevelEdit, MarrowState, Patient, Slab
from .edits import biconcave
from .masses import Mass, paint_mass
from .shapes import central_vein
from .whole_marrow import WholeMarrow, texture, vein

if TYPE_CHECKING:
    from ..scene import Scene


class GaucherDisease(WholeMarrow):
    """Storage cells in patches of all marrow, and a huge spleen."""

    slug = "gaucher-disease"
    version = 2  # purer storage cells: the opposed-phase drop shrinks, as described
    lesion_name = "storage marrow"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: coarse pattern with a huge spleen. Hard: even, treated, smaller or no spleen."""
        pattern = d.pick(
            "mottled", d.choice(("mottled", "reticular")), d.choice(("even", "reticular"))
        )
        mobile = [q for q in levels if q[0] in "TL"]
        cells = {
            "fat": d.normal(*d.pick((0.08, 0.02), (0.09, 0.03), (0.10, 0.03)), 0.05, 0.18),
            "t1": d.normal(780, 60, 660, 920),
            "t2": d.normal(46, 4, 38, 54),
            "pd": d.normal(0.80, 0.02, 0.75, 0.85),
            "adc": d.normal(0.54, 0.07, 0.4, 0.7),
            "gd": d.normal(0.06, 0.02, 0.01, 0.12),
            "t2s": d.normal(14, 2, 10, 19),
        }
        return {
            "pattern": pattern,
            "cells": cells,
            "part": d.uniform(0.45, 0.88) if pattern != "even" else d.uniform(0.85, 0.95),
            "patch": d.uniform(0.8, 1.6),
            "vein_rim": d.uniform(0.5, 0.9),
            "collapse": {q: d.uniform(0.5, 0.8)
                         for q in d.levels(mobile, d.integer(*d.pick((0, 2), (0, 1), (0, 1))))},
            "spleen": d.normal(*d.pick((1.1, 0.08), (1.0, 0.1), (0.8, 0.1)), 0.6, 1.3)
            if d.chance(d.pick(1.0, 0.9, 0.5)) else 0.0,
            "trabeculae": d.normal(0.80, 0.05, 0.68, 0.92),
            **texture(d, 0.02, 0.035),
        }  # fmt: skip

    def geometry(self) -> dict[str, LevelEdit]:
        """An old wedge."""
        return {q: LevelEdit(anterior=f, posterior=0.6 + 0.4 * f)
                for q, f in self.p["collapse"].items()}  # fmt: skip

    def attach(self, scene: "Scene") -> None:
        """Concave plates of collapsed bodies; the spleen from the left to the middle."""
        super().attach(scene)
        for level, f in self.p["collapse"].items():
            biconcave(scene.spine[level], "upper", 5 * (1 - f))
            biconcave(scene.spine[level], "lower", 4 * (1 - f))
        size, v = self.p["spleen"], scene.spine["L1"]
        at = (62.0, -v.half_depth - 62.0 * size, 18.0)
        self.organ = Mass("L1", at, (58 * size, 44 * size, 92 * size), 911, 0, 0.05)

    def marrow(self, state: MarrowState) -> None:
        """Patches or a net of storage cells; fat stays along the vein."""
        p = self.p
        n = 0.8 * state.noise("blob", p["patch"], "gaucher") + 0.6 * self.clouds(state)
        if p["pattern"] == "reticular":
            n = 1.1 - 1.5 * np.abs(n)
        n = n + 0.35 * self.shift.get(state.level, 0.0)
        offset = 1.4 * (p["part"] - 0.5)
        alpha = step(-0.40, 0.40, n + offset) if p["pattern"] != "even" else p["part"]
        spared = p["vein_rim"] * central_vein(state, 0.9)
        alpha = 0.97 * alpha * (1 - spared) * (1 - 0.8 * vein(state))
        self.replace_marrow(state, p["cells"], alpha, keep=0.15)
        state.scale(1.0, bone=p["trabeculae"])
        self.mark_marrow(state, alpha)

    def soft_tissue(self, slab: Slab) -> None:
        """The enlarged spleen."""
        if self.p["spleen"]:
            paint_mass(self.scene, slab, self.organ, "spleen")
