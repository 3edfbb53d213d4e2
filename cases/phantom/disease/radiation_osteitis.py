"""Radiation osteitis, osteonecrosis and insufficiency fracture in a radiation field.

Signs: fatty field with a straight edge (clinicalpub-rt); in it mottled necrosis of one or two
neighboring bodies, mixed on CT with coarse trabeculae, rim enhancement, edema (mitchell-1998);
sacrum: bands in both wings joined by a bar at S2 (blomlie-1993; fracture in 43 % of changed sacra,
risc-2018), dark line hidden in about a third (zhong-sif-2022). No mass, arch or epidural part.
Dense parts 300-550 HU, lucent parts 20-90 HU, line 350-600 HU: drawing values of the fact sheet.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..fields import Field, bell, step
from .base import Draws, LevelEdit, MarrowState, Patient
from .dense_foci import bone_for
from .edits import plate_step, rough_plate
from .radiation_field import OPEN, RadiationField, draw_field

if TYPE_CHECKING:
    from ..scene import Scene


class RadiationOsteitis(RadiationField):
    """Necrosis of bodies and fractures of the sacrum on a fatty background."""

    slug = "radiation-osteitis"
    lesion_name = "osteitis"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Spine or sacrum, how many bodies, whether the line is seen."""
        bodies = [q for q in levels if not q.startswith("S")]
        forms = ("sacrum", "spine", "both") if "S1" in levels else ("spine",)
        form = d.choice(forms, (0.4, 0.4, 0.2)[: len(forms)])
        count = d.integer(*d.pick((4, 6), (3, 5), (3, 4)))
        block = bodies[-count:] if form != "spine" else d.contiguous(bodies[1:-1], count)
        return {
            **draw_field(d, block[0], block[-1] if form == "spine" else OPEN),
            "necrosis": [] if form == "sacrum" else self._bodies(d, block),
            "sacral": form != "spine",
            "sides": d.pick([-1, 1], [-1, 1], d.choice(([-1, 1], [-1], [1]))),
            "bar": d.chance(d.pick(1.0, 0.7, 0.3)),
            "ala": d.uniform(20, 25),
            "band": d.uniform(6.0, 9.0),
            "wet": d.uniform(*d.pick((0.85, 0.95), (0.7, 0.9), (0.5, 0.75))),
            "line": bone_for(d.normal(470, 70, 350, 600))
            if d.chance(d.pick(1.0, 0.7, 0.35)) else 0.0,
            "edema": d.recipe("edema", adc=2.1),
            "dead": d.recipe("fibrosis", fat=0.22, t2=62, t1=800, adc=1.4),
            "dense": bone_for(d.normal(430, 65, 300, 550)),
            "lucent": d.uniform(0.0, 0.04),
            "rim_gd": d.normal(0.6, 0.14, 0.3, 0.95),
            "mottle": d.uniform(0.55, 0.85),
        }  # fmt: skip

    @staticmethod
    def _bodies(d: Draws, block: Sequence[str]) -> list[dict[str, Any]]:
        """One necrotic body, or two that face one disc."""
        pair = d.chance(d.pick(0.6, 0.5, 0.3)) and len(block) > 1
        levels = d.contiguous(block, 2 if pair else 1)
        return [
            {
                "level": level,
                "side": "lower" if pair and k == 0 else "upper",
                "reach": d.uniform(*d.pick((0.65, 0.9), (0.5, 0.75), (0.35, 0.55))),
                "loss": d.uniform(*d.pick((0.2, 0.4), (0.1, 0.3), (0.0, 0.12))),
                "line": d.chance(d.pick(0.9, 0.7, 0.4)),
                "at": d.uniform(3.5, 6.0),
            }
            for k, level in enumerate(levels)
        ]

    def geometry(self) -> dict[str, LevelEdit]:
        """Height loss of the necrotic bodies."""
        return {
            q["level"]: LevelEdit(anterior=1 - q["loss"], posterior=1 - 0.3 * q["loss"])
            for q in self.p["necrosis"]
        }

    def attach(self, scene: "Scene") -> None:
        """Labels, and broken plates."""
        super().attach(scene)
        self.by_level = {}
        for q in self.p["necrosis"]:
            label = self.lesion(q["level"])
            self.by_level[q["level"]] = (q, label)
            v = scene.spine[q["level"]]
            rough_plate(scene, v, q["side"], 0.4, label)
            if q["line"]:
                plate_step(v, q["side"], 5 * q["loss"])
        names = {-1: "sacral wing right", 1: "sacral wing left"}
        sides = self.p["sides"] if self.p["sacral"] else []
        self.wings = {s: self.lesion("S1", names[s]) for s in sides}
        self.bar = self.lesion("S2", "sacral bar") if self.wings and self.p["bar"] else 0

    def marrow(self, state: MarrowState) -> None:
        """Fat in the field, then what radiation broke."""
        self.irradiate(state)
        if self.wings:
            self._sacrum(state)
        q, label = self.by_level.get(state.level, (None, 0))
        if q is not None and state.part == "body":
            self._necrosis(state, q, label)

    def _necrosis(self, state: MarrowState, q: dict[str, Any], label: int) -> None:
        """A mottled zone from one plate inwards: dead centre, enhancing edge, edema beyond."""
        p, v = self.p, state.vertebra
        dist = state.plate_distance(q["side"])
        n = state.noise("fbm", 0.55, f"necrosis {label}")
        limit = q["reach"] * v.height * (1 + 0.16 * n - 0.12 * state.v / v.half_depth)
        d = dist - np.maximum(limit, 3.0)
        inside = step(1.0, -1.0, d)
        state.mix(p["wet"] * bell(d - 2.0, 5.0), **p["edema"])
        state.mix(0.92 * inside, **p["dead"])
        blob = state.noise("blob", 0.68, f"mottle {label}") + 0.15 * state.grain
        dense, lucent = step(0.0, 1.1, blob), step(-0.1, -1.2, blob)
        state.mix(p["mottle"] * inside * dense, bone=p["dense"], t2=34.0)
        state.mix(p["mottle"] * inside * lucent, bone=p["lucent"], **p["edema"])
        state.mix(bell(d + 0.5, 2.2), gd=p["rim_gd"])
        state.mix(inside * step(-2.0, -5.0, d) * 0.8, gd=0.06)
        if q["line"]:
            line = bell(dist - q["at"] - 0.9 * n, 1.1) * step(1.0, 0.9, state.radius)
            state.mix(0.9 * line, bone=p["dense"], t2=24.0, fat=0.05, gd=0.08, pd=0.55)
        state.mark(step(4.0, 2.0, d), label)

    def _sacrum(self, state: MarrowState) -> None:
        """Bands of edema in the wings with a dense line, and the bar through S2."""
        p, n = self.p, state.noise("fbm", 0.6, f"ala {state.level}")
        if state.part == "sacrum":
            high = step(-14, -6, state.w) * step(46, 30, state.w)
            for side, label in self.wings.items():
                at = side * state.u - p["ala"] * self.scene.patient.scale + 1.8 * n
                self._band(state, at, high, label)
        elif state.part == "body" and state.level == "S2" and self.bar:
            at = state.plate_distance("upper") - 7 + 1.3 * n
            self._band(state, at, np.ones_like(at), self.bar, 0.6)

    def _band(
        self, state: MarrowState, at: Field, high: Field, label: int, thin: float = 1.0
    ) -> None:
        """Edema about a line; `at` is mm from the line."""
        p = self.p
        wet = np.clip(1.35 * bell(at, thin * p["band"]), 0, 1) * high
        state.mix(p["wet"] * wet, **p["edema"])
        coarse = np.clip(1 + 0.25 * state.grain, 0.5, 1.5)
        state.mix(0.25 * wet, bone=0.5 * p["dense"] * coarse)
        if p["line"]:
            state.mix(0.9 * bell(at, 1.0) * high, bone=p["line"], t2=26.0, pd=0.6, gd=0.1)
        state.mark(wet, label)
