"""Axial spondyloarthritis: corner lesions, squaring, syndesmophytes, Andersson lesions.

Signs: three or more inflamed corners in a young adult, mild edema of posterior elements
(bennett2009); sharp bright fatty corners, many of them thoracic (bennett2010, kim2008); shiny
corners beside small erosions (blog_as); Andersson lesion: ragged plates with sclerosis, in the
fused spine with a line through the arch (bron2009); squaring and thin bridges (laloo2019). ADC of
active lesions 1.31 +- 0.38 (Ai, early ankylosing spondylitis, sacrum; 1.33 +- 0.36 in a second
series), less than in the edema of fractures. Corners 5-15 mm, erosion 2-4 mm, shiny corner
350-600 HU: drawing values of the fact sheet.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..anatomy.discs import DiscState
from ..fields import bell, step
from .base import DiseaseModel, Draws, LevelEdit, MarrowState, Patient, Slab
from .edits import dent, rough_plate, square
from .masses import paint_strut, rim_point
from .shapes import Side, corner

if TYPE_CHECKING:
    from ..scene import Scene

Key = tuple[str, Side, bool]
#: What the kinds of corners are called in measurements.
PHASES = {"inflamed": "active", "fatty": "fatty", "shiny": "dense"}


class AxialSpondyloarthritis(DiseaseModel):
    """Corner triangles of several ages; sometimes a destructive level or a fused spine."""

    slug = "axial-spondyloarthritis"
    version = 3  # Andersson levels: wider bites, patchy sclerosis, a disc darker than fluid
    lesion_name = "corner lesion"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: many corners, fat and edema. Hard: few, or a lone Andersson level."""
        mobile = [q for q in levels if q != "S1" and q[0] != "C"] or list(levels)
        count = d.integer(*d.pick((8, 13), (6, 10), (3, 5)))
        inflamed = d.uniform(*d.pick((0.35, 0.65), (0.3, 0.7), (0.4, 0.9)))
        spots = [(q, side, front) for q in mobile for side in ("upper", "lower")
                 for front in (True, True, False)]  # fmt: skip
        order = d.rng.permutation(len(spots))
        corners: list[dict[str, Any]] = []
        for k in order:
            level, side, front = spots[int(k)]
            if len(corners) == count:
                break
            if any((c["level"], c["side"], c["front"]) == (level, side, front) for c in corners):
                continue
            kind = (
                "inflamed" if d.rng.uniform() < inflamed else d.choice(("fatty", "fatty", "shiny"))
            )
            corners.append({
                "level": level, "side": side, "front": front, "kind": kind,
                "radius": d.uniform(9, 15) * d.pick(1.0, 0.92, 0.75),
                "erosion": d.uniform(1.0, 2.6) if d.chance(0.3) else 0.0,
                "alpha": d.uniform(0.85, 0.98), "off": d.uniform(-0.4, 0.4),
            })  # fmt: skip
        inner = [q for q in mobile if q not in (mobile[0], mobile[-1])]
        joined = d.integer(*d.pick((2, 4), (0, 3), (0, 2))) if patient.age > 30 else 0
        return {
            "corners": corners,
            "andersson": d.choice(inner) if d.chance(d.pick(0.35, 0.3, 0.4)) else "",
            "andersson_depth": [d.uniform(9, 15), d.uniform(8, 14)],
            "bridges": d.contiguous(inner, joined) if joined else [],
            "bridge_radius": d.uniform(0.9, 1.6),
            "squaring": d.uniform(0.6, 1.6),
            "spinous": d.levels(mobile, d.integer(*d.pick((1, 3), (0, 2), (0, 1)))),
            "edema": d.recipe("edema", adc=1.31),
            "fat": d.recipe("fatty", fat=0.94),
            "shiny_bone": d.normal(0.28, 0.06, 0.18, 0.45),
            "sclerosis": d.recipe("sclerosis", bone=0.32),
            "pus_free_fluid": d.recipe("edema", fat=0.0, t2=170, gd=0.9),
        }

    def geometry(self) -> dict[str, LevelEdit]:
        """Some height is lost at an Andersson level."""
        a = self.p["andersson"]
        return {a: LevelEdit(disc=0.85, anterior=0.95)} if a else {}

    def attach(self, scene: "Scene") -> None:
        """Square the bodies, bite the corners, spare the discs."""
        super().attach(scene)
        p = self.p
        self.corners: dict[Key, tuple[dict[str, Any], int]] = {}
        for v in scene.spine.vertebrae:
            if v.region in "TL":
                square(v, p["squaring"], front_only=True)
                v.degeneration = min(v.degeneration, 0.45)
                v.outline.upper_lip = v.outline.lower_lip = (0.0, 0.0, 0.0)
        for c in p["corners"]:
            v = scene.spine[c["level"]]
            if c["erosion"]:
                at = (c["off"] * v.half_width, (-0.9 if c["front"] else 0.9) * v.half_depth)
                dent(v, c["side"], at, c["erosion"], 4.0, 2.4)
            label = self.lesion(c["level"], phase=PHASES[c["kind"]])
            self.corners[(c["level"], c["side"], bool(c["front"]))] = (c, label)
        self.spinous = {
            q: self.lesion(q, "posterior element edema", phase="active") for q in p["spinous"]
        }
        self._destroy(scene)
        self.struts: list[Any] = []
        for q in p["bridges"]:
            upper, lower = scene.spine[q], scene.spine.under(scene.spine[q])
            for angle in (0.0, 38.0, -38.0):
                ends = rim_point(upper, "lower", angle, 0.4), rim_point(lower, "upper", angle, 0.4)
                self.struts.append((*ends, len(self.struts)))

    def _destroy(self, scene: "Scene") -> None:
        """The Andersson level."""
        a = self.p["andersson"]
        self.andersson: dict[tuple[str, Side], tuple[float, int]] = {}
        self.below, self.disc_label = "", 0
        if not a:
            return
        upper, lower = scene.spine[a], scene.spine.under(scene.spine[a])
        self.below = lower.name
        self.disc_label = label = self.lesion(a, "Andersson lesion", phase="andersson")
        sides: tuple[tuple[Any, Side, float], ...] = (
            (upper, "lower", self.p["andersson_depth"][0]),
            (lower, "upper", self.p["andersson_depth"][1]),
        )
        for v, side, depth in sides:
            rough_plate(scene, v, side, 2.0, label, 1.2)
            self.andersson[(v.name, side)] = (depth, label)

    def marrow(self, state: MarrowState) -> None:
        """Corners, the destroyed level, edema of spinous processes."""
        if state.part == "arch":
            self._arch(state)
        if state.part != "body":
            return
        for side in ("upper", "lower"):
            hit = self.andersson.get((state.level, side))
            if hit:
                self._plates(state, side, *hit)
            for front in (True, False):
                found = self.corners.get((state.level, side, front))
                if found:
                    self._corner(state, side, front, *found)

    def _corner(
        self, state: MarrowState, side: Side, front: bool, c: dict[str, Any], label: int
    ) -> None:
        p, size = self.p, c["radius"] * min(1.0, 0.4 + 0.6 * state.vertebra.height / 26)
        shift = (state.u / state.vertebra.half_width - c["off"]) ** 2
        where = corner(state, side, front, size, label, 0.10 if c["kind"] == "fatty" else 0.22)
        where = where * np.clip(1.4 - 0.55 * shift, 0, 1)
        if c["kind"] == "fatty":
            state.mix(c["alpha"] * where, **p["fat"])
        elif c["kind"] == "shiny":
            bone = p["shiny_bone"] * (1 + 0.12 * state.grain)
            state.mix(where, **p["sclerosis"] | {"bone": np.clip(bone, 0.1, 0.6)})
        else:
            state.mix(c["alpha"] * where, **p["edema"])
            rim = corner(state, side, front, 0.4 * size, label, 0.2)
            state.mix(0.5 * rim, bone=p["shiny_bone"])
        state.mark(where, label)

    def _plates(self, state: MarrowState, side: Side, depth: float, label: int) -> None:
        """Sclerosis at the ragged plate with edema beyond."""
        p, dist = self.p, state.plate_distance(side)
        n = state.noise("fbm", 0.5, f"andersson {label} {side}")
        limit = depth * min(1.0, state.vertebra.height / 24) * (1 + 0.22 * n)
        wet = step(1.1, 0.7, dist / limit)
        state.mix(0.92 * wet, **p["edema"])
        patch = state.noise("fbm", 1.2, f"sclerosis {label} {side}")
        dense = step(0.8, 0.2, dist / limit + 0.12 * n) * np.clip(0.75 + 0.3 * patch, 0.2, 1)
        state.mix(0.85 * dense, **p["sclerosis"])
        state.cortex = state.cortex * (1 - 0.7 * step(2.5, 0.5, dist))
        state.mark(wet, label)

    def _arch(self, state: MarrowState) -> None:
        """Edema behind, and the break line of an Andersson level."""
        p, v = self.p, state.vertebra
        label = self.spinous.get(state.level)
        if label:
            behind = step(0.0, 8.0, state.v - v.half_depth - v.arch["canal_depth"] - 2)
            n = state.noise("fbm", 0.6, f"spinous {label}")
            wet = np.clip(behind * (0.75 + 0.3 * n), 0, 1)
            state.mix(0.8 * wet, **p["edema"])
            state.mark(wet, label)
        if state.level == p["andersson"]:
            line = bell(state.w - 0.42 * v.height - 0.25 * (state.v - v.half_depth), 5.0)
            state.mix(0.85 * line, **p["edema"])
            gap = bell(state.w - 0.42 * v.height - 0.25 * (state.v - v.half_depth), 0.9)
            state.mix(gap, bone=0.0)
            state.cortex = state.cortex * (1 - 0.8 * gap)

    def disc(self, state: DiscState) -> None:
        """Uneven bright tissue within the Andersson level."""
        if state.level != self.p["andersson"] or not self.disc_label:
            return
        wet = step(1.25, 0.7, state.center_distance) * bell(state.height - 0.5, 0.4)
        at = (state.u, state.v, state.w)
        patch = state.scene.noise("fbm", at, 0.9, f"wet {self.disc_label}")
        wet = wet * np.clip(0.5 + 0.3 * patch, 0.1, 0.9)
        state.mix(wet, t2=self.p["pus_free_fluid"]["t2"], t1=1250.0, gd=0.35, hu=45.0)

    def overlay(self, slab: Slab) -> None:
        """Thin vertical bridges."""
        r = self.p["bridge_radius"]
        for start, end, key in self.struts:
            paint_strut(self.scene, slab, start, end, r, key=key, HU=620.0)
