"""Systemic mastocytosis of the spine.

Signs: dense foci or coarse sclerosis beside thin bone (leone2020); T1 patchy or diffuse loss of
fat; in advanced disease cellular ("activated") marrow in 62 %, sclerotic in 25 %, small spots in
9 % (annhem2019); bright STIR where cellular, dark where sclerotic; fractures in thin bone.
Foci 2-10 mm, 350-700 HU; background 90-160 HU; diffuse form 300-500 HU; signals: all assumed by
the fact sheet.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..fields import step
from ..patient import HU_BONE, HU_FAT, HU_MARROW_WATER
from .base import Draws, LevelEdit, MarrowState, Patient
from .dense_foci import bone_for
from .edits import plate_step
from .whole_marrow import WholeMarrow, texture

if TYPE_CHECKING:
    from ..scene import Scene


class SystemicMastocytosis(WholeMarrow):
    """All marrow: tiny dense spots, coarse sclerosis or cellular change, in thin bone."""

    slug = "systemic-mastocytosis"
    lesion_name = "mastocytosis"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: many dense spots in thin bone. Hard: cellular marrow with hardly a spot."""
        form = d.pick(
            "spotted",
            d.choice(("spotted", "sclerotic", "cellular"), (2, 2, 1)),
            d.choice(("cellular", "sclerotic", "spotted"), (3, 1, 1)),
        )
        mobile = [q for q in levels if q[0] in "TL"]
        broken = 0 if form == "sclerotic" else d.integer(*d.pick((1, 2), (0, 2), (0, 1)))
        return {
            "form": form,
            "red": d.recipe("red", t2=70.0, t1=820.0),
            "share": d.normal({"spotted": 0.86, "sclerotic": 0.85, "cellular": 0.95}[form],
                              0.06, 0.4, 0.97),
            "fat": d.normal(0.09, 0.025, 0.03, 0.16),
            "keep": d.uniform(0.05, 0.3),
            "trabecular": d.normal(115, 20, 75, 160),
            "spot_hu": d.normal(d.pick(560, 500, 430), 70, 330, 720),
            "spot_t2": d.normal(30, 4, 22, 40),
            "density": d.uniform(*d.pick((1.15, 1.4), (1.25, 1.5), (1.5, 1.8))),
            "spot_scale": d.uniform(0.42, 0.70),
            "diffuse_hu": d.normal(390, 50, 290, 520),
            "fractures": {q: [d.uniform(0.75, 0.9), d.uniform(1.5, 3.5)]
                          for q in d.levels(mobile, broken)},
            **texture(d, 0.02, 0.03),
        }  # fmt: skip

    def geometry(self) -> dict[str, LevelEdit]:
        """Mild wedges."""
        return {q: LevelEdit(anterior=f[0]) for q, f in self.p["fractures"].items()}

    def attach(self, scene: "Scene") -> None:
        """Dent the broken plates and find how thin the bone is."""
        super().attach(scene)
        for level, (_, depth) in self.p["fractures"].items():
            plate_step(scene.spine[level], "upper", depth)
        soft = scene.patient.fat * HU_FAT + (1 - scene.patient.fat) * HU_MARROW_WATER
        wanted = (self.p["trabecular"] - soft) / (HU_BONE - soft)
        self.thin = float(np.clip(wanted / max(scene.patient.bone_volume, 1e-3), 0.3, 1.0))

    def marrow(self, state: MarrowState) -> None:
        """Cellular marrow, thin trabeculae, then the dense parts."""
        p = self.p
        self.replace_marrow(state, p["red"] | {"fat": p["fat"]}, p["share"], p["keep"])
        state.bone = state.bone * np.float32(self.thin)
        if p["form"] == "sclerotic":
            coarse = np.clip(0.75 + 0.30 * state.grain + 0.25 * self.clouds(state), 0.1, 1.6)
            state.mix(0.85, bone=bone_for(p["diffuse_hu"]) * coarse)
            state.mix(0.6, t2=38.0)
        else:
            limit = p["density"] + (0.9 if p["form"] == "cellular" else 0.0)
            n = state.noise("blob", p["spot_scale"], f"spots {state.level}")
            n = n + 0.35 * state.noise("blob", 1.8 * p["spot_scale"], f"large {state.level}")
            spots = step(limit, limit + 0.45, n)
            state.mix(spots, bone=bone_for(p["spot_hu"]), t2=p["spot_t2"], fat=0.1, gd=0.05)
        self.mark_marrow(state)
