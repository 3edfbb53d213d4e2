"""Chronic recurrent multifocal osteomyelitis of the growing spine.

Signs: edema of vertebral bodies, focal in 65 %, then in the upper part in 42 of 77; height loss in
34 %, plate abnormal in 26 %, sclerosis in 13 %, 58 % thoracic; posterior elements in 43 % of
children, disc in 26 %, small soft tissue in 17 % (guariento2023). Foci 8-18 mm, rim 300-500 HU,
loss of 30-60 % in one body: drawing values of the fact sheet.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..anatomy.discs import DiscState
from ..fields import bell, step
from .base import DiseaseModel, Draws, LevelEdit, MarrowState, Patient, Slab
from .edits import rough_plate
from .masses import Mass, paint_mass
from .shapes import pedicle

if TYPE_CHECKING:
    from ..scene import Scene


class ChronicRecurrentMultifocalOsteomyelitis(DiseaseModel):
    """Two to five bodies, not all neighbors, inflamed near a plate or throughout."""

    slug = "chronic-recurrent-multifocal-osteomyelitis"
    lesion_name = "inflamed vertebra"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: several bodies, one flattened. Hard: two foci, no height lost."""
        mobile = [q for q in levels if q != "S1"]
        count = d.integer(*d.pick((4, 6), (3, 4), (2, 3)))
        chosen = d.levels(mobile, count)
        flat = d.integer(0, len(chosen) - 1) if d.chance(d.pick(0.8, 0.5, 0.1)) else -1
        bodies = []
        for k, level in enumerate(chosen):
            focal = d.chance(d.pick(0.65, 0.65, 0.85)) and k != flat
            loss = d.uniform(0.40, 0.70) if k == flat else 1.0
            if k != flat and d.chance(0.15):
                loss = d.uniform(0.80, 0.92)
            bodies.append({
                "level": level, "focal": focal, "loss": loss, "plana": d.chance(0.35),
                "side": d.choice(("upper", "lower"), (55, 45)),
                "depth": d.uniform(8, 18) * d.pick(1.05, 1.0, 0.85), "alpha": d.uniform(0.8, 0.97),
                "off": d.uniform(-0.4, 0.4),
                "rough": d.uniform(0.6, 1.3) if d.chance(0.26) else 0.0,
                "rim": d.uniform(0.10, 0.24) if d.chance(0.13) else 0.0,
                "pedicle": d.choice((-1, 1)) if d.chance(d.pick(0.3, 0.2, 0.1)) else 0,
                "soft": d.uniform(1.5, 3.5) if d.chance(0.08) else 0.0,
                "disc": d.chance(0.15),
            })  # fmt: skip
        return {
            "bodies": bodies,
            "edema": d.recipe("edema", fat=0.02, t1=1450, t2=128, adc=1.5),
            "lysis": d.uniform(0.35, 0.75),
            "blur": d.uniform(0.45, 0.70),
        }

    def geometry(self) -> dict[str, LevelEdit]:
        """Anterior wedge or plana."""
        out = {}
        for b in self.p["bodies"]:
            if b["loss"] < 1:
                back = b["loss"] if b["plana"] else 0.5 + 0.5 * b["loss"]
                out[b["level"]] = LevelEdit(anterior=b["loss"], posterior=back)
        return out

    def attach(self, scene: "Scene") -> None:
        """Uneven plates, one label for each body."""
        super().attach(scene)
        self.bodies: dict[str, tuple[dict[str, Any], int]] = {}
        self.masses: list[Mass] = []
        for b in self.p["bodies"]:
            v = scene.spine[b["level"]]
            label = self.lesion(v.name)
            self.bodies[v.name] = (b, label)
            if b["rough"]:
                rough_plate(scene, v, b["side"], b["rough"], label)
            if b["soft"]:
                t = b["soft"]
                radii = (0.8 * v.half_width, t, 0.5 * v.height)
                self.masses.append(Mass(v.name, (0, -v.half_depth - 0.3 * t, 0), radii, label, 0))

    def marrow(self, state: MarrowState) -> None:
        """Fuzzy edema; some bone is lost, in a few bodies it turns dense."""
        b, label = self.bodies.get(state.level, (None, 0))
        if b is None:
            return
        p, v = self.p, state.vertebra
        n = state.noise("fbm", 0.5, f"osteitis {label}")
        if state.part == "arch" and b["pedicle"]:
            wet = np.clip(pedicle(state, b["pedicle"]) * (0.95 + 0.2 * n), 0, 1)
            state.mix(0.85 * wet, **p["edema"])
            state.mark(wet, label)
        if state.part != "body":
            return
        dist = state.plate_distance(b["side"])
        if b["focal"]:
            limit = np.minimum(b["depth"], 0.7 * v.height) * (1 + 0.25 * n)
            away = (state.u / v.half_width - b["off"]) ** 2
            where = step(1.1, 1.1 - p["blur"], dist / limit + 0.35 * away)
        else:
            where = np.clip(0.92 + 0.15 * n, 0.3, 1)
        state.mix(b["alpha"] * where, **p["edema"])
        state.mix(where * step(7.0, 1.0, dist), bone=state.bone * p["lysis"])
        if b["rim"]:
            state.mix(bell(where - 0.5, 0.35), bone=np.clip(state.bone + b["rim"], 0, 0.5))
        state.mark(where, label)

    def disc(self, state: DiscState) -> None:
        """A disc beside a body may be a little brighter."""
        b, _ = self.bodies.get(state.level, (None, 0))
        if b is not None and b["disc"]:
            state.t2 = state.t2 * 1.25
            state.gd = state.gd + 0.12

    def soft_tissue(self, slab: Slab) -> None:
        """A thin layer of edema in front of a few bodies."""
        for mass in self.masses:
            paint_mass(
                self.scene, slab, mass, "muscle", W=0.82, T1=1100.0, T2=95.0, GD=0.5, HU=40.0
            )
