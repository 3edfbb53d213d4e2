"""Multiple myeloma of the spine.

Signs: many sharp holes without rim on CT, dark T1 and bright STIR nodules, at least 5 mm
(myeloma-skelrad-2021); diffuse marrow at or below disc; fine salt-and-pepper of nodules under 5 mm
(esr-myeloma); fat lost in the nodules; fractures in up to 43 % (mri-pattern-2015). ADC: focal
1.046 +- 0.232, diffuse 0.770 +- 0.135 (koutoulidis-2017), disease 0.6-1.0 (esr-myeloma).
Count 10-25 and size 4-22 mm are drawing values.
Patterns: "focal", "diffuse", "salt" (salt-and-pepper), "mixed" (focal on diffuse).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .base import Draws, LevelEdit, MarrowState, Patient, Slab
from .edits import biconcave, bulge_wall, plate_step
from .masses import Mass, paint_mass, place_mass
from .shapes import Focus, mask, plate_band
from .whole_marrow import WholeMarrow, texture, vein

if TYPE_CHECKING:
    from ..scene import Scene


class MultipleMyeloma(WholeMarrow):
    """Plasma cells as nodules, as a film through all marrow, or both."""

    slug = "multiple-myeloma"
    version = 3  # the epidural part bulges; it was a string of beads
    lesion_name = "myeloma"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: many large holes, fracture, mass. Hard: few small nodules or speckle."""
        pattern = d.pick(
            d.choice(("focal", "mixed")),
            d.choice(("focal", "focal", "mixed", "diffuse")),
            d.choice(("salt", "focal", "diffuse")),
        )
        focal = pattern in ("focal", "mixed")
        count = d.integer(*d.pick((14, 24), (10, 18), (4, 8))) if focal else 0
        low, high = d.pick((7, 20), (5, 16), (4, 9))
        mobile = [q for q in levels if q[0] in "TL"]
        broken = d.levels(mobile, d.integer(*d.pick((1, 3), (0, 2), (0, 1))))
        large = d.chance(d.pick(0.6, 0.25, 0.0)) and focal
        return {
            "pattern": pattern,
            "diameters": [d.uniform(low, high) ** 0.5 * d.uniform(low, high) ** 0.5
                          for _ in range(count)],
            "arch_share": d.uniform(0.08, 0.22),
            "edge": d.uniform(0.8, 1.4),
            "bone": d.uniform(0.0, 0.015),
            "nodule": self._numbers(d, (1.046, 0.232), d.pick(88, 88, 86)),
            "film": self._numbers(d, (0.770, 0.135), d.pick(90, 84, 76)),
            "film_share": {"focal": 0.0, "mixed": d.uniform(0.25, 0.5),
                           "diffuse": d.uniform(*d.pick((0.96, 0.99), (0.94, 0.98), (0.90, 0.95))),
                           "salt": d.uniform(0.1, 0.2)}[pattern],
            "thinning": d.normal(0.72, 0.06, 0.58, 0.88),
            "salt_level": d.uniform(*d.pick((0.5, 0.7), (0.6, 0.8), (0.7, 1.0))),
            "fractures": {q: [d.uniform(0.62, 0.86), d.uniform(2.0, 4.5)] for q in broken},
            "mass_level": d.choice(mobile) if large else "",
            "mass": [d.uniform(8, 12), d.uniform(4, 6), d.uniform(9, 14)],
            "side": d.choice((-1, 1)),
            **texture(d, 0.010, 0.014),
            "scale": d.uniform(0.55, 0.95),
        }  # fmt: skip

    @staticmethod
    def _numbers(d: Draws, adc: tuple[float, float], t2: float) -> dict[str, float]:
        recipe = d.recipe("tumor", t2=t2, gd=0.62)
        return recipe | {"adc": d.normal(*adc, 0.55, 1.5), "t1": d.normal(1230, 80, 1080, 1420)}

    def geometry(self) -> dict[str, LevelEdit]:
        """Concave or wedged bodies."""
        return {q: LevelEdit(anterior=f[0], posterior=0.5 + 0.5 * f[0])
                for q, f in self.p["fractures"].items()}  # fmt: skip

    def attach(self, scene: "Scene") -> None:
        """Scatter the nodules over all levels, arches too; dent the broken plates."""
        p, self.foci = self.p, []
        self.diffuse = p["pattern"] in ("diffuse", "salt")
        if self.diffuse:
            self.phase = "speckle" if p["pattern"] == "salt" else "diffuse"
            super().attach(scene)
        else:
            self.scene, self.label, self.shift = scene, 0, {}
        order = [self.view[int(k)] for k in self.stream("order").permutation(len(self.view))]
        if p["mass_level"]:
            self._mass(scene)
        self.foci += self.scatter(
            order, p["diameters"], arch_share=p["arch_share"],
            phases=["nodules"] * len(p["diameters"]),
        )  # fmt: skip
        for level, (_, depth) in p["fractures"].items():
            biconcave(scene.spine[level], "lower", 0.6 * depth)
            plate_step(scene.spine[level], "upper", depth)

    def _mass(self, scene: "Scene") -> None:
        p = self.p
        v = scene.spine[p["mass_level"]]
        size = (0.42 * v.half_width, 0.5 * v.half_depth, 0.36 * v.height)
        at = (p["side"] * 0.4 * v.half_width, 0.6 * v.half_depth, 0.0)
        self.foci = [self.focus(v.name, at, size, phase="nodules")]
        bulge_wall(v, (at[0] * 0.8, 0.0), 0.6 * p["mass"][1], (9, 8.5), septum=0.4)
        radii = (p["mass"][0], p["mass"][1], p["mass"][2])
        center = place_mass(scene, v.name, "epidural", radii, p["side"])
        self.epidural = Mass(
            v.name, center, radii, self.foci[0].key + 1, self.foci[0].label, 0.14, 2.4
        )

    def marrow(self, state: MarrowState) -> None:
        """Film first, then speckle or nodules."""
        p, film = self.p, p_film(self.p, state)
        if p["film_share"]:
            self.replace_marrow(state, p["film"], film, keep=0.05)
        if self.diffuse:
            state.scale(1.0, bone=p["thinning"])
        if p["pattern"] == "salt":
            self._speckle(state)
        for focus in self.foci:
            self._nodule(state, focus)
        if state.part == "body" and state.level in p["fractures"]:
            state.mix(0.6 * plate_band(state, "upper", 6, 5), fat=0.06, t1=1150.0, t2=104.0)
        if self.diffuse:
            self.mark_marrow(state)

    def _speckle(self, state: MarrowState) -> None:
        """Hundreds of nodules of 2-4 mm, the fat between them kept."""
        n, low = self.clouds(state, "mottle"), self.p["salt_level"]
        n = n + 0.55 * self.clouds(state) + 0.25 * state.coarse  # crowded here, sparse there
        dots = np.clip((n - low) / 0.35, 0, 1)
        state.mix(dots, **self.p["nodule"])
        state.fat = np.clip(state.fat + 0.10 * np.clip(-n - 0.3, 0, 1), 0, 0.9).astype(np.float32)

    def _nodule(self, state: MarrowState, focus: Focus) -> None:
        """A punched-out hole, sharp and without rim; cortex thinned where it touches."""
        d = focus.distance(state, 0.10)
        if d is None:
            return
        inside = mask(d, self.p["edge"])
        wave = state.noise("fbm", 0.6, f"myeloma {focus.key}")
        state.mix(inside, bone=self.p["bone"], **self.p["nodule"])
        state.t2 = state.t2 + inside * 5 * wave
        state.cortex = state.cortex * (1 - 0.85 * mask(d + 0.6, 1.4))
        self.mark_marrow(state, inside, focus.label)

    def soft_tissue(self, slab: Slab) -> None:
        """The epidural part."""
        if self.p["mass_level"]:
            t = self.p["nodule"]
            paint_mass(self.scene, slab, self.epidural, T1=t["t1"], T2=t["t2"], W=t["pd"],
                       GD=t["gd"], ADC=t["adc"])  # fmt: skip


def p_film(p: dict[str, Any], state: MarrowState) -> Any:
    """How far plasma cells replace the marrow between the nodules."""
    return p["film_share"] * (1 - 0.45 * vein(state))
