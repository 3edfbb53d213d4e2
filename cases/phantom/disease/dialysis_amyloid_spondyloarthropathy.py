"""Dialysis-related amyloid spondyloarthropathy.

Signs: narrow disc, erosions and cysts of both plates beside it, hardly any osteophyte
(wakao-dsa); the destroyed zone stays dark on T1, T2 and STIR (theodorou2002); sharp erosions with
dense edge and soft material in the disc on CT; mild enhancement of the edge; several levels,
C5-C7 first, then L3-L5 (leone2001). Disc 20-50 % of its height, erosions 4-12 mm, rim 400-600 HU,
matrix 50-90 HU: drawing values of the fact sheet.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..fields import Field, bell, step
from .base import DiscState, DiseaseModel, Draws, Focus, LevelEdit, MarrowState, Patient, Slab
from .dense_foci import bone_for
from .edits import dent, rough_plate
from .masses import Mass, paint_mass
from .shapes import mask, plate_band, ring

if TYPE_CHECKING:
    from ..scene import Scene

WEIGHTS = {"C4": 1.0, "C5": 3.0, "C6": 3.0, "L2": 1.0, "L3": 3.0, "L4": 3.0, "T8": 0.6, "T9": 0.6}


class DialysisAmyloidSpondyloarthropathy(DiseaseModel):
    """Two or three destroyed discs that stay dark, with erosions on both sides."""

    slug = "dialysis-amyloid-spondyloarthropathy"
    lesion_name = "destroyed disc"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: deep erosions, very dark. Hard: shallow, some edema beside the plates."""
        options = [q for q in levels[:-1] if q[0] != "S"]
        weights = {q: WEIGHTS.get(q, 0.35) for q in options}
        discs = d.levels(options, d.pick(3, d.integer(2, 3), 2), weights)
        low, high = d.pick((3.2, 5.5), (2.5, 4.8), (1.8, 3.2))
        return {
            "discs": discs,
            "disc_height": [d.uniform(0.3, 0.55) for _ in discs],
            "erosions": [d.integer(*d.pick((4, 6), (3, 5), (2, 3))) for _ in discs],
            "depth": [low, high],
            "cysts": [d.uniform(4, 9) for _ in range(d.integer(*d.pick((3, 5), (2, 4), (1, 2))))],
            "t1": d.normal(900, 50, 800, 1020),
            "t2": d.normal(d.pick(34, 35, 37), 3, 27, 46),
            "pd": d.normal(0.68, 0.04, 0.56, 0.78),
            "gd": d.normal(0.10, 0.03, 0.03, 0.2),
            "edge_gd": d.normal(0.28, 0.07, 0.12, 0.5),
            "adc": d.normal(0.8, 0.15, 0.5, 1.2),
            "hu": d.normal(72, 8, 50, 92),
            "rim_bone": bone_for(d.normal(500, 60, 380, 640)),
            "rim_width": d.uniform(1.0, 1.8),
            "fibrous": d.uniform(4, 8),
            "edema": d.recipe("edema"),
            "wet": d.pick(0.0, d.uniform(0, 0.08), d.uniform(0.10, 0.22)),
            "collapse": [
                d.uniform(*d.pick((0.78, 0.95), (0.85, 1.0), (0.93, 1.0))) for _ in discs
            ],
            "canal": d.uniform(*d.pick((2.5, 4.5), (1.5, 3.5), (0.0, 2.0))),
        }

    def geometry(self) -> dict[str, LevelEdit]:
        """Narrow discs; the body above may be lower."""
        p = self.p
        return {
            q: LevelEdit(disc=h, height=c)
            for q, h, c in zip(p["discs"], p["disc_height"], p["collapse"], strict=False)
        }

    def attach(self, scene: "Scene") -> None:
        """Bite erosions into both plates, place cysts and the mass behind the disc."""
        super().attach(scene)
        p, rng = self.p, self.stream("erosions")
        self.labels: dict[str, int] = {}
        self.sides: dict[tuple[str, str], int] = {}
        self.cysts: list[Focus] = []
        self.masses: list[Mass] = []
        for k, level in enumerate(p["discs"]):
            upper = scene.spine[level]
            lower = scene.spine.below(upper)
            if lower is None:
                continue
            label = self.labels[level] = self.lesion(level)
            upper.vacuum, upper.bulge = False, 1.0
            upper.degeneration = max(upper.degeneration, 0.8)
            for v, side in ((upper, "lower"), (lower, "upper")):
                self.sides[v.name, side] = label
                rough_plate(scene, v, side, 0.5, 9 + k)  # type: ignore[arg-type]
                for _ in range(p["erosions"][k]):
                    self._bite(v, side, rng)
            if p["canal"]:
                at = (0.0, upper.half_depth + 0.5, 0.5 * upper.height + 0.5 * upper.disc)
                radii = (0.55 * upper.half_width, p["canal"] + 1.5, 0.35 * upper.height)
                self.masses.append(Mass(level, at, radii, 90 + k, label, 0.1))
        self._cysts(scene, rng)

    def _bite(self, v: Any, side: Any, rng: np.random.Generator) -> None:
        low, high = self.p["depth"]
        size = v.height / 27
        at = (
            float(rng.uniform(-0.6, 0.6)) * v.half_width,
            float(rng.uniform(-0.8, 0.8)) * v.half_depth,
        )
        deep, radius = float(rng.uniform(low, high)) * size, float(rng.uniform(4, 7.5)) * size
        dent(v, side, at, deep, radius, 3.0)

    def _cysts(self, scene: "Scene", rng: np.random.Generator) -> None:
        places = list(self.sides)
        for n, size in enumerate(self.p["cysts"]):
            level, side = places[n % len(places)]
            v = scene.spine[level]
            r = 0.5 * size * v.height / 27
            end = (0.5 * v.height - r - 3.5) * (1 if side == "lower" else -1)
            at = (
                float(rng.uniform(-0.5, 0.5)) * v.half_width,
                float(rng.uniform(-0.6, 0.6)) * v.half_depth,
                end,
            )
            key = 300 + n + self.patient.seed
            self.cysts.append(Focus(level, at, (r, r, 0.85 * r), key, self.sides[level, side]))

    def marrow(self, state: MarrowState) -> None:
        """Dark fibrous band and dense edge along the eroded plates; amyloid cysts."""
        p = self.p
        size = state.vertebra.height / 27
        for (level, side), label in self.sides.items():
            if level != state.level or state.part != "body":
                continue
            band = plate_band(state, side, p["fibrous"] * size, 20 + label, 0.3, 0.6)  # type: ignore[arg-type]
            state.mix(0.85 * band, fat=0.10, t1=p["t1"], t2=p["t2"], pd=0.7, gd=p["edge_gd"])
            if p["wet"]:
                wide = plate_band(state, side, 2.2 * p["fibrous"] * size, 40 + label, 0.3)  # type: ignore[arg-type]
                state.mix(p["wet"] * wide * (1 - band), **p["edema"])
            far = state.plate_distance(side)  # type: ignore[arg-type]
            edge = bell(far - 0.8, p["rim_width"]) * step(1.05, 0.97, state.radius)
            state.mix(0.9 * edge, bone=p["rim_bone"], t2=24.0)
            state.mark(band, label)
        for cyst in self.cysts:
            d = cyst.distance(state, 0.08, 0.9)
            if d is not None:
                self._amyloid(state, d)
                state.mark(mask(d, 0.9), cyst.label)

    def _amyloid(self, state: MarrowState, d: Field) -> None:
        p = self.p
        state.mix(0.85 * ring(d, 0.7, p["rim_width"]), bone=p["rim_bone"], t2=24.0)
        state.mix(
            mask(d, 0.9), fat=0.0, bone=0.0, t1=p["t1"], t2=p["t2"], pd=p["pd"], gd=p["gd"],
            adc=p["adc"], hu=p["hu"] - 50.0,
        )  # fmt: skip

    def disc(self, state: DiscState) -> None:
        """What is left of the disc is amyloid and scar: dark on every sequence."""
        label = self.labels.get(state.level, 0)
        if not label:
            return
        p = self.p
        every = np.full(state.pd.shape, 0.95, np.float32)
        state.mix(every, t1=p["t1"], t2=p["t2"], pd=p["pd"], adc=p["adc"], hu=p["hu"], gd=p["gd"])
        state.label[state.distance < 0] = label

    def soft_tissue(self, slab: Slab) -> None:
        """Thick dark tissue behind the disc narrows the canal."""
        p = self.p
        for mass in self.masses:
            paint_mass(
                self.scene, slab, mass, "ligament", W=p["pd"], T1=p["t1"], T2=p["t2"], HU=p["hu"],
                GD=p["edge_gd"], ADC=p["adc"],
            )  # fmt: skip
