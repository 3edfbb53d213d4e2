"""Sickle cell disease.

Signs: flat-bottomed central depression of both plates with intact rims, alike at many levels
(H shape, mulligan; about 10 % of patients, radpod), the rest smooth fish vertebrae (emj_fish);
marrow dark on T1 at every level, at or under disc (rao_pain 11 of 11), coarse trabeculae
(ganguly2011); iron after transfusion darkens T2 and STIR; infarcts: fresh bright on T2 with an
enhancing rim, old with a winding double line and dense on CT (rao_pain, myelofib2019).
Depression 40-60 % of the plate and 20-30 % of the height for both plates together, trabecular
80-140 HU and infarcts of 250-500 HU are drawing values of the fact sheet.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..patient import HU_BONE
from .base import Draws, LevelEdit, MarrowState, Patient
from .dense_foci import SOFT, bone_for
from .edits import biconcave, h_shape
from .shapes import Focus, mask, ring
from .whole_marrow import WholeMarrow, texture, vein

if TYPE_CHECKING:
    from ..scene import Scene


class SickleCellDisease(WholeMarrow):
    """Cellular or iron-laden marrow, stepped plates, infarcts."""

    slug = "sickle-cell-disease"
    version = 2  # steps of unequal depth from plate to plate
    lesion_name = "red marrow"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: many H shapes. Hard: few or none, marrow and infarcts lead."""
        bodies = [q for q in levels if q[0] != "S" and q[0] != "C" and q not in ("T1", "L5")]
        count = d.integer(*d.pick((5, 9), (3, 6), (0, 2)))
        stepped = d.contiguous(bodies, count) if count else []
        spots = d.integer(*d.pick((3, 6), (3, 7), (2, 5)))
        iron = d.uniform(*d.choice(((0.0, 0.15), (0.3, 0.7)), d.pick((3, 2), (1, 1), (1, 1))))
        return {
            "stepped": stepped,
            "depth": d.normal(d.pick(0.145, 0.125, 0.105), 0.012, 0.08, 0.17),
            "width": d.uniform(0.44, 0.58),
            "fish": d.uniform(*d.pick((1.0, 2.5), (1.0, 2.5), (0.8, 2.0))),
            "cellular": d.recipe("red", fat=0.05, t1=1130, t2=55, pd=0.80, gd=0.26),
            "iron": iron,
            "iron_marrow": d.recipe("iron", t1=1000, t2=20),
            "hu": d.uniform(85, 140),
            "coarse": d.uniform(1.0, 1.7),
            "keep": d.uniform(0.05, 0.18),
            "spots": [self._spot_of(d) for _ in range(spots)],
            "spot_levels": d.levels(bodies, spots),
            "edema": d.recipe("edema"),
            "old_fat": d.normal(0.55, 0.1, 0.35, 0.75),
            "old_bone": bone_for(d.normal(370, 60, 250, 500)),
            **texture(d, 0.014, 0.020),
        }

    @staticmethod
    def _spot_of(d: Draws) -> dict[str, Any]:
        """One infarct: its size, age and edge."""
        return {
            "size": d.uniform(*d.pick((13, 22), (10, 19), (8, 14))),
            "age": d.choice(("fresh", "old", "dense"), (0.35, 0.35, 0.3)),
            "rough": d.uniform(0.28, 0.45),
            "rim": d.uniform(1.4, 2.2),
        }

    def geometry(self) -> dict[str, LevelEdit]:
        """Stepped bodies lose no height at their rims and are a little taller than their discs."""
        return {q: LevelEdit(height=1.02, disc=0.92) for q in self.p["stepped"]}

    def attach(self, scene: "Scene") -> None:
        """Press the plates in; place infarcts."""
        super().attach(scene)
        p, rng = self.p, self.stream("shape")
        for v in scene.spine.vertebrae:
            if v.region == "S" or v.name[0] == "C":
                continue
            vary = float(np.clip(rng.normal(1, 0.10), 0.75, 1.25))
            for side in ("upper", "lower"):
                if v.name in p["stepped"]:
                    unequal = float(np.clip(rng.normal(0.92, 0.24), 0.45, 1.25))
                    h_shape(v, side, p["depth"] * v.height * vary * unequal, p["width"])
                else:
                    biconcave(v, side, p["fish"] * vary * v.height / 27)
        self.infarcts: list[tuple[Focus, dict[str, Any]]] = []
        diameters = [q["size"] for q in p["spots"]]
        if diameters and p["spot_levels"]:
            foci = self.spots(p["spot_levels"], diameters, "infarcts")
            for focus, spot in zip(foci, p["spots"], strict=True):
                label = self.lesion(focus.level, f"{spot['age']} infarct")
                own = Focus(focus.level, focus.center, focus.radii, focus.key, label)
                self.infarcts.append((own, spot))

    def marrow(self, state: MarrowState) -> None:
        """Cellular marrow, iron, thin coarse bone, then infarcts."""
        p = self.p
        alpha = 0.97 * (1 - 0.8 * vein(state))
        self.replace_marrow(state, p["cellular"], alpha, keep=p["keep"])
        state.mix(p["iron"] * alpha, **{k: v for k, v in p["iron_marrow"].items() if k != "fat"})
        wanted = (p["hu"] - SOFT - 50) / (HU_BONE - SOFT - 50)
        state.bone = state.bone * np.float32(max(wanted, 0.03) / self.patient.bone_volume)
        struts = state.noise("rough", (0.45, 0.45, 2.4), f"coarse {state.level}")
        state.bone = np.clip(state.bone * (1 + 0.45 * p["coarse"] * struts), 0.01, 0.5)
        self.mark_marrow(state)
        for focus, spot in self.infarcts:
            self._infarct(state, focus, spot)

    def _infarct(self, state: MarrowState, focus: Focus, spot: dict[str, Any]) -> None:
        """Fresh: wet, its middle unperfused. Old: fat in a double line. Dense: sclerosis."""
        p, d = self.p, focus.distance(state, spot["rough"], 0.5)
        if d is None:
            return
        inside, rim = mask(d, 1.5), ring(d, -0.5 * spot["rim"], spot["rim"])
        if spot["age"] == "fresh":
            state.mix(0.92 * inside, **p["edema"])
            state.mix(inside * mask(d + 2.5, 2.0), gd=0.04)
            state.mix(rim, gd=0.75)
        elif spot["age"] == "old":
            state.mix(0.9 * inside, fat=p["old_fat"], t2=60.0, gd=0.05)
            state.mix(0.8 * ring(d, -spot["rim"], 0.8 * spot["rim"]), **p["edema"])
            state.mix(0.9 * ring(d, 0.4, spot["rim"]), bone=p["old_bone"], fat=0.03, t2=22.0,
                      pd=0.55, gd=0.05)  # fmt: skip
        else:
            mottle = np.clip(1 + 0.3 * state.grain, 0.4, 1.6)
            state.mix(0.85 * inside, bone=p["old_bone"] * mottle, t2=24.0, fat=0.08, gd=0.04)
        state.mark(inside, focus.label)
