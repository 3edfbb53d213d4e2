"""Atypical (lipid-poor) vertebral hemangioma, quiescent or aggressive.

Signs: dark on T1 with fatty rests, very bright on T2 and STIR with dark struts (baudrez2001),
strong even enhancement, soft tissue between thick struts on CT in two thirds (gaudino2015), some
opposed-phase drop (shi2017). ADC 1.14 +- 0.28 (cao2020) to 1.88 +- 0.07 (hajalioghli2020).
Aggressive: whole body and a pedicle, bulging thin cortex, epidural part of the same signal
(laredo1986). T2 not bright in 17 % of symptomatic lesions. Sizes, HU of struts 250-450 and an
epidural cuff of 3-8 mm are drawing values of the fact sheet.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..fields import Field
from .base import DiseaseModel, Draws, Focus, LevelEdit, MarrowState, Patient, Slab
from .edits import bulge_wall
from .masses import Mass, paint_mass, place_mass
from .shapes import columns, hexagonal, mask, patches

if TYPE_CHECKING:
    from ..scene import Scene


class AtypicalHemangioma(DiseaseModel):
    """One large lesion poor in fat, at times a second one and typical companions."""

    slug = "atypical-hemangioma"
    version = 2  # soft parts bulge smoothly
    lesion_name = "atypical hemangioma"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: broad struts, fatty rests, companions. Hard: few struts, no companion."""
        aggressive = d.chance(0.45)
        mobile = [q for q in levels if q[0] in "TL"] or list(levels)
        chosen = d.levels(mobile, 4)
        order = d.rng.permutation(len(chosen))
        chosen = [chosen[int(k)] for k in order]
        count = d.pick(1, d.integer(1, 2), d.integer(1, 2))
        companions = d.integer(*d.pick((1, 2), (0, 1), (0, 0)))
        bright = d.chance(d.pick(1.0, 0.9, 0.7))
        return {
            "form": "aggressive" if aggressive else "quiescent",
            "levels": chosen[:count],
            "companions": chosen[count : count + companions],
            "companion_size": [d.uniform(8, 14) for _ in range(2)],
            "companion_fat": d.normal(0.68, 0.06, 0.55, 0.82),
            "sizes": [d.uniform(*d.pick((22, 30), (18, 28), (14, 22))), d.uniform(10, 15)],
            "fat": d.normal(d.pick(0.09, 0.07, 0.04), 0.025, 0.01, 0.16),
            "rests": d.uniform(*d.pick((0.5, 0.7), (0.3, 0.6), (0.0, 0.35))),
            "t1": d.normal(1180, 70, 1020, 1350),
            "t2": d.normal(155 if bright else 88, 16, 72, 195),
            "pd": d.normal(0.93, 0.015, 0.89, 0.97),
            "adc": d.normal(*d.choice(((1.14, 0.28), (1.88, 0.08)), (2, 1)), 0.75, 2.1),
            "gd": d.normal(0.95, 0.18, 0.5, 1.4),
            "matrix_bone": d.normal(0.015, 0.008, 0.0, 0.035),
            "strut_bone": d.normal(d.pick(0.55, 0.46, 0.36), 0.06, 0.25, 0.68),
            "strut_spacing": d.uniform(3.2, 5.0) * d.pick(1.0, 1.0, 1.25),
            "strut_radius": d.normal(0.68, 0.08, 0.5, 0.9),
            "side": d.choice((-1, 1)),
            "bulge": d.uniform(1.5, 3.2),
            "epidural": d.uniform(4.0, 8.0),
            "paravertebral": d.uniform(7, 12) if d.chance(0.6) else 0.0,
            "cortex_loss": d.uniform(0.5, 0.85),
            "collapse": d.uniform(0.72, 0.95) if d.chance(0.4) else 1.0,
        }

    def geometry(self) -> dict[str, LevelEdit]:
        """An aggressive lesion may have lost up to 30 % of height."""
        p = self.p
        if p["form"] != "aggressive" or p["collapse"] >= 1:
            return {}
        return {p["levels"][0]: LevelEdit(anterior=p["collapse"], posterior=p["collapse"] ** 0.5)}

    def attach(self, scene: "Scene") -> None:
        """Place the lesions; the aggressive one leaves the bone."""
        super().attach(scene)
        p, rng = self.p, self.stream("place")
        self.foci: list[Focus] = []
        self.masses: list[Mass] = []
        for k, level in enumerate(p["levels"]):
            v = scene.spine[level]
            if k == 0 and p["form"] == "aggressive":
                self._aggressive(scene, level)
                continue
            r = 0.5 * p["sizes"][min(k, 1)]
            radii = [
                min(r, 0.9 * v.half_width),
                min(r, 0.95 * v.half_depth),
                min(r, 0.6 * v.height),
            ]
            at = [float(q) for q in rng.uniform(-0.25, 0.25, 3)]
            center = (at[0] * v.half_width, at[1] * v.half_depth, 0.4 * at[2] * v.height)
            self.foci.append(self.focus(level, center, radii))
        self.fatty = self.scatter(
            p["companions"], p["companion_size"][: len(p["companions"])], centered=0.6
        ) if p["companions"] else []  # fmt: skip

    def _aggressive(self, scene: "Scene", level: str) -> None:
        p, v = self.p, scene.spine[level]
        side = p["side"]
        body = self.focus(
            level, (0.1 * side * v.half_width, 0, 0),
            (1.05 * v.half_width, 1.1 * v.half_depth, 0.62 * v.height),
        )  # fmt: skip
        arch = Focus(
            level,
            (side * v.arch["pedicle_offset"], v.half_depth + 7, v.arch["pedicle_level"]),
            (8.0, 13.0, 9.0), body.key + 1, body.label,
        )  # fmt: skip
        self.foci += [body, arch]
        bulge_wall(v, (0.3 * side * v.half_width, 0), p["bulge"], (10, 9), septum=0.25)
        for place, reach in (("epidural", p["epidural"]), ("paravertebral", p["paravertebral"])):
            if reach:
                wide = 1.7 if place == "epidural" else 1.2
                radii = (wide * reach, 0.75 * reach, max(0.55 * v.height, reach))
                at = place_mass(scene, level, place, radii, side)  # type: ignore[arg-type]
                key = body.key + 3 + len(self.masses)
                self.masses.append(Mass(level, at, radii, key, body.label, 0.22, 2.4))

    def marrow(self, state: MarrowState) -> None:
        """Vascular matrix with struts and rests of fat; fatty companions."""
        p = self.p
        for focus in self.foci:
            d = focus.distance(state, roughness=0.12)
            if d is None:
                continue
            inside = mask(d, 2.0)
            rests = p["rests"] * patches(state, 1.0, 1.7, 0.5, focus.key)
            state.mix(
                inside, fat=p["fat"] + 0.4 * rests, t1=p["t1"], t2=p["t2"], pd=p["pd"],
                adc=p["adc"], gd=p["gd"], t2s=38.0, bone=p["matrix_bone"],
            )  # fmt: skip
            n = state.noise("fbm", 0.6, f"atypical {focus.key}")
            state.t2 = state.t2 + inside * 14 * n
            state.mix(inside * self._honeycomb(state, focus.key), bone=p["strut_bone"])
            if p["form"] == "aggressive" and focus.level == p["levels"][0]:
                loss = p["cortex_loss"] * mask(d + 0.5, 2.0) * np.clip(0.6 + 0.5 * n, 0.2, 1)
                state.cortex = state.cortex * (1 - loss)
            state.mark(inside, focus.label)
        for focus in self.fatty:
            d = focus.distance(state, roughness=0.10)
            if d is None:
                continue
            inside = mask(d, 1.8)
            state.mix(inside, fat=p["companion_fat"], t1=1050.0, t2=130.0, gd=0.4, bone=0.03)
            struts = columns(state, p["strut_spacing"] * 0.8, 0.55, focus.key)
            state.mix(inside * struts, bone=p["strut_bone"])
            state.mark(inside, focus.label)

    def _honeycomb(self, state: MarrowState, key: int) -> Field:
        """Struts of uneven place and thickness, some of them missing."""
        p = self.p
        drift = [state.noise("fbm", (1.8, 1.8, 6.0), f"drift {axis} {key}") for axis in "uv"]
        size = (p["strut_spacing"], p["strut_radius"], 0.5)
        struts = hexagonal(state.u + 1.2 * drift[0], state.v + 1.2 * drift[1], state.w, size, key)
        flat = state.scene.noise("blob", (state.u, state.v, 0.15 * state.w), 0.6, f"gap {key}")
        out: Field = struts * np.clip(0.9 + 0.3 * flat, 0, 1)
        return out

    def soft_tissue(self, slab: Slab) -> None:
        """The epidural and paravertebral part carries the signal of the bone part."""
        p = self.p
        for mass in self.masses:
            paint_mass(
                self.scene, slab, mass, T1=p["t1"], T2=p["t2"], W=p["pd"], GD=p["gd"],
                ADC=p["adc"], HU=58.0,
            )  # fmt: skip
