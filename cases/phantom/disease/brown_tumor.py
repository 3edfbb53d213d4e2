"""Brown tumors of hyperparathyroidism.

Signs: sharp, mildly expansile lytic foci with thin but kept cortex in faint coarse bone
(hadad2020); T1 low; T2 mixed, the solid part dark from blood products, cysts bright, fluid levels
(of 12 lesions 3 solid, 4 mixed, 5 cystic; levels in 2: hong2011); strong enhancement of solid
part, septa and rim. Body, pedicle and arch; an epidural part is possible. Foci 10-35 mm, cysts
3-8 mm, background 70-110 HU: drawing values of the fact sheet.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..fields import step
from ..patient import HU_BONE, HU_FAT, HU_MARROW_WATER
from .base import DiseaseModel, Draws, Focus, MarrowState, Patient, Slab
from .edits import bulge_wall
from .masses import Mass, paint_mass, place_mass
from .shapes import mask, ring

if TYPE_CHECKING:
    from ..scene import Scene


class BrownTumor(DiseaseModel):
    """Two to four lytic foci, solid, mixed or cystic, in thin bone."""

    slug = "brown-tumor"
    version = 2  # cysts round off: they looked like stars
    lesion_name = "brown tumor"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: a large one with dark solid part and fluid level. Hard: small, solid."""
        count = d.integer(*d.pick((3, 4), (2, 4), (2, 3)))
        low, high = d.pick((17, 26), (14, 24), (9, 15))
        mobile = [q for q in levels if q[0] != "S"]
        chosen = d.levels(mobile, count)
        kinds = [d.choice(("solid", "mixed", "cystic"), (3, 4, 5)) for _ in chosen]
        if d.difficulty != "hard":
            kinds[0] = "mixed"
        return {
            "levels": chosen,
            "diameters": [d.uniform(low, high) for _ in chosen],
            "kinds": kinds,
            "pedicle": d.pick(True, d.chance(0.6), d.chance(0.3)),
            "side": d.choice((-1, 1)),
            "t1": d.normal(930, 60, 800, 1060),
            "t2": d.normal(d.pick(33, 37, 44), 4, 26, 54),
            "pd": d.normal(0.80, 0.03, 0.72, 0.88),
            "gd": d.normal(0.9, 0.15, 0.55, 1.3),
            "adc": d.normal(1.1, 0.2, 0.7, 1.6),
            "t2s": d.normal(11, 2, 7, 16),
            "cyst": d.recipe("fluid", t1=2000.0, t2=330.0),
            "cyst_size": [d.uniform(*d.pick((5, 8), (4, 8), (3, 5))) for _ in range(4)],
            "level": bool(d.chance(d.pick(0.8, 0.4, 0.1))),
            "rim": d.uniform(0.35, 0.8) if d.chance(d.pick(0.6, 0.33, 0.1)) else 0.0,
            "calcified": bool(d.chance(0.66)),
            "bulge": d.uniform(*d.pick((2.5, 4.5), (1.5, 3.5), (0.0, 1.5))),
            "epidural": d.uniform(3, 6) if d.chance(d.pick(0.5, 0.3, 0.1)) else 0.0,
            "trabecular": d.normal(98, 12, 70, 122),
            "coarse": d.uniform(0.3, 0.6),
        }

    def attach(self, scene: "Scene") -> None:
        """Place the foci, one towards a pedicle; draw the cysts inside them."""
        super().attach(scene)
        p = self.p
        soft = scene.patient.fat * HU_FAT + (1 - scene.patient.fat) * HU_MARROW_WATER
        wanted = (p["trabecular"] - soft) / (HU_BONE - soft)
        self.thin = float(np.clip(wanted / max(scene.patient.bone_volume, 1e-3), 0.3, 1.0))
        self.masses: list[Mass] = []
        self.foci: list[Focus] = []
        start = 0
        if p["pedicle"]:
            self._expansile(scene)
            start = 1
        if p["levels"][start:]:
            self.foci += self.scatter(
                p["levels"][start:], p["diameters"][start:], spread=0.2, arch_share=0.1,
                centered=0.7,
            )  # fmt: skip
        self.cysts = [self._cysts(f, k) for k, f in enumerate(self.foci)]

    def _expansile(self, scene: "Scene") -> None:
        p = self.p
        v, r = scene.spine[p["levels"][0]], 0.5 * p["diameters"][0]
        at = (p["side"] * 0.45 * v.half_width, 0.55 * v.half_depth, -0.05 * v.height)
        focus = self.focus(v.name, at, (r, 1.1 * r, min(r, 0.46 * v.height)))
        self.foci.append(focus)
        bulge_wall(v, (at[0], at[2]), p["bulge"], (9, 9))
        if p["epidural"]:
            radii = (1.3 * p["epidural"], 0.8 * p["epidural"], 0.4 * v.height)
            place = place_mass(scene, v.name, "epidural", radii, p["side"])
            self.masses.append(Mass(v.name, place, radii, focus.key, focus.label, 0.14, 2.4))

    def _cysts(self, focus: Focus, k: int) -> list[tuple[np.ndarray, float]]:
        kind, rng = self.p["kinds"][k % len(self.p["kinds"])], self.stream(f"cysts {k}")
        count = {"solid": 0, "mixed": 3, "cystic": 1}[kind]
        out = []
        for n in range(count):
            r = 0.5 * self.p["cyst_size"][n % 4]
            spread = 0.5 if kind == "mixed" else 0.05
            if kind == "cystic":
                r = 0.72 * min(focus.radii)
            at = np.array(focus.center) + spread * rng.uniform(-1, 1, 3) * np.array(focus.radii)
            out.append((at, r))
        return out

    def marrow(self, state: MarrowState) -> None:
        """Thin coarse bone; solid tissue and cysts; the cortex is thinned and kept."""
        p = self.p
        state.bone = state.bone * np.float32(self.thin)
        if state.part == "body":
            struts = state.noise("rough", (0.5, 0.5, 2.4), f"coarse {state.level}")
            state.bone = state.bone * np.clip(1 + p["coarse"] * struts, 0.1, 2.2)
        for k, focus in enumerate(self.foci):
            d = focus.distance(state, roughness=0.10, scale=0.9)
            if d is None:
                continue
            inside = mask(d, 0.9)
            n = state.noise("fbm", 0.6, f"brown {focus.key}")
            state.mix(
                inside, fat=0.02, bone=0.008, t1=p["t1"], pd=p["pd"], gd=p["gd"], adc=p["adc"],
                t2=p["t2"] * np.clip(1 + 0.14 * n, 0.6, 1.5), t2s=p["t2s"],
            )  # fmt: skip
            for at, r in self.cysts[k]:
                self._cyst(state, at, r, k)
            if p["calcified"]:
                state.mix(inside * step(1.7, 2.3, n), bone=0.12)
            if p["rim"]:
                state.mix(p["rim"] * ring(d, 0.8, 1.0), bone=0.26)
            state.mix(mask(d, 1.5), thickness=0.4)
            state.mark(inside, focus.label)

    def _cyst(self, state: MarrowState, at: np.ndarray, r: float, k: int) -> None:
        """Old blood: plasma above, cells settled behind in a patient on the back."""
        far = np.sqrt(
            (state.u - at[0]) ** 2 + (state.v - at[1]) ** 2 + (state.w - at[2]) ** 2
        ).astype(np.float32)
        far = far + 0.18 * r * state.noise("fbm", 2.2, f"cyst {k} {at[0]:.1f}")
        hole = mask(far - r, 0.9)
        state.mix(hole, **self.p["cyst"])
        if self.p["level"] and k == 0:
            settled = hole * step(-0.4, 0.4, state.v - at[1] - 0.1 * r)
            state.mix(settled, t1=620.0, t2=48.0, hu=22.0)

    def soft_tissue(self, slab: Slab) -> None:
        """A small epidural part like the solid tissue."""
        p = self.p
        for mass in self.masses:
            paint_mass(
                self.scene, slab, mass, T1=p["t1"], T2=p["t2"] * 1.1, W=p["pd"], GD=p["gd"],
                ADC=p["adc"], T2S=p["t2s"], HU=60.0,
            )  # fmt: skip
