"""Marrow stimulated by growth factor.

Signs: even step of all marrow, darker on T1 but above disc (carroll-1997), STIR and enhancement
clearly up (gu-2019; sternal index 2.15 to 3.33, sorin-gcsf), opposed-phase drop kept, CT normal;
an old radiation field stays fatty with a straight edge (abdel-dayem-1999). Fat 8-20 %, patches
5-10 mm, ADC 0.55-0.75: drawing values.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..fields import Field, step
from .base import Draws, MarrowState, Patient
from .shapes import central_vein, patches
from .whole_marrow import WholeMarrow, texture, vein

if TYPE_CHECKING:
    from ..scene import Scene


class MarrowStimulationGcsf(WholeMarrow):
    """Cellular, wet, enhancing red marrow at every level."""

    slug = "marrow-stimulation-gcsf"
    lesion_name = "stimulated marrow"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: an irradiated block is left. Hard: less fat, wetter, patchy."""
        recipe = d.recipe("red", fat=d.pick(0.16, 0.14, 0.115), t2=d.pick(69, 71, 74))
        recipe |= {"t1": d.normal(d.pick(765, 790, 815), 35, 680, 900),
                   "adc": d.normal(0.64, 0.05, 0.55, 0.75), "gd": d.normal(0.36, 0.07, 0.2, 0.55),
                   "pd": d.normal(0.83, 0.01, 0.8, 0.86)}  # fmt: skip
        block = d.chance(d.pick(0.8, 0.35, 0.1))
        mobile = [q for q in levels if q[0] in "TL"]
        return {
            "cells": recipe,
            "share": d.normal(0.95, 0.02, 0.9, 0.98),
            "keep": d.uniform(*d.pick((0.25, 0.4), (0.18, 0.32), (0.1, 0.25))),
            "vein_fat": d.uniform(*d.pick((0.12, 0.24), (0.08, 0.18), (0.03, 0.10))),
            "patchy": d.chance(d.pick(0.15, 0.35, 0.6)),
            "patch": d.uniform(0.9, 1.2),
            "block": d.contiguous(mobile, d.integer(2, 4)) if block else [],
            "edges": [d.uniform(-0.35, 0.35), d.uniform(-0.35, 0.35)],
            "fatty": d.recipe("fatty"),
            **texture(d, 0.012, 0.016),
        }

    def attach(self, scene: "Scene") -> None:
        """Find the edges of the old field (mm, world)."""
        super().attach(scene)
        self.field: tuple[float, float] | None = None
        if self.p["block"]:
            ends = (scene.spine[self.p["block"][0]], scene.spine[self.p["block"][-1]])
            z = sorted(float(v.center[2] + e * v.height)
                       for v, e in zip(ends, self.p["edges"], strict=True))  # fmt: skip
            self.field = (z[0] - 8, z[1] + 8)

    def _irradiated(self, state: MarrowState) -> Field:
        if self.field is None:
            return np.zeros(state.u.shape, np.float32)
        low, high = self.field
        wave = 0.5 * state.coarse
        return step(low - 1.8, low + 1.8, state.z + wave) * step(
            high + 1.8, high - 1.8, state.z + wave
        )

    def marrow(self, state: MarrowState) -> None:
        """Cells at every level but in the old field."""
        p, old = self.p, self._irradiated(state)
        state.mix(0.92 * old, **p["fatty"])
        alpha = p["share"] * (1 - old) * (1 - 0.85 * vein(state))
        if p["patchy"]:
            alpha = alpha * (
                1 - 0.5 * patches(state, p["patch"], p["patch"] + 0.8, 0.9, "gcsf", 0.4)
            )
        self.replace_marrow(state, p["cells"], alpha, keep=p["keep"])
        bonus = p["vein_fat"] * central_vein(state) * (1 - vein(state)) * (1 - old)
        state.fat = np.clip(state.fat + bonus, 0, 0.95).astype(np.float32)
        state.scale(alpha, bone=0.9)
        self.mark_marrow(state, 1 - old)
