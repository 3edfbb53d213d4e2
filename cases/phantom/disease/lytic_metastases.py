"""Lytic vertebral metastases.

Signs: several ill-edged lucencies, posterior body first (algra-1992), then pedicle; cortex broken;
T1 at or below disc and muscle (carroll-1997); bright halo on T2 and STIR in some
(schweitzer-1993); convex posterior wall and epidural mass draped over the midline septum
(moulopoulos-1999); PDFF
under 6.4 % (schmeel-2018); ADC 0.682 (winfield-2018) to 0.92 (balliu-2009). Foci 6-28 mm. Signal
varies from patient to patient as published (STIR 262 % above marrow, 55 % of foci seen on plain
T2), less from focus to focus; necrosis inside large ones: general teaching.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .base import DiseaseModel, Draws, Focus, LevelEdit, MarrowState, Patient, Slab
from .edits import bulge_wall
from .masses import Mass, paint_mass, place_mass
from .shapes import mask, ring
from .tumor_foci import die_inside, necrotic, own_tumor

if TYPE_CHECKING:
    from ..scene import Scene


class LyticMetastases(DiseaseModel):
    """Scattered destructive foci; the largest takes a pedicle and may leave the bone."""

    slug = "lytic-metastases"
    version = 3  # tumor from gray to watery, foci unlike each other, large ones dead inside
    lesion_name = "metastasis"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Hard: few and small, no mass, no collapse. Easy: large, pedicle and epidural mass."""
        count = d.integer(*d.pick((6, 10), (4, 8), (2, 4)))
        low, high = d.pick((12, 24), (9, 20), (7, 12))
        spread = d.levels(levels, min(count, d.pick(7, 6, 4)))
        large = d.pick(True, d.chance(0.6), False)
        return {
            "levels": spread,
            "diameters": [d.uniform(low, high) for _ in range(count)],
            "roughness": d.uniform(0.12, 0.24),
            "edge": d.uniform(1.4, 3.0),
            "tumor": d.recipe("metastasis"),
            "bone": d.uniform(0, 0.008) + d.pick(0, 0.004, 0.012),
            "cortex_loss": d.uniform(0.85, 1.0),
            "halo": d.uniform(0.3, 0.8) if d.chance(d.pick(0.7, 0.6, 0.4)) else 0.0,
            "edema": d.recipe("edema"),
            "pedicle_level": d.choice([q for q in spread if q[0] != "S"] or list(levels[:1]))
            if large
            else "",
            "side": d.choice((-1, 1)),
            "pedicle_size": [d.uniform(10, 14), d.uniform(12, 15), d.uniform(9, 12)],
            "wall_bulge": d.uniform(2.0, 5.0),
            "epidural": d.uniform(4, 8) if large and d.chance(0.7) else 0.0,
            "paravertebral": d.uniform(9, 16) if large and d.chance(0.5) else 0.0,
            "collapse": d.uniform(0.55, 0.85) if large and d.chance(0.35) else 1.0,
        }

    def geometry(self) -> dict[str, LevelEdit]:
        """Partial collapse of the worst level."""
        p = self.p
        if not p["pedicle_level"] or p["collapse"] >= 1:
            return {}
        return {
            p["pedicle_level"]: LevelEdit(
                anterior=p["collapse"], posterior=0.5 + 0.5 * p["collapse"]
            )
        }

    def attach(self, scene: "Scene") -> None:
        """Scatter the foci; put the large one into a pedicle."""
        super().attach(scene)
        p = self.p
        self.masses: list[Mass] = []
        self.foci: list[Focus] = []
        if p["pedicle_level"]:
            self._large(scene)
        others = [q for q in p["levels"] if q != p["pedicle_level"]] or p["levels"]
        self.foci += self.scatter(others, p["diameters"], posterior=0.35, arch_share=0.08)
        rng = self.stream("tissue")
        self.tumors = own_tumor(rng, p["tumor"], len(self.foci))
        self.dead = necrotic(rng, self.foci, 0.35)

    def _large(self, scene: "Scene") -> None:
        p = self.p
        v = scene.spine[p["pedicle_level"]]
        size = [q * min(1.0, v.half_width / 22) for q in p["pedicle_size"]]
        center = (p["side"] * 0.45 * v.half_width, 0.75 * v.half_depth, -0.08 * v.height)
        focus = self.focus(v.name, center, size)
        self.foci = [focus]
        bulge_wall(v, (center[0] * 0.8, center[2]), p["wall_bulge"], (9, 8.5), septum=0.45)
        for place, reach in (("epidural", p["epidural"]), ("paravertebral", p["paravertebral"])):
            if reach:
                radii = (reach * 1.3, reach * 0.8, max(0.45 * v.height, reach))
                at = place_mass(scene, v.name, place, radii, p["side"])  # type: ignore[arg-type]
                self.masses.append(
                    Mass(v.name, at, radii, focus.key + len(self.masses), focus.label, 0.14, 2.4)
                )

    def marrow(self, state: MarrowState) -> None:
        """Marrow, trabeculae and cortex replaced by tumor; a bright halo around."""
        p = self.p
        for focus, tumor in zip(self.foci, self.tumors, strict=True):
            d = focus.distance(state, p["roughness"], 1.3)
            if d is None:
                continue
            if p["halo"]:
                state.mix(p["halo"] * ring(d, 1.5, 2.4), **p["edema"])
            inside = mask(d, p["edge"])
            patchy = state.noise("fbm", 0.6, f"metastasis {focus.key}")
            state.mix(inside, bone=p["bone"], **tumor)
            if focus.key in self.dead:
                die_inside(state, d, self.dead[focus.key])
            state.t2 = state.t2 + inside * 9 * patchy
            state.gd = np.clip(state.gd + inside * 0.14 * patchy, 0, None)
            state.cortex = state.cortex * (1 - p["cortex_loss"] * mask(d + 0.8, 2.0))
            state.mark(inside, focus.label)

    def soft_tissue(self, slab: Slab) -> None:
        """Epidural and paravertebral parts."""
        t = self.p["tumor"]
        for mass in self.masses:
            paint_mass(
                self.scene, slab, mass, T1=t["t1"], T2=t["t2"], W=t["pd"], GD=t["gd"], ADC=t["adc"]
            )
