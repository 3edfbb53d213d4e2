"""SAPHO syndrome of the spine.

Signs: erosion of a vertebral corner in 24 of 24 lesions, in front in 23, with plate or anterior
cortex in 19 (laredo2007); two or more neighbors in 16 of 18, an arc across them in 10 of 16, discs
without T2 signal in 73 %, subligamentous thickening in 67 % (mcgauvran2016); lesions of different
age side by side (sapho_fr). Osteitis 350-700 HU, bite 2-4 mm, bridging 3-6 mm: drawing values of
the fact sheet.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..anatomy.discs import DiscState
from ..fields import bell, step
from .base import DiseaseModel, Draws, LevelEdit, MarrowState, Patient, Slab
from .edits import dent
from .masses import Mass, paint_mass, paint_strut, rim_point
from .shapes import Side

if TYPE_CHECKING:
    from ..scene import Scene

SIDES: tuple[Side, Side] = ("lower", "upper")


class SaphoSyndrome(DiseaseModel):
    """A run of neighbors whose corners and plates are inflamed, dense or fatty, and one apart."""

    slug = "sapho-syndrome"
    version = 2  # soft tissue in front lies smooth; it dripped
    lesion_name = "corner lesion"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: arcs over three or four bodies with bites. Hard: two neighbors, one age."""
        mobile = [q for q in levels if q != "S1"]
        run = d.contiguous(mobile, d.integer(*d.pick((3, 4), (3, 4), (2, 2))))
        rest = [q for q in mobile if q not in run]
        kinds = d.pick(("active", "active", "dense"), ("active", "dense", "fatty"),
                       ("active", "dense"))  # fmt: skip
        arcs = []
        for level in run[:-1]:
            kind = d.choice(kinds)
            arcs.append({
                "above": level, "kind": kind, "radius": [d.uniform(10, 20), d.uniform(10, 20)],
                "bite": [d.uniform(2.0, 4.0), d.uniform(2.0, 4.0)],
                "off": d.uniform(-0.3, 0.3), "key": d.integer(1, 900),
                "plate": d.chance(0.79), "curved": d.chance(0.63),
            })  # fmt: skip
        if not any(a["kind"] == "active" for a in arcs):
            arcs[0]["kind"] = "active"
        alone = d.levels(rest, d.pick(1, d.integer(0, 1), 0)) if rest else []
        return {
            "arcs": arcs,
            "alone": [{"level": q, "radius": d.uniform(9, 14), "bite": d.uniform(1.5, 3.0),
                       "kind": d.choice(("active", "dense")), "key": d.integer(1, 900)}
                      for q in alone],
            "edema": d.recipe("edema", t2=125, gd=0.75),
            "dense": d.recipe("sclerosis", bone=0.34, fat=0.14),
            "fat": d.recipe("fatty"),
            "osteitis": d.normal(0.17, 0.05, 0.06, 0.30),
            "thick": d.uniform(2.0, 4.0) if d.chance(0.67) else 0.0,
            "bridge": d.uniform(1.5, 3.0) if d.chance(d.pick(0.7, 0.5, 0.2)) else 0.0,
            "loss": d.uniform(0.90, 1.0),
            "disc": d.uniform(0.8, 1.0),
        }  # fmt: skip

    def geometry(self) -> dict[str, LevelEdit]:
        """Little height is lost in front."""
        p = self.p
        return {a["above"]: LevelEdit(anterior=p["loss"], disc=p["disc"]) for a in p["arcs"]}

    def attach(self, scene: "Scene") -> None:
        """Bite the corners; thicken what lies in front; bridge old levels."""
        super().attach(scene)
        p = self.p
        self.spots: dict[tuple[str, Side], tuple[dict[str, Any], float, int]] = {}
        self.masses: list[Mass] = []
        self.struts: list[tuple[Any, Any, int]] = []
        for a in p["arcs"]:
            upper = scene.spine[a["above"]]
            lower = scene.spine.under(upper)
            upper.vacuum = False
            for v, side, radius, bite in zip(
                (upper, lower), SIDES, a["radius"], a["bite"], strict=True
            ):
                self._bite(scene, v, side, (a, radius, bite))
            if p["thick"] and a["kind"] != "fatty":
                t = p["thick"]
                at = (0.0, -upper.half_depth - 0.35 * t, 0.5 * upper.height)
                radii = (0.7 * upper.half_width, t, 0.7 * upper.height)
                self.masses.append(Mass(upper.name, at, radii, a["key"], 0, 0.12, 2.4))
            if p["bridge"] and a["kind"] != "active":
                ends = rim_point(upper, "lower", 0, 0.8), rim_point(lower, "upper", 0, 0.8)
                self.struts.append((*ends, a["key"]))
        for one in p["alone"]:
            v = scene.spine[one["level"]]
            spot = one | {"off": 0.0, "plate": False, "curved": False}
            self._bite(scene, v, "upper", (spot, one["radius"], one["bite"]))

    def _bite(
        self, scene: "Scene", v: Any, side: Side, how: tuple[dict[str, Any], float, float]
    ) -> None:
        spot, radius, bite = how
        size = min(1.0, v.height / 25)
        at = (spot["off"] * v.half_width, -0.88 * v.half_depth)
        dent(v, side, at, bite * size, 4.5 * size, 2.2)
        label = self.spots[(v.name, side)][2] if (v.name, side) in self.spots else None
        self.spots[(v.name, side)] = (spot, radius * size, label or self.lesion(v.name))

    def marrow(self, state: MarrowState) -> None:
        """The part of an arc in each body."""
        if state.part == "body":
            for side in SIDES:
                spot = self.spots.get((state.level, side))
                if spot:
                    self._corner(state, side, *spot)

    def _corner(
        self, state: MarrowState, side: Side, spot: dict[str, Any], radius: float, label: int
    ) -> None:
        p, v = self.p, state.vertebra
        dist = state.plate_distance(side)
        n = state.noise("fbm", 0.5, f"arc {spot['key']} {side}")
        ahead = (state.v + v.half_depth) / (1.35 if spot["curved"] else 1.0)
        away = np.sqrt(ahead**2 + dist**2 + (0.3 * (state.u - spot["off"] * v.half_width)) ** 2)
        d = away - radius * (1 + 0.12 * n)
        if spot["plate"]:  # the change goes on along the plate
            d = np.minimum(
                d, dist - 0.30 * radius * (1 + 0.3 * n) + 0.25 * np.clip(state.v, 0, None)
            )
        inside = step(2.0, -2.0, d) if spot["kind"] == "active" else step(0.9, -0.9, d)
        core = step(2.0, -2.0, d + 0.45 * radius)
        if spot["kind"] == "active":
            state.mix(0.97 * inside, **p["edema"])
            state.mix(inside, bone=np.clip(state.bone + 0.2 * p["osteitis"], 0, 0.6))
            state.mix(
                0.7 * core, bone=np.clip(p["osteitis"] + 0.12 + 0.04 * n, 0.08, 0.6), t2=60.0
            )
        elif spot["kind"] == "dense":
            bone = np.clip(p["dense"]["bone"] + 0.05 * state.grain, 0.12, 0.7)
            state.mix(inside, **p["dense"] | {"bone": bone})
        else:
            state.mix(0.92 * inside, **p["fat"])
            state.mix(0.6 * bell(d, 1.4), bone=0.22)
        state.cortex = state.cortex * (1 - 0.75 * step(3.2, 1.0, away))
        state.mark(inside, label)

    def disc(self, state: DiscState) -> None:
        """Discs of the run are dark."""
        if any(a["above"] == state.level for a in self.p["arcs"]):
            state.t2 = np.minimum(state.t2, 48.0)

    def soft_tissue(self, slab: Slab) -> None:
        """Thickened tissue under the anterior ligament."""
        for mass in self.masses:
            paint_mass(self.scene, slab, mass, T1=1100.0, T2=95.0, GD=0.8, HU=45.0)

    def overlay(self, slab: Slab) -> None:
        """Bridges in front of old levels."""
        for start, end, key in self.struts:
            paint_strut(self.scene, slab, start, end, self.p["bridge"], key=key, HU=680.0)
