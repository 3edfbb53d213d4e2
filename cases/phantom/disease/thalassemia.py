"""Thalassemia with extramedullary hematopoiesis.

Signs: all marrow dark on T1; transfused: darker than muscle on T1 and T2 (mri_thal1995; dark at
least on T2* in 29 of 40, drakonaki2007); untransfused: red marrow, mildly bright STIR. CT: lucent
bodies with thick vertical struts and a thin cortex (medscape_thal), wide ribs (learnrad_emh).
Smooth lobulated masses on both sides at T8-T12, 3-10 cm (emh2024), even in 70 %, red-marrow signal
in 67 %, sharp in 89 % (cbi2016); old ones hold fat or iron (malla2020). In and opposed phase: iron
darkens the later (in-phase) echo. Trabecular 60-110 HU, struts 2-3 mm apart, bodies 10-15 % wider,
ribs 1.5 times: drawing values of the fact sheet.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..fields import Field
from ..patient import HU_BONE
from .base import Draws, LevelEdit, MarrowState, Patient, Slab
from .edits import biconcave, enlarge_arch
from .masses import Mass, paint_mass
from .shapes import hexagonal
from .whole_marrow import WholeMarrow, texture, vein

if TYPE_CHECKING:
    from ..scene import Scene

MASS_LEVELS = ("T8", "T9", "T10", "T11", "T12")


class Thalassemia(WholeMarrow):
    """Marrow of the whole spine, coarse thin bone, paravertebral hematopoiesis."""

    slug = "thalassemia"
    version = 2  # coarse struts crowd and part: they stood like a net
    lesion_name = "marrow"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: iron-black or with large masses. Hard: cellular marrow, no or one small mass."""
        transfused = d.chance(d.pick(0.75, 0.6, 0.35))
        near = [q for q in MASS_LEVELS if q in levels]
        count = min(d.integer(*d.pick((2, 3), (1, 2), (0, 1))), len(near))
        return {
            "iron": d.uniform(*d.pick((0.75, 0.95), (0.5, 0.9), (0.35, 0.7))) if transfused
            else d.uniform(0.05, 0.30),
            "cellular": d.recipe("red", fat=0.03, t1=1200, t2=52, pd=0.80, gd=0.24),
            "iron_marrow": d.recipe("iron", fat=0.03, t2=19, t2s=4, t1=1180, pd=0.71),
            "keep": d.uniform(0.03, 0.15),
            "hu": d.uniform(60, 110),
            "spacing": d.uniform(2.4, 3.4),
            "radius": d.normal(0.42, 0.06, 0.28, 0.56),
            "strut": d.normal(d.pick(0.42, 0.34, 0.26), 0.05, 0.16, 0.55),
            "cortex": d.uniform(0.35, 0.6),
            "wide": d.normal(1.10, 0.025, 1.03, 1.15),
            "fish": d.uniform(1.2, 3.2),
            "ribs": d.normal(d.pick(1.5, 1.4, 1.25), 0.08, 1.1, 1.7),
            "arch": d.normal(1.12, 0.04, 1.0, 1.22),
            "wedge": d.choice(levels[2:-2]) if d.chance(0.3) else "",
            "loss": d.uniform(0.10, 0.22),
            "masses": [self._mass(d, q) for q in d.contiguous(near, count)] if count else [],
            "epidural": d.uniform(3.5, 5.5) if count and d.chance(0.3) else 0.0,
            "red_mass": d.recipe("red", fat=0.12, t1=900, t2=62, gd=0.30),
            **texture(d, 0.010, 0.018),
        }  # fmt: skip

    @staticmethod
    def _mass(d: Draws, level: str) -> dict[str, Any]:
        """Masses at one level: both sides, unequal, of one age."""
        size = d.uniform(*d.pick((18, 27), (15, 24), (12, 18)))
        return {
            "level": level,
            "age": d.choice(("active", "fatty", "iron"), d.pick((2, 1, 1), (2, 1, 1), (3, 1, 1))),
            "left": size,
            "right": size * d.uniform(0.6, 1.0),
            "lobes": d.integer(1, 2),
            "shift": d.uniform(-3, 3),
        }

    def geometry(self) -> dict[str, LevelEdit]:
        """Wider bodies; sometimes one mild wedge."""
        p = self.p
        counts = {"C": range(3, 8), "T": range(1, 13), "L": range(1, 6)}
        out = {f"{q}{i}": LevelEdit(width=p["wide"], depth=1 + 0.6 * (p["wide"] - 1))
               for q in counts for i in counts[q]}  # fmt: skip
        if p["wedge"] in out:
            out[p["wedge"]] = out[p["wedge"]].merged(LevelEdit(anterior=1 - p["loss"]))
        return out

    def attach(self, scene: "Scene") -> None:
        """Shapes, and the masses beside the spine and in the canal."""
        super().attach(scene)
        p = self.p
        for v in scene.spine.vertebrae:
            if v.region == "S":
                continue
            enlarge_arch(v, p["arch"])
            v.rib_gain = p["ribs"]
            for plate in ("upper", "lower"):
                biconcave(v, plate, p["fish"] * v.height / 27)
        self.masses: list[tuple[Mass, str]] = []
        for k, one in enumerate(p["masses"]):
            for side, radius in ((-1, one["right"]), (1, one["left"])):
                self._place(scene, one, side, radius, 100 * k)
        if p["epidural"] and p["masses"]:
            self._epidural(scene, p["masses"][0])

    def _place(
        self, scene: "Scene", one: dict[str, Any], side: int, radius: float, key: int
    ) -> None:
        """Overlapping lobes beside one body, in front of the ribs."""
        v = scene.spine[one["level"]]
        label = self.lesion(one["level"], f"mass {'left' if side > 0 else 'right'}")
        for lobe in range(one["lobes"] + 1):
            r = radius * (1 - 0.18 * lobe)
            center = (
                side * (v.half_width + 0.62 * r - 2),
                (0.15 + 0.4 * lobe) * v.half_depth,
                one["shift"] + (-1, 1, -1)[lobe] * 0.45 * radius,
            )
            radii = (0.75 * r, 0.80 * r, 1.0 * r)
            self.masses.append((Mass(v.name, center, radii, key + 10 * side + lobe, label, 0.025),
                                one["age"]))  # fmt: skip

    def _epidural(self, scene: "Scene", one: dict[str, Any]) -> None:
        """A smooth layer behind the cord over two levels."""
        v, size = scene.spine[one["level"]], self.p["epidural"]
        label = self.lesion(one["level"], "epidural mass")
        center = (0.0, v.half_depth + v.arch["canal_depth"] - 0.35 * size, 4.0)
        radii = (0.42 * v.half_width, size, 1.1 * v.height)
        self.masses.append((Mass(v.name, center, radii, 900, label, 0.025), one["age"]))

    def marrow(self, state: MarrowState) -> None:
        """Cellular or iron-laden marrow, thin bone with struts, thin cortex."""
        p = self.p
        alpha = 0.97 * (1 - 0.7 * vein(state))
        self.replace_marrow(state, p["cellular"], alpha, keep=p["keep"])
        state.mix(p["iron"] * alpha, **p["iron_marrow"])
        base = max((p["hu"] - 40) / (HU_BONE - 40) - 0.012, 0.01)
        state.bone = state.bone * np.float32(base / self.patient.bone_volume)
        if state.part == "body":
            key = 31 + len(state.level) + ord(state.level[-1])
            struts = self._struts(state, key)
            state.mix(struts, bone=p["strut"] * np.clip(1 + 0.3 * state.coarse, 0.4, 1.6))
        state.thickness = (state.thickness * p["cortex"]).astype(np.float32)
        self.mark_marrow(state)

    def _struts(self, state: MarrowState, key: int) -> Field:
        """Upright columns of uneven place; some are missing."""
        p = self.p
        flat = (state.u, state.v, 0.12 * state.w)
        bend = [1.1 * state.scene.noise("fbm", flat, 1.3, f"bend {axis} {key}") for axis in "uv"]
        size = (p["spacing"], p["radius"], 0.5)
        kept = np.clip(0.75 + 0.5 * state.scene.noise("blob", flat, 0.6, f"kept {key}"), 0, 1)
        out: Field = kept * hexagonal(state.u + bend[0], state.v + bend[1], state.w, size, key)
        return out

    def soft_tissue(self, slab: Slab) -> None:
        """Hematopoietic masses: active like red marrow, old with fat or iron."""
        t = self.p["red_mass"]
        for mass, age in self.masses:
            if age == "fatty":
                rim = {"W": 0.70, "F": 0.14, "HU": 40.0, "GD": 0.2}
                paint_mass(self.scene, slab, mass, rim=rim, rim_width=6.0, W=0.28, F=0.66,
                           T1=800.0, T2=60.0, HU=-50.0, GD=0.08, ADC=0.4, T2S=20.0)  # fmt: skip
            elif age == "iron":
                paint_mass(self.scene, slab, mass, W=0.70, F=0.06, T1=700.0, T2=20.0, HU=65.0,
                           GD=0.10, ADC=0.4, T2S=5.0)  # fmt: skip
            else:
                paint_mass(self.scene, slab, mass, W=t["pd"] * (1 - t["fat"]), F=t["fat"],
                           T1=t["t1"], T2=t["t2"], HU=52.0, GD=t["gd"], ADC=t["adc"],
                           T2S=t["t2s"])  # fmt: skip
