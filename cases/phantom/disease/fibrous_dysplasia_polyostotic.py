"""Polyostotic fibrous dysplasia of the spine.

Signs: expanded bone with an even ground-glass matrix (kushchayeva2018), sclerotic rind dark on
all sequences in 77 % (jee1996, mfd-spine), thin unbroken cortex, posterior elements in 71 % of
foci (leet2004), one side of the body, the neighboring rib (eurorad11319), curve in 33-52 %. T2
bright in 62 %, dark in 38 %; central enhancement in 73 % (jee1996). 32-695 HU in craniofacial
lesions (irnberger1985): drawn as 225 +- 70. Rind 500-800 HU, 1-3 mm, and sizes 15-40 mm are
drawing values of the fact sheet.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..fields import Field, bell, step
from .base import DiseaseModel, Draws, Focus, MarrowState, Patient
from .dense_foci import bone_for
from .edits import enlarge_arch
from .shapes import mask, ring

if TYPE_CHECKING:
    from ..anatomy.vertebra import Vertebra
    from ..scene import Scene


def swell(vertebra: "Vertebra", side: int, size: float) -> None:
    """Blow one side wall of a body out by `size` mm."""
    a, h = vertebra.half_width, vertebra.height

    def term(u: Field, v: Field, w: Field) -> Field:
        return -size * step(0.2 * a, 0.8 * a, side * u) * bell(w, 0.5 * h)

    vertebra.wall_terms.append(term)


class FibrousDysplasiaPolyostotic(DiseaseModel):
    """Several vertebrae (and ribs) of one side with haze, rind and expansion."""

    slug = "fibrous-dysplasia-polyostotic"
    version = 2  # a smooth rind: it looked like a crown of thorns
    lesion_name = "fibrous dysplasia"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: large, even haze, broad rind. Hard: small, mixed density, thin rind."""
        count = d.integer(*d.pick((4, 5), (3, 5), (2, 3)))
        mobile = [q for q in levels if q[0] != "S"]
        chosen = d.levels(mobile, count)
        return {
            "levels": chosen,
            "side": d.choice((-1, 1)),
            "body_share": [bool(d.chance(d.pick(0.8, 0.65, 0.5))) for _ in chosen],
            "sizes": [d.uniform(*d.pick((13, 18), (11, 16), (8, 12))) for _ in chosen],
            "hu": [d.normal(d.pick(245, 225, 205), 70, 110, 450) for _ in chosen],
            "mottle": d.pick(0.04, 0.15, 0.4),
            "rind": d.uniform(*d.pick((1.8, 3.0), (1.4, 2.6), (0.9, 1.6))),
            "rind_hu": d.normal(650, 90, 450, 850),
            "bright": [bool(d.chance(0.62)) for _ in chosen],
            "t1": d.normal(980, 60, 850, 1120),
            "t2": [d.normal(150, 18, 110, 195), d.normal(52, 6, 38, 66)],
            "pd": d.normal(0.97, 0.015, 0.92, 1.0),
            "gd": d.normal(1.45, 0.25, 0.8, 2.0),
            "central": bool(d.chance(0.73)),
            "adc": d.normal(1.3, 0.25, 0.8, 1.9),
            "cysts": [d.uniform(5, 10) if d.chance(d.pick(0.5, 0.35, 0.2)) else 0.0
                      for _ in chosen],
            "fluid": d.recipe("fluid"),
            "swell": d.uniform(*d.pick((3.0, 5.5), (2.0, 4.0), (1.0, 2.2))),
            "arch_gain": d.uniform(*d.pick((1.35, 1.6), (1.25, 1.5), (1.1, 1.25))),
            "ribs": bool(d.chance(d.pick(0.9, 0.7, 0.4))),
            "rib_gain": d.uniform(1.15, 1.4),
        }  # fmt: skip

    def attach(self, scene: "Scene") -> None:
        """Expand arch, side wall and rib; foci span pedicle, lamina and part of the body."""
        super().attach(scene)
        p, rng = self.p, self.stream("place")
        self.foci: list[tuple[Focus, int]] = []
        self.ribs: dict[str, int] = {}
        for k, level in enumerate(p["levels"]):
            v, r = scene.spine[level], p["sizes"][k] * (0.5 + 0.5 * scene.patient.scale)
            enlarge_arch(v, p["arch_gain"])
            back = v.half_depth + v.arch["canal_depth"] * 0.6
            offset = p["side"] * (v.arch["pedicle_offset"] + 1.5)
            main = self.focus(
                level, (offset, back, v.arch["pedicle_level"] + 3), (0.8 * r, 1.15 * r, r)
            )
            self.foci.append((main, k))
            spine = (0.25 * offset, back + 16, 0.2 * v.height)
            self.foci.append(
                (Focus(level, spine, (7, 0.8 * r, 0.7 * r), main.key + 5, main.label), k)
            )
            if p["body_share"][k]:
                swell(v, p["side"], p["swell"])
                deep, high = rng.uniform((-0.1, -0.08), (0.45, 0.08))
                at = (p["side"] * 0.45 * v.half_width, deep * v.half_depth, high * v.height)
                radii = (
                    0.75 * v.half_width,
                    min(1.05 * r, v.half_depth),
                    min(0.95 * r, 0.52 * v.height),
                )
                self.foci.append((Focus(level, at, radii, main.key + 9, main.label), k))
            if p["ribs"] and v.region == "T" and len(self.ribs) < 2:
                v.rib_gain *= p["rib_gain"]
                self.ribs[level] = main.label

    def marrow(self, state: MarrowState) -> None:
        """Haze instead of trabeculae, rind, cysts; diseased rib of the same side."""
        p = self.p
        if state.part == "rib":
            if state.level in self.ribs:
                k = p["levels"].index(state.level)
                sick = (state.u * p["side"] > 0) * np.float32(1)
                self._haze(state, sick, k, 5)
                state.mark(sick, self.ribs[state.level])
            return
        for k in range(len(p["levels"])):
            parts = [(f, self._surface(f, state)) for f, n in self.foci if n == k]
            near = [(f, d) for f, d in parts if d is not None]
            if near:
                self._lesion(state, near, k)

    @staticmethod
    def _surface(focus: Focus, state: MarrowState) -> Field | None:
        """mm to a bulging, smooth surface, or None out of reach."""
        d = focus.distance(state, roughness=0.0)
        if d is None:
            return None
        out: Field = d + 1.3 * state.noise("fbm", 2.4, f"dysplasia {focus.key}")
        return out

    def _lesion(self, state: MarrowState, parts: list[tuple[Focus, Field]], k: int) -> None:
        """One vertebra's lesion: the parts share one rind, which lamina is too thin to hold."""
        p, focus = self.p, parts[0][0]
        d = np.minimum.reduce([d for _, d in parts])
        inside = mask(d, 1.0)
        self._haze(state, inside, k, focus.key)
        for part, _ in parts:
            self._cyst(state, part, k)
        width = p["rind"] * (1.0 if state.part == "body" else 0.2)
        rind = ring(d, -0.5 * width, width) * (state.depth > 0.5)
        state.mix(0.9 * rind, bone=bone_for(p["rind_hu"]), t2=24.0, pd=0.4, gd=0.05)
        state.mix(inside, thickness=0.45 if state.part == "body" else 0.7)
        state.mark(inside, focus.label)

    def _haze(self, state: MarrowState, inside: Field, k: int, key: int) -> None:
        p = self.p
        n = state.noise("fbm", 0.7, f"haze {key}")
        bone = bone_for(p["hu"][k]) * np.clip(1 + p["mottle"] * n, 0.3, 1.8)
        gd = p["gd"] * (1.0 if p["central"] else 0.6)
        state.mix(
            inside, fat=0.03, bone=bone, t1=p["t1"], pd=p["pd"], gd=gd, adc=p["adc"],
            t2=p["t2"][0 if p["bright"][k] else 1] * np.clip(1 + 0.10 * n, 0.7, 1.3), t2s=22.0,
        )  # fmt: skip

    def _cyst(self, state: MarrowState, focus: Focus, k: int) -> None:
        size = self.p["cysts"][k]
        if not size:
            return
        far = np.sqrt(sum(
            (q - c) ** 2 for q, c in zip((state.u, state.v, state.w), focus.center, strict=True)
        ))  # fmt: skip
        state.mix(mask(far - 0.5 * size, 1.0), **self.p["fluid"])
