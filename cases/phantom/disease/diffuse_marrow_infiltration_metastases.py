"""Diffuse metastatic infiltration of the marrow.

Signs: every body at or below disc and muscle on T1 (carroll-1997), no opposed-phase drop and fat
fraction under 6.4 % (schmeel-2018), bright STIR and DWI, enhancement; T2 uneven; a few round fatty
islands may survive (clinical-mri-mets); CT normal or finely sclerotic. ADC 0.77 +- 0.135
(koutoulidis-2017, myeloma of diffuse pattern). Islands 4-8 mm, fractures subtle: drawing values.
Patterns: "even"; "islands"; "patchy" (larger rests of normal marrow); "sclerotic" on CT.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .base import Draws, LevelEdit, MarrowState, Patient
from .edits import plate_step
from .shapes import patches, plate_band
from .whole_marrow import WholeMarrow, coverage_of, texture, vein

if TYPE_CHECKING:
    from ..scene import Scene


class DiffuseMarrowInfiltrationMetastases(WholeMarrow):
    """All marrow replaced by tumor, fat gone but for a few rests."""

    slug = "diffuse-marrow-infiltration-metastases"
    version = 3  # one body wetter than the next; all patients and bodies had one STIR signal
    lesion_name = "infiltrated marrow"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: complete and bright on STIR. Hard: patchy or sclerotic, less water signal."""
        pattern = d.pick(
            d.choice(("even", "islands")),
            d.choice(("even", "islands", "islands", "sclerotic")),
            d.choice(("patchy", "patchy", "sclerotic", "even")),
        )
        t2 = 74.0 if pattern == "sclerotic" else d.pick(100.0, 93.0, 86.0)
        recipe = d.recipe("metastasis", fat=0.012, t2=t2, gd=d.pick(0.65, 0.55, 0.42))
        recipe["t1"] = d.normal(d.pick(1320, 1290, 1250), 75, 1120, 1500)
        recipe["adc"] = d.normal(0.77, 0.135, 0.55, 1.05)
        mobile = [q for q in levels if q[0] in "TL"]
        broken = d.integer(*d.pick((0, 2), (0, 1), (0, 0)))
        islands = d.integer(*d.pick((2, 5), (3, 7), (5, 9)))
        return {
            "pattern": pattern,
            "tumor": recipe,
            "share": d.normal(*d.pick((0.98, 0.008), (0.975, 0.01), (0.97, 0.01)), 0.94, 0.995),
            "trabeculae": d.normal(0.84, 0.05, 0.72, 0.95),
            "sclerosis": d.uniform(0.04, 0.085),
            "rest": d.uniform(0.9, 1.4),
            "rest_scale": d.uniform(1.0, 1.7),
            "islands": [d.uniform(5, 9) for _ in range(0 if pattern == "even" else islands)],
            "island_fat": d.normal(0.68, 0.08, 0.5, 0.82),
            "fractures": {q: [d.uniform(0.85, 0.96), d.uniform(1.2, 2.6)]
                          for q in d.levels(mobile, broken)},
            **texture(d, 0.010, 0.012),
            "water": d.uniform(0.10, 0.26),
            "from_body_to_body": d.uniform(0.05, 0.22),
        }  # fmt: skip

    def geometry(self) -> dict[str, LevelEdit]:
        """Slight loss of height in front."""
        return {q: LevelEdit(anterior=f[0]) for q, f in self.p["fractures"].items()}

    def attach(self, scene: "Scene") -> None:
        """Place the spared islands and dent the broken plates."""
        super().attach(scene)
        for level, (_, depth) in self.p["fractures"].items():
            plate_step(scene.spine[level], "upper", depth)
        sizes = self.p["islands"]
        order = [self.view[int(k)] for k in self.stream("order").permutation(len(self.view))]
        self.rests = self.spots(order, sizes, "islands")

    def marrow(self, state: MarrowState) -> None:
        """Tumor everywhere except in islands; trabeculae thinned or finely thickened."""
        p = self.p
        kept = 0.9 * coverage_of(self.rests, state, 2.4, 0.12)
        if p["pattern"] == "patchy":
            kept = np.maximum(kept, 0.75 * patches(state, p["rest"], p["rest"] + 0.8,
                                                   p["rest_scale"], "rest", 0.35))  # fmt: skip
        alpha = p["share"] * (1 - kept) * (1 - 0.45 * vein(state))
        state.mix(kept, fat=p["island_fat"] + 0.05 * state.coarse)
        self.replace_marrow(state, p["tumor"], alpha, keep=0.05)
        body = 1 + p["from_body_to_body"] * self.shift.get(state.level, 0.0)
        mottle = 0.5 * self.clouds(state, "mottle")
        wet = body + p["water"] * (self.clouds(state) + mottle)
        state.scale(alpha, t2=np.clip(wet, 0.6, 1.5), gd=np.clip(2 * wet - 1, 0.5, 1.6))
        if p["pattern"] == "sclerotic":
            fine = np.clip(1 + 0.5 * state.grain + 0.35 * self.clouds(state), 0.1, 2.2)
            state.bone = (state.bone + alpha * p["sclerosis"] * fine).astype(np.float32)
        else:
            state.scale(alpha, bone=p["trabeculae"])
        if state.level in p["fractures"] and state.part == "body":
            line = plate_band(state, "upper", 2.6, 11)
            state.scale(line, bone=1.8)
        self.mark_marrow(state, alpha)
