"""Spinal tuberculosis at several levels.

Signs: two paradiscal bodies with the disc kept in whole or part in 88 % (jain2012), plates
broken, skip levels in 25-39 % (siddiqui2018); large abscess with a thin smooth rim (tb-modern);
bone crumbs on CT, fragmentary destruction in 47 % (tb-ct30); subligamentous spread over several
bodies (jain2012). ADC of bone 1.47 +- 0.25, of abscess 1.94 +- 0.30 (madhok2016). Fragments
250-500 HU, abscess 15-35 HU, wedge 20-60 %: drawing values of the fact sheet.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..anatomy.discs import DiscState
from ..fields import bell, step
from .base import DiseaseModel, Draws, Focus, LevelEdit, MarrowState, Patient, Slab
from .edits import rough_plate
from .masses import Mass, paint_mass
from .shapes import Side, mask

if TYPE_CHECKING:
    from ..scene import Scene

#: SD of the diffusion of tuberculous bone as published (madhok2016); T2 and uptake chosen.
WIDE = {"adc": 0.25, "t2": 24.0, "gd": 0.28}


class MultifocalTuberculosis(DiseaseModel):
    """Paradiscal pairs apart from each other, central foci, cold abscesses."""

    slug = "multifocal-tuberculosis"
    version = 3  # diffusion, water and uptake of the bone differ between patients
    lesion_name = "destroyed bone"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: broken pairs with large abscesses. Hard: central foci, discs kept, no abscess."""
        tops = [q for q in levels if q not in ("S1", "T2", "T3", "C3")]
        pairs = self._apart(d, tops, d.integer(*d.pick((1, 2), (1, 2), (0, 1))))
        taken = {q for k in pairs for q in (tops[k], tops[min(k + 1, len(tops) - 1)])}
        rest = [q for q in tops if q not in taken]
        central = d.levels(rest, d.integer(*d.pick((0, 1), (1, 2), (2, 3))))
        wall = d.pick(1.0, 0.85, 0.35)
        return {
            "pairs": [
                {
                    "above": tops[k],
                    "disc": d.uniform(*d.pick((0.5, 0.8), (0.65, 0.95), (0.85, 1.0))),
                    "wedge": d.uniform(*d.pick((0.45, 0.70), (0.60, 0.85), (0.85, 1.0))),
                    "sizes": [d.uniform(12, 19), d.uniform(11, 17)],
                    "tilt": d.uniform(-0.5, -0.05),
                    "side": d.choice((-1, 1)),
                    "bright_disc": d.uniform(0.2, 0.8),
                    "abscess": [d.uniform(7, 13) if d.chance(wall) else 0.0,
                                d.uniform(6, 11) if d.chance(0.6 * wall) else 0.0],
                    "strip": d.uniform(3, 6.5) if d.chance(wall) else 0.0,
                    "strip_levels": d.integer(1, 2),
                    "epidural": d.uniform(3, 6) if d.chance(0.6 * wall) else 0.0,
                    "psoas": d.uniform(9, 16) if d.chance(d.pick(0.8, 0.5, 0.2)) else 0.0,
                }
                for k in pairs
            ],
            "central": [{"level": q, "diameter": d.uniform(12, 24), "back": d.uniform(-0.5, 0.5)}
                        for q in central],
            "bone_marrow": d.recipe("tumor", WIDE, t1=1180, t2=125, adc=1.47, gd=0.95),
            "edema": d.recipe("edema", adc=1.5),
            "spread": d.uniform(5, 11),
            "matrix_bone": d.uniform(0.0, 0.03),
            "crumb_bone": d.normal(0.30, 0.05, 0.2, 0.42),
            "crumb_share": d.uniform(1.3, 1.9),
            "pus": {"T1": d.normal(1750, 150, 1450, 2100), "T2": d.normal(190, 30, 130, 270),
                    "ADC": d.normal(1.94, 0.30, 1.2, 2.6), "HU": d.uniform(15, 35)},
            "rim": {"GD": d.normal(1.15, 0.2, 0.7, 1.7), "T2": 75.0},
            "rim_width": d.uniform(2.0, 3.0),
        }  # fmt: skip

    @staticmethod
    def _apart(d: Draws, tops: Sequence[str], count: int) -> list[int]:
        """Places of pairs with at least two untouched levels between them."""
        out: list[int] = []
        for k in d.rng.permutation(max(len(tops) - 1, 1)):
            if len(out) < count and all(abs(int(k) - q) > 3 for q in out):
                out.append(int(k))
        return sorted(out)

    def geometry(self) -> dict[str, LevelEdit]:
        """The pair wedges; the disc is narrowed late and little."""
        out: dict[str, LevelEdit] = {}
        for q in self.p["pairs"]:
            w = q["wedge"]
            out[q["above"]] = LevelEdit(anterior=w, posterior=0.7 + 0.3 * w, disc=q["disc"])
        return out

    def attach(self, scene: "Scene") -> None:
        """Foci on both sides of the disc, central foci, abscesses."""
        super().attach(scene)
        self.foci: list[Focus] = []
        self.masses: list[Mass] = []
        self.bad_discs: dict[str, tuple[dict[str, Any], int]] = {}
        for q in self.p["pairs"]:
            self._pair(scene, q)
        for c in self.p["central"]:
            v, r = scene.spine[c["level"]], c["diameter"] / 2
            r = min(r, 0.46 * v.height, 0.8 * v.half_depth)
            self.foci.append(
                self.focus(v.name, (0, c["back"] * 0.4 * v.half_depth, 0), (1.2 * r, r, r))
            )

    def _pair(self, scene: "Scene", q: dict[str, Any]) -> None:
        upper = scene.spine[q["above"]]
        lower = scene.spine.under(upper)
        sides: tuple[Side, Side] = ("lower", "upper")
        for v, side, size in zip((upper, lower), sides, q["sizes"], strict=True):
            r, end = size * min(1.0, v.height / 26), 1 if side == "lower" else -1
            center = (
                q["side"] * 0.15 * v.half_width,
                q["tilt"] * v.half_depth,
                end * 0.42 * v.height,
            )
            focus = self.focus(v.name, center, (1.15 * r, r, 0.85 * r))
            self.foci.append(focus)
            rough_plate(scene, v, side, 1.0, focus.key % 900)
        upper.vacuum = False  # gas is unlikely where there is pus
        self.bad_discs[upper.name] = (q, self.foci[-1].label)
        self._collections(scene, q, self.foci[-2].label)

    def _collections(self, scene: "Scene", q: dict[str, Any], key: int) -> None:
        """Paravertebral and psoas abscess, strip under the anterior ligament, epidural cuff."""
        upper = scene.spine[q["above"]]
        a, b, h = upper.half_width, upper.half_depth, 0.5 * upper.height
        for sign, r in zip((q["side"], -q["side"]), q["abscess"], strict=True):
            if r:
                self._mass(upper, (sign * (a + 0.45 * r), 0.1 * b, h), (r, 1.2 * r, 2.3 * r), key)
        if q["strip"]:
            t, long = q["strip"], (0.6 + q["strip_levels"]) * upper.height
            self._mass(upper, (0, -b - 0.4 * t, h), (0.72 * a, t, long), key)
        if q["epidural"]:
            t = q["epidural"]
            self._mass(upper, (0, b + 0.25 * t, h), (0.55 * a, t, 0.75 * upper.height), key)
        if q["psoas"] and upper.region == "L":
            r = q["psoas"]
            at = (q["side"] * (a + 0.75 * r + 3), 0.05 * b, h + 1.4 * r)
            self._mass(upper, at, (r, 1.1 * r, 3.0 * r), key)

    def _mass(self, v: Any, at: tuple[float, ...], radii: tuple[float, ...], key: int) -> None:
        label = self.lesion(v.name, "abscess")
        self.masses.append(Mass(v.name, at, radii, 31 * key + label, label, 0.12, 2.4))  # type: ignore[arg-type]

    def marrow(self, state: MarrowState) -> None:
        """Bone eaten away to crumbs, with edema around."""
        p = self.p
        for focus in self.foci:
            d = focus.distance(state, 0.26, 0.5)
            if d is None:
                continue
            wet = step(p["spread"], -1.0, d)
            state.mix(0.85 * wet, **p["edema"])
            inside = mask(d, 2.4)
            state.mix(inside, bone=p["matrix_bone"], **p["bone_marrow"])
            crumbs = step(p["crumb_share"], p["crumb_share"] + 0.5,
                          state.noise("blob", 0.55, f"crumbs {focus.key}"))  # fmt: skip
            state.mix(inside * crumbs, bone=p["crumb_bone"], t2=45.0)
            state.cortex = state.cortex * (1 - 0.92 * mask(d + 0.5, 2.0))
            state.mark(inside, focus.label)

    def disc(self, state: DiscState) -> None:
        """Part of the disc becomes bright; the rest is kept."""
        q, _ = self.bad_discs.get(state.level, (None, 0))
        if q is None:
            return
        front = step(0.5, -0.5, state.v / state.upper.half_depth)
        wet = np.clip(q["bright_disc"] * (0.35 + 0.65 * front), 0, 1)
        wet = wet * (1 - 0.5 * bell(state.height - 0.5, 0.2))
        state.mix(wet, t2=150.0, t1=1300.0, gd=0.45, hu=50.0, adc=1.7)

    def soft_tissue(self, slab: Slab) -> None:
        """Pus in a thin smooth wall that takes up contrast."""
        p = self.p
        for mass in self.masses:
            paint_mass(
                self.scene, slab, mass, "pus", rim=p["rim"], rim_width=p["rim_width"], **p["pus"]
            )
