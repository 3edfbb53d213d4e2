"""Iron-loaded marrow.

Signs: black on T1, T2 and STIR, darker than muscle (levin-1995), no visible enhancement, in phase
darker than opposed phase: T2* 7.47 +- 5.18 ms against 17.08 +- 1.89 (bm-t2star-2022); liver and
spleen dark too (drakonaki-2007; 5 of 40 had normal marrow with dark liver); CT normal, +10 to +40
HU assumed by the fact sheet. Fat 5-12 %: drawing value.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..fields import bell
from ..tissue import TISSUES
from .base import Draws, MarrowState, Patient, Slab
from .whole_marrow import WholeMarrow, texture, vein


class MarrowHemosiderosis(WholeMarrow):
    """Iron in all red marrow, and in the liver."""

    slug = "marrow-hemosiderosis"
    version = 2  # shorter T2: dark after contrast, too
    lesion_name = "iron-loaded marrow"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: heavy load. Hard: moderate load, fatty rests, liver less dark."""
        t2s = d.normal(*d.pick((3.0, 0.8), (4.0, 1.1), (4.9, 1.2)), 1.8, 9.0)
        load = float(np.clip((9.5 - t2s) / 7.5, 0.1, 1.0))
        iron = d.recipe(
            "iron", t2=21 - 13 * load, t1=640 + 190 * load, fat=d.pick(0.05, 0.06, 0.075)
        )
        iron |= {"t2s": t2s, "gd": d.normal(0.03, 0.012, 0.0, 0.06)}
        return {
            "iron": iron,
            "share": d.uniform(*d.pick((0.97, 0.99), (0.96, 0.99), (0.95, 0.98))),
            "keep": d.uniform(*d.pick((0.03, 0.10), (0.05, 0.15), (0.08, 0.2))),
            "water": d.normal(0.70, 0.03, 0.62, 0.78),
            "added_hu": d.uniform(5, 30),
            "liver": d.uniform(*d.pick((0.85, 1.0), (0.7, 1.0), (0.5, 0.9))),
            **texture(d, 0.012, 0.014),
        }

    def marrow(self, state: MarrowState) -> None:
        """Short T2 and T2* everywhere."""
        p = self.p
        alpha = p["share"] * (1 - 0.35 * vein(state))
        self.replace_marrow(state, p["iron"], alpha, keep=p["keep"])
        state.mix(alpha, pd=p["water"])
        state.hu = (state.hu + alpha * p["added_hu"]).astype(np.float32)
        state.scale(alpha, bone=0.82)
        self.mark_marrow(state)

    def soft_tissue(self, slab: Slab) -> None:
        """The liver in front of the upper lumbar spine: known by its relaxation times."""
        names, liver = slab.maps.names, TISSUES["liver"]
        if "T1" not in names or "T2" not in names:
            return
        q = np.abs(slab.maps["T1"] - liver.T1) / 70 + np.abs(slab.maps["T2"] - liver.T2) / 8
        alpha = self.p["liver"] * bell(np.clip(q - 0.3, 0, None), 0.6) * (slab.canal.r < -25)
        slab.maps.blend(
            alpha.astype(np.float32),
            TISSUES["liver"]._asdict() | {"T1": 420.0, "T2": 11.0, "T2S": 2.5},
        )
