"""Generalized lymphatic anomaly and Gorham-Stout disease.

Generalized form: many round sharp foci with intact cortex, hairline dense rim on some, scattered
over many levels (lala2013); T1 low to equal, bright where there is fat or protein (gla-fat2024);
T2 and STIR very high; enhancement of rim and septa only (yang2006). Gorham-Stout: neighboring
bodies dissolve with their cortex, taper, kyphosis (du-gss), fluid-like infiltrating tissue in 18
of 19 (lala2013). Foci 4-18 mm, HU 0-40, rim 300-500 HU, loss of height 40-80 %: drawing values
of the fact sheet; no signal or HU is published.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from .base import DiseaseModel, Draws, Focus, LevelEdit, MarrowState, Patient, Slab
from .masses import Mass, paint_mass, place_mass
from .shapes import mask, ring

if TYPE_CHECKING:
    from ..scene import Scene


class GeneralizedLymphaticAnomalyGorhamStout(DiseaseModel):
    """Many quiet cysts of bone, or a row of bodies that melt away."""

    slug = "generalized-lymphatic-anomaly-gorham-stout"
    version = 2  # lobulated cysts instead of balls
    lesion_name = "lymphatic focus"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: many bright cysts with rims. Hard: few, small, with protein or fat inside."""
        gorham = d.chance(0.3)
        count = d.integer(*d.pick((13, 20), (10, 16), (6, 9)))
        low, high = d.pick((7, 18), (5, 15), (4, 10))
        size = 0.5 + 0.5 * patient.scale
        mobile = [q for q in levels if q[0] in "TL"] or list(levels)
        row = d.contiguous(mobile, d.integer(3, 4))
        return {
            "form": "gorham" if gorham else "generalized",
            "levels": d.levels(levels, min(count, d.pick(9, 8, 5))),
            "diameters": [round(d.uniform(low, high) * size, 2) for _ in range(count)],
            "arch_share": d.uniform(0.05, 0.2),
            "fluid_t1": d.normal(d.pick(1900, 1600, 1250), 150, 900, 2400),
            "fluid_t2": d.normal(d.pick(230, 190, 150), 25, 110, 300),
            "bright": [bool(d.chance(d.pick(0.05, 0.12, 0.2))) for _ in range(count)],
            "rim": [d.uniform(0.4, 1.0) if d.chance(d.pick(0.6, 0.4, 0.2)) else 0.0
                    for _ in range(count)],
            "rim_bone": d.normal(0.30, 0.05, 0.2, 0.42),
            "wall_gd": d.normal(0.30, 0.08, 0.12, 0.5),
            "adc": d.normal(2.1, 0.25, 1.5, 2.8),
            "hu": d.normal(18, 9, 0, 40),
            "row": row,
            "heights": [d.uniform(0.28, 0.65) for _ in row],
            "melt": d.normal(d.pick(0.92, 0.86, 0.75), 0.04, 0.6, 0.97),
            "tissue": d.uniform(7, 13),
            "side": d.choice((-1, 1)),
        }  # fmt: skip

    def geometry(self) -> dict[str, LevelEdit]:
        """Gorham-Stout: the bodies lose height, most in front."""
        p = self.p
        if p["form"] != "gorham":
            return {}
        return {
            level: LevelEdit(anterior=h, posterior=0.45 + 0.55 * h, depth=0.9, width=0.92)
            for level, h in zip(p["row"], p["heights"], strict=False)
        }

    def attach(self, scene: "Scene") -> None:
        """Scatter the cysts, or fill neighboring bodies and their surroundings."""
        super().attach(scene)
        p = self.p
        self.foci: list[Focus] = []
        self.lobes: list[list[Focus]] = []
        self.masses: list[Mass] = []
        self.labels: dict[str, int] = {}
        if p["form"] != "gorham":
            self.foci = self.scatter(
                p["levels"], p["diameters"], spread=0.15, centered=0.95,
                arch_share=p["arch_share"],
            )  # fmt: skip
            self.lobes = [self._lobes(focus) for focus in self.foci]
            return
        for k, level in enumerate(p["row"]):
            v = scene.spine[level]
            self.labels[level] = self.lesion(level, "vanishing bone")
            t = p["tissue"] * (0.8 + 0.2 * (k % 2))
            radii = (t, 1.4 * t, 0.7 * v.height + 3)
            at = place_mass(scene, level, "paravertebral", radii, p["side"])
            self.masses.append(Mass(level, at, radii, 40 + k, self.labels[level], 0.25))
            front = (0.8 * v.half_width, 0.4 * t, 0.6 * v.height + 3)
            at = place_mass(scene, level, "prevertebral", front)
            self.masses.append(Mass(level, at, front, 60 + k, self.labels[level], 0.2))

    def _lobes(self, focus: Focus) -> list[Focus]:
        """Smaller cysts that bulge from a cyst: it grows by budding and is no ball."""
        rng = self.stream(f"lobes {focus.label}")
        out = []
        for _ in range(int(rng.integers(2, 5))):
            way = rng.normal(size=3)
            way /= np.linalg.norm(way)
            share = float(rng.uniform(0.4, 0.7))
            u, v, w = (
                c + 0.75 * r * float(q)
                for c, r, q in zip(focus.center, focus.radii, way, strict=True)
            )
            a, b, c = (share * r for r in focus.radii)
            out.append(replace(focus, center=(u, v, w), radii=(a, b, c)))
        return out

    def marrow(self, state: MarrowState) -> None:
        """Cysts with thin walls; bone that dissolves from its surface."""
        if state.level in self.labels:
            self._melt(state)
        p = self.p
        for k, focus in enumerate(self.foci):
            parts = [q.distance(state, roughness=0.07, scale=0.9) for q in (focus, *self.lobes[k])]
            near = [d for d in parts if d is not None]
            if not near:
                continue
            d = np.minimum.reduce(near)
            inside = mask(d, 0.9)
            bright = p["bright"][k % len(p["bright"])]
            state.mix(
                inside, fat=0.35 if bright else 0.01, bone=0.0, t2=p["fluid_t2"], pd=0.95,
                t1=520.0 if bright else p["fluid_t1"], adc=p["adc"], gd=0.04, t2s=90.0,
                hu=p["hu"] - 50.0,
            )  # fmt: skip
            state.mix(0.8 * ring(d, -0.4, 0.9), gd=p["wall_gd"])
            if focus.radii[0] > 4.5:
                wave = np.abs(state.noise("fbm", 1.1, f"septum {focus.key}"))
                septum = inside * np.exp(-((wave / 0.10) ** 2))
                state.mix(0.7 * septum, t2=60.0, gd=0.8 * p["wall_gd"])
            rim = p["rim"][k % len(p["rim"])]
            if rim:
                state.mix(rim * ring(d, 0.7, 0.8), bone=p["rim_bone"])
            state.mark(inside, focus.label)

    def _melt(self, state: MarrowState) -> None:
        p = self.p
        n = state.noise("fbm", 0.9, f"melt {state.level}")
        near = np.clip((state.vertebra.half_depth + 14 - state.v) / 8, 0, 1)
        outer = np.exp(-np.clip(state.depth, 0, None) / 9)
        gone = np.clip(p["melt"] * near * (0.66 + 0.35 * outer + 0.34 * n), 0, 1)
        state.mix(
            gone, fat=0.02, bone=0.0, t2=0.62 * p["fluid_t2"], t1=1250.0, pd=0.92,
            adc=0.8 * p["adc"], gd=1.0 * p["wall_gd"], t2s=60.0, hu=-12.0,
        )  # fmt: skip
        state.cortex = state.cortex * (1 - np.clip(1.15 * gone, 0, 1))
        state.mark(gone, self.labels[state.level], 0.4)

    def soft_tissue(self, slab: Slab) -> None:
        """Fluid-like tissue beside bodies that vanish."""
        p = self.p
        for mass in self.masses:
            paint_mass(
                self.scene, slab, mass, "fluid", T1=1500.0, T2=0.7 * p["fluid_t2"], W=0.93,
                HU=p["hu"], ADC=0.9 * p["adc"], GD=0.9 * p["wall_gd"],
            )  # fmt: skip
