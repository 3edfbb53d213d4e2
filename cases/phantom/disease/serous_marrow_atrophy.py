"""Serous atrophy (gelatinous transformation) of the marrow.

Signs: marrow and all other fat equally dull on T1 and bright on STIR, the flip-flop (han-2026), in
29 of 30 with subcutaneous fat (boutin-2015); T2 bright; no enhancement (ajnr-sabm-2022); high
diffusion; little opposed-phase drop; CT: watery fat; insufficiency fractures in 14 of 30
(boutin-2015). Marrow fat 1-6 %, subcutaneous fat 10-25 %, -20 to +10 HU, ADC 1.4-2.0: drawing
values. Thin patients: give the recipe a low bmi.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .base import Draws, LevelEdit, MarrowState, Patient, Slab
from .edits import plate_step
from .shapes import patches, plate_band
from .whole_marrow import WholeMarrow, texture, vein

if TYPE_CHECKING:
    from ..scene import Scene


class SerousMarrowAtrophy(WholeMarrow):
    """Fat turned to a watery gel, in the marrow and everywhere."""

    slug = "serous-marrow-atrophy"
    lesion_name = "gelatinous marrow"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: complete. Hard: patchy rests of fat, subcutaneous fat only partly changed."""
        broken = d.integer(0, 2) if d.chance(14 / 30) else 0
        return {
            "gel": {
                "fat": d.normal(
                    *d.pick((0.02, 0.01), (0.035, 0.012), (0.055, 0.012)), 0.005, 0.08
                ),
                "t1": d.normal(d.pick(1480, 1430, 1350), 70, 1200, 1650),
                "t2": d.normal(d.pick(158, 148, 134), 10, 112, 185),
                "pd": d.normal(0.92, 0.012, 0.88, 0.95),
                "adc": d.normal(1.75, 0.13, 1.5, 2.0),
                "gd": d.normal(0.02, 0.008, 0.0, 0.04),
                "t2s": d.normal(34, 4, 24, 44),
            },
            "share": d.uniform(*d.pick((0.97, 0.99), (0.95, 0.98), (0.93, 0.96))),
            "rests": d.pick(0.0, 0.25, 0.6) * d.uniform(0.6, 1.2),
            "rest_scale": d.uniform(1.0, 1.8),
            "outer": d.uniform(*d.pick((0.95, 1.0), (0.85, 1.0), (0.60, 0.80))),
            "outer_fat": d.uniform(0.10, 0.25),
            "outer_hu": d.uniform(-20, 10),
            "outer_t2": d.normal(135, 12, 105, 165),
            "outer_t1": d.normal(1350, 90, 1150, 1550),
            "thinning": d.normal(0.78, 0.06, 0.64, 0.92),
            "fractures": d.levels([q for q in levels if q[0] in "TL"], broken),
            "depth": d.uniform(1.2, 2.6),
            **texture(d, 0.010, 0.010),
        }

    def geometry(self) -> dict[str, LevelEdit]:
        """Slight loss of height."""
        return {q: LevelEdit(anterior=0.93) for q in self.p["fractures"]}

    def attach(self, scene: "Scene") -> None:
        """Dent the broken plates."""
        super().attach(scene)
        for level in self.p["fractures"]:
            plate_step(scene.spine[level], "upper", self.p["depth"])

    def marrow(self, state: MarrowState) -> None:
        """Gel everywhere; rests of fat in some."""
        p = self.p
        alpha = p["share"] * (1 - 0.6 * vein(state))
        if p["rests"]:
            alpha = alpha * (
                1 - p["rests"] * patches(state, 0.9, 1.7, p["rest_scale"], "gel", 0.4)
            )
        self.replace_marrow(state, p["gel"], alpha, keep=0.05)
        state.scale(alpha, bone=p["thinning"])
        if state.part == "body" and state.level in p["fractures"]:
            state.scale(plate_band(state, "upper", 2.4, 17), bone=2.2, t2=0.6)
        self.mark_marrow(state)

    def soft_tissue(self, slab: Slab) -> None:
        """All fat outside bone turns to gel in proportion to its fat."""
        p, maps = self.p, slab.maps
        if "F" in maps.names:
            changed = p["outer"] * np.clip(maps["F"] / 0.93, 0, 1) ** 1.2
        elif "HU" not in maps.names:
            return
        else:
            changed = p["outer"] * np.clip((-40 - maps["HU"]) / 60, 0, 1) * (maps["HU"] > -260)
        gel = {
            "W": 0.88 * (1 - p["outer_fat"]), "F": p["outer_fat"], "T1": p["outer_t1"],
            "T2": p["outer_t2"], "HU": p["outer_hu"], "ADC": 1.9, "GD": 0.02, "T2S": 35.0,
        }  # fmt: skip
        maps.blend(changed.astype(np.float32), gel)
