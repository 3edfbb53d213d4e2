"""Degenerative endplate changes: Modic types 1, 2, 3 and mixtures.

Signs: bands on both sides of one narrow dehydrated disc that follow the plates (nukmed2008); type
1 edema, type 2 fat, type 3 sclerosis; denser than the neighbor in all types, most in type 3
(zhu2021); ADC of type 1 under 1.52 (adcbjr2016); thin bright border on DWI, the claw (patel2014);
plate lesions beside large type 1 (kerttula2012); vacuum. L4-L5 and L5-S1 lead (li2014). Bands 6-18
mm deep, disc loss 30-70 %, bites 1-3 mm: drawing values of the fact sheet.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..anatomy.discs import DiscState
from ..fields import bell, step
from .base import DiseaseModel, Draws, LevelEdit, MarrowState, Patient
from .edits import dent, rough_plate
from .shapes import Side

if TYPE_CHECKING:
    from ..scene import Scene

#: By the vertebra above the disc: the rate rises downwards.
WEIGHTS = {"L5": 5.0, "L4": 5.0, "L3": 2.5, "L2": 1.5, "L1": 1.0, "T12": 0.4, "T11": 0.3}
SIDES: tuple[Side, Side] = ("lower", "upper")


class DegenerativeEndplateChanges(DiseaseModel):
    """One to three discs with a band on each side."""

    slug = "degenerative-endplate-changes"
    lesion_name = "endplate band"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: mirrored bands at two or three discs. Hard: one-sided or deep type 1 or type 3."""
        tops = [
            q for q in levels if q != "S1" and not (q == "C7" or (q[0] == "T" and int(q[1:]) < 5))
        ]
        cervical = {"C4": 1.5, "C5": 3.0, "C6": 3.0}
        weights = {q: WEIGHTS.get(q, cervical.get(q, 0.3)) for q in tops}
        discs = d.levels(tops, d.integer(*d.pick((2, 3), (2, 3), (1, 2))), weights)
        kinds = d.pick(("1", "2", "2", "12"), ("1", "2", "3", "12"), ("1", "3", "13"))
        types = [d.choice(kinds) for _ in discs]
        return {
            "discs": [
                {
                    "above": q,
                    "type": kind,
                    "loss": d.uniform(*d.pick((0.40, 0.68), (0.32, 0.60), (0.22, 0.45))),
                    "depths": [d.uniform(6, 15), d.uniform(6, 15)],
                    "tilt": d.uniform(-0.15, 0.45),  # more in front
                    "off": d.uniform(-0.35, 0.35),  # beside the midline
                    "one_sided": d.choice(("lower", "upper"))
                    if d.chance(d.pick(0.0, 0.15, 0.5)) else "",
                    "vacuum": d.chance(d.pick(0.45, 0.35, 0.15)),
                    "bite": d.uniform(1.0, 3.0) if d.chance(0.6) else 0.0,
                    "rough": d.uniform(0.25, 0.6),
                    "key": d.integer(1, 900),
                }
                for q, kind in zip(discs, types, strict=True)
            ],
            "edema": d.recipe("edema", adc=1.42, fat=0.10),
            "fat": d.recipe("fatty", fat=0.93, t2=62),
            "sclerosis": d.recipe("sclerosis", bone=0.30),
            "added_bone": [d.normal(0.04, 0.012, 0.01, 0.08), d.normal(0.03, 0.010, 0.01, 0.06)],
            "claw": d.uniform(0.5, 0.9),
            "alpha": d.uniform(0.84, 0.97),
            "blur": d.uniform(0.25, 0.45),
        }  # fmt: skip

    def geometry(self) -> dict[str, LevelEdit]:
        """Narrow discs."""
        return {q["above"]: LevelEdit(disc=1 - q["loss"]) for q in self.p["discs"]}

    def attach(self, scene: "Scene") -> None:
        """Worn discs, rough plates with bites, and one label for each band."""
        super().attach(scene)
        self.bands: dict[tuple[str, Side], tuple[dict[str, Any], float, int]] = {}
        rng = self.stream("bites")
        for q in self.p["discs"]:
            upper = scene.spine[q["above"]]
            lower = scene.spine.under(upper)
            upper.degeneration, upper.vacuum = max(upper.degeneration, 1.05), bool(q["vacuum"])
            upper.bulge = max(upper.bulge, float(rng.uniform(1.5, 3.5)))
            for k, (v, side) in enumerate(zip((upper, lower), SIDES, strict=True)):
                at = (
                    float(rng.normal(0, 0.3)) * v.half_width,
                    float(rng.normal(0, 0.3)) * v.half_depth,
                )
                grown = float(rng.uniform(1.5, 4.5)) * (0.3 if v.region == "S" else 1)
                lip = (grown, 0.6 * grown, 0.5 * grown)
                setattr(v.outline, "lower_lip" if side == "lower" else "upper_lip", lip)
                rough_plate(scene, v, side, q["rough"], q["key"])
                if q["bite"] and q["one_sided"] in ("", side):
                    dent(v, side, at, q["bite"], float(rng.uniform(2.5, 4.5)))
                if q["one_sided"] in ("", side):
                    label = self.lesion(v.name, phase=f"type {q['type']}")
                    self.bands[(v.name, side)] = (q, q["depths"][k], label)

    def marrow(self, state: MarrowState) -> None:
        """The bands of one body."""
        if state.part == "body":
            for side in SIDES:
                band = self.bands.get((state.level, side))
                if band:
                    self._band(state, side, *band)

    def _band(
        self, state: MarrowState, side: Side, q: dict[str, Any], depth: float, label: int
    ) -> None:
        p, v = self.p, state.vertebra
        dist = state.plate_distance(side)
        n = state.noise("fbm", 0.45, f"band {label}")
        limit = depth * min(1.0, v.height / 25) * (1 - q["tilt"] * state.v / v.half_depth)
        away = (state.u / v.half_width - q["off"]) / 0.95
        limit = np.maximum(limit * (1 - 0.45 * away**2) * (1 + 0.26 * n), 1.2)
        ratio = dist / limit
        inside = step(1.08, 1.08 - p["blur"], ratio)
        kind = q["type"]
        if kind == "1":
            self._edema(state, inside, ratio)
        elif kind == "2":
            state.mix(p["alpha"] * inside, **p["fat"])
            state.mix(inside, bone=state.bone + p["added_bone"][1])
        elif kind == "3":
            state.mix(step(0.98, 0.62, ratio), **self._dense(n))
        elif kind == "12":  # edema at the plate, fat behind it
            state.mix(p["alpha"] * inside, **p["fat"])
            self._edema(state, step(0.62, 0.40, ratio + 0.12 * n), ratio + 0.45)
        else:  # edema around sclerosis
            self._edema(state, inside, ratio)
            state.mix(step(0.55, 0.30, ratio + 0.10 * n), **self._dense(n))
        state.mix(0.5 * bell(dist, 1.6) * inside, bone=0.28)
        state.mark(inside, label)

    def _dense(self, n: Any) -> dict[str, Any]:
        bone = np.clip(self.p["sclerosis"]["bone"] + 0.05 * n, 0.12, 0.6)
        return self.p["sclerosis"] | {"bone": bone}

    def _edema(self, state: MarrowState, inside: Any, ratio: Any) -> None:
        """Type 1; a thin border with more water and slower diffusion is the claw."""
        p = self.p
        state.mix(p["alpha"] * inside, **p["edema"])
        state.mix(inside, bone=state.bone + p["added_bone"][0])
        claw = p["claw"] * bell(ratio - 0.93, 0.13)
        state.mix(claw, t2=140.0, pd=0.98, fat=0.03, adc=0.70)

    def disc(self, state: DiscState) -> None:
        """Dark discs; a thin rim takes up contrast beside type 1."""
        for q in self.p["discs"]:
            if q["above"] == state.level:
                state.t2 = np.minimum(state.t2, 42.0)
                if "1" in q["type"]:
                    edge = 1 - step(0.0, 0.22, np.minimum(state.height, 1 - state.height))
                    state.gd = state.gd + 0.25 * edge
