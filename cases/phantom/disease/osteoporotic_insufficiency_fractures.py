"""Osteoporotic and insufficiency fractures of several levels and ages.

Signs: band of edema under one plate with a dark line, fat kept in the rest of the body, angular
retropulsed upper corner (jung2003); in 75 acute fractures the edema was a band in 47 %, diffuse in
35 %, globular in 19 % (jkns-edema2016); fluid sign in 40 % (baur2002); pieces that fit, dense
impaction band, gas cleft (laredo1995); opposed phase keeps dropping (wadhawan2021). Background
about 60-100 HU (jang2019 for age). Sacrum: vertical bands in the wings, joined by a bar
(blomlie1993). Cleft 2-4 mm, corner 2-4 mm, ring 3-8 mm: drawing values of the fact sheet.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..fields import Field, bell, step
from ..patient import HU_BONE, HU_FAT, HU_MARROW_WATER
from .base import DiseaseModel, Draws, LevelEdit, MarrowState, Patient, Slab
from .edits import biconcave, bulge_wall, plate_step, rough_plate, spur
from .masses import Mass, paint_mass
from .shapes import pedicle

if TYPE_CHECKING:
    from ..scene import Scene

WEIGHTS = {
    "T7": 1.5,
    "T8": 1.5,
    "T11": 2.0,
    "T12": 3.0,
    "L1": 3.0,
    "L2": 1.6,
    "L5": 0.5,
    "S1": 0.0,
}
#: Part of the marrow that turns to edema, by the age of the fracture.
WET = {"acute": 0.94, "healing": 0.55, "old": 0.0}


class OsteoporoticInsufficiencyFractures(DiseaseModel):
    """Two to five fractures, at least one acute, in thin bone; sometimes the sacrum too."""

    slug = "osteoporotic-insufficiency-fractures"
    lesion_name = "fracture"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: bands, a fluid sign, old neighbors. Hard: diffuse edema, few clues."""
        count = d.integer(*d.pick((3, 5), (3, 4), (2, 3)))
        high = ("C", "T1", "T2", "T3", "T4")  # hardly ever break
        weights = {
            q: 0.0 if q.startswith(high[0]) or q in high else WEIGHTS.get(q, 1.0) for q in levels
        }
        chosen = d.levels(levels, count, weights)
        first = d.integer(0, len(chosen) - 1)
        ages = [d.choice(d.pick(("old", "old", "acute"), ("old", "healing", "acute"),
                                ("acute", "healing", "old"))) for _ in chosen]  # fmt: skip
        ages[first] = "acute"
        return {
            "fractures": [self._fracture(d, q, age) for q, age in zip(chosen, ages, strict=True)],
            "trabecular": d.normal(80, 18, 45, 115),
            "edema": d.recipe("edema", fat=0.10, adc=1.55),
            "line_bone": d.normal(0.27, 0.05, 0.18, 0.40),
            "scar_bone": d.normal(0.20, 0.05, 0.10, 0.32),
            "fluid": d.recipe("fluid"),
            "sacral": d.chance(d.pick(0.1, 0.12, 0.15)) and "S1" in levels,
            "ala": d.uniform(21, 26),
        }

    @staticmethod
    def _fracture(d: Draws, level: str, age: str) -> dict[str, Any]:
        band, diffuse, ball = d.pick((0.8, 0.1, 0.1), (0.47, 0.34, 0.19), (0.25, 0.50, 0.25))
        acute = age == "acute"
        form = d.choice(("wedge", "plate", "biconcave"), (4, 4, 2 if acute else 5))
        return {
            "level": level,
            "age": age,
            "form": form,
            "side": "lower" if d.chance(0.15) else "upper",
            "loss": d.uniform(*d.pick((0.28, 0.55), (0.20, 0.45), (0.12, 0.30))),
            "dent": d.uniform(3.5, 7.0) * d.pick(1.0, 0.9, 0.65),
            "pattern": d.choice(("band", "diffuse", "globular"), (band, diffuse, ball)),
            "depth": d.uniform(9, 15),
            "line": d.uniform(3.8, 6.0),
            "fluid": d.uniform(2.0, 4.0) if acute and d.chance(d.pick(0.7, 0.4, 0.12)) else 0.0,
            "gas": d.uniform(1.6, 3.0) if age != "acute" and d.chance(0.15) else 0.0,
            "corner": d.uniform(2.0, 4.0) if form != "biconcave" and d.chance(0.45) else 0.0,
            "pedicle": bool(acute and d.chance(d.pick(0.1, 0.25, 0.5))),
            "ring": d.uniform(3, 7) if acute and d.chance(0.6) else 0.0,
            "front": d.uniform(-0.25, 0.35),
        }

    def geometry(self) -> dict[str, LevelEdit]:
        """Wedged or flattened bodies."""
        out = {}
        for f in self.p["fractures"]:
            if f["form"] == "wedge":
                edit = LevelEdit(anterior=1 - f["loss"], posterior=1 - 0.2 * f["loss"])
            elif f["form"] == "plate":
                edit = LevelEdit(anterior=1 - 0.55 * f["loss"], posterior=1 - 0.2 * f["loss"])
            else:
                edit = LevelEdit(height=1 - 0.30 * f["loss"])
            out[f["level"]] = edit
        return out

    def attach(self, scene: "Scene") -> None:
        """Press plates in, push corners out, thin the trabeculae."""
        super().attach(scene)
        soft = scene.patient.fat * HU_FAT + (1 - scene.patient.fat) * HU_MARROW_WATER
        wanted = (self.p["trabecular"] - soft) / (HU_BONE - soft)
        self.thin = float(np.clip(wanted / max(scene.patient.bone_volume, 1e-3), 0.3, 1.0))
        self.by_level: dict[str, Any] = {}
        self.masses: list[Any] = []
        for f in self.p["fractures"]:
            label = self.lesion(f["level"])
            self.by_level[f["level"]] = (f, label)
            self._shape(scene, f, label)
        self.sacral_label = self.lesion("S1") if self.p["sacral"] else 0

    def _shape(self, scene: "Scene", f: dict[str, Any], label: int) -> None:
        v, size = scene.spine[f["level"]], f["dent"] * scene.spine[f["level"]].height / 27
        if f["form"] == "biconcave":
            biconcave(v, "upper", size)
            biconcave(v, "lower", 0.8 * size)
        else:
            plate_step(v, f["side"], size if f["form"] == "plate" else 0.35 * size)
        rough_plate(scene, v, f["side"], 0.45 if f["age"] == "acute" else 0.25, label)
        if f["form"] == "wedge":
            spur(v, f["side"], 1.7)
        end = -1 if f["side"] == "upper" else 1
        if f["corner"]:
            height = 0.30 * end * v.height
            bulge_wall(v, (0, height), f["corner"], (0.7 * v.half_width, 0.2 * v.height))
        if f["ring"]:
            radii = (v.half_width + f["ring"], v.half_depth + 0.5 * f["ring"], 0.42 * v.height)
            self.masses.append(
                Mass(v.name, (0, -0.5 * f["ring"], 0.15 * end * v.height), radii, label, 0, 0.05)
            )

    def marrow(self, state: MarrowState) -> None:
        """Rarefied bone everywhere; edema, line, scar and cleft at the fractures."""
        state.bone = state.bone * np.float32(self.thin)
        if state.part == "body":
            struts = state.noise("rough", (0.45, 0.45, 3.0), f"thin {state.level}")
            state.bone = state.bone * np.clip(1 + 0.45 * struts, 0.1, 2.2)
        if self.sacral_label:
            self._sacral(state)
        f, label = self.by_level.get(state.level, (None, 0))
        if f is None:
            return
        if state.part == "arch":
            if f["pedicle"]:
                both = np.maximum(pedicle(state, -1), pedicle(state, 1))
                state.mix(0.7 * WET[f["age"]] * both, **self.p["edema"])
        elif state.part == "body":
            self._body(state, f, label)

    def _body(self, state: MarrowState, f: dict[str, Any], label: int) -> None:
        p, dist = self.p, state.plate_distance(f["side"])
        n = state.noise("fbm", 0.5, f"fracture {label}")
        where = self._reach(state, f, dist, n)
        state.mix(WET[f["age"]] * where, **p["edema"])
        inner = step(1.0, 0.9, state.radius)
        line = bell(dist - f["line"] - 0.9 * n, 1.15) * inner
        if f["age"] == "old":
            scar = bell(dist, 3.0)
            state.mix(0.8 * scar, bone=p["scar_bone"], t2=36.0, pd=0.6)
            state.mark(step(5.5, 4.5, dist), label)
        else:
            state.mix(0.9 * line, bone=p["line_bone"], t2=26.0, gd=0.1, pd=0.55, fat=0.04)
            state.mix(0.4 * bell(dist, 2.2), bone=p["scar_bone"])
            crack = bell(dist - f["line"] - 1.2 * n, 0.7) * step(
                0.2, 0.7, -f["front"] - state.v / 20
            )
            state.cortex = state.cortex * (1 - 0.8 * crack)
            state.mark(where, label)
        self._cleft(state, f, dist, label)

    @staticmethod
    def _reach(state: MarrowState, f: dict[str, Any], dist: Field, n: Field) -> Field:
        """Where marrow is wet: a band with a straight edge, the whole body, or a ball."""
        v = state.vertebra
        if f["pattern"] == "diffuse":
            return np.clip(0.90 + 0.16 * n, 0.3, 1.0)
        if f["pattern"] == "band":
            limit = np.minimum(f["depth"], 0.62 * v.height) * (1 + 0.13 * n)
            return step(1.06, 0.80, dist / np.maximum(limit * (1 - f["front"] * state.v / 30), 2))
        q = (state.u / (0.8 * v.half_width)) ** 2
        q = q + ((state.v + 0.12 * v.half_depth) / (0.85 * v.half_depth)) ** 2
        q = q + ((dist - 0.34 * v.height) / (0.40 * v.height)) ** 2
        return step(1.15, 0.85, np.sqrt(q) + 0.10 * n)

    def _cleft(self, state: MarrowState, f: dict[str, Any], dist: Field, label: int) -> None:
        """Fluid as bright as CSF, or gas, in a slit beside the broken plate."""
        size = f["fluid"] or f["gas"]
        if not size:
            return
        v = state.vertebra
        shift = (state.v + (0.2 + f["front"]) * v.half_depth) / (0.55 * v.half_depth)
        flat = (dist - 0.6 * size - 1.0) / (0.62 * size)
        n = state.noise("fbm", 0.5, f"cleft {label}")
        q = flat**2 + shift**2 + (state.u / (0.65 * v.half_width)) ** 2 + 0.35 * n
        cleft = step(1.25, 0.75, q)
        if f["fluid"]:
            state.mix(cleft, **self.p["fluid"])
        else:
            state.mix(cleft, fat=0.0, bone=0.0, pd=0.02, t2=20.0, gd=0.0, hu=-900.0)
        state.mark(cleft, label)

    def _sacral(self, state: MarrowState) -> None:
        """Vertical bands of edema with a dark line in both wings, and a bar through S2."""
        n = state.noise("fbm", 0.6, f"ala {state.level}")
        if state.part == "sacrum":
            side = np.abs(state.u) - self.p["ala"] * self.scene.patient.scale + 1.6 * n
            high = step(-14, -6, state.w) * step(46, 30, state.w)
        elif state.part == "body" and state.level == "S2":
            side, high = state.plate_distance("upper") - 6 + 1.2 * n, np.ones_like(n)
        else:
            return
        wet = bell(side, 7.5) * high
        state.mix(0.92 * np.clip(1.4 * wet, 0, 1), **self.p["edema"])
        state.mix(0.8 * bell(side, 0.9) * high, bone=self.p["line_bone"], t2=28.0)
        state.mark(wet, self.sacral_label)

    def soft_tissue(self, slab: Slab) -> None:
        """A thin ring of edema around fresh fractures; no mass."""
        for mass in self.masses:
            paint_mass(
                self.scene,
                slab,
                mass,
                "muscle",
                W=0.75,
                F=0.15,
                T1=1100.0,
                T2=75.0,
                GD=0.3,
                HU=20.0,
            )
