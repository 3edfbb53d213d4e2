"""Sarcoidosis of the vertebral marrow.

Signs: many round foci of 4-20 mm, dark on T1, mildly bright on T2 and STIR, enhancing; feathery
border in 14 %, fat in or around hardly ever (moore2012); 94 % invisible on low-dose CT (mostard);
thoracic and lumbar bodies, arches less often; discs kept. No mass. Number and size: drawing
values of the fact sheet.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..fields import step
from .base import DiseaseModel, Draws, Focus, MarrowState, Patient
from .shapes import mask, ring

if TYPE_CHECKING:
    from ..scene import Scene


class Sarcoidosis(DiseaseModel):
    """Eight to twenty granulomatous foci with an edge of their own."""

    slug = "sarcoidosis"
    lesion_name = "granulomatous focus"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: many, feathery, some ringed by fat. Hard: few with plain edges."""
        count = d.integer(*d.pick((12, 20), (8, 15), (5, 8)))
        spread = d.levels(levels, d.integer(*d.pick((6, 8), (4, 7), (3, 5))))
        dense = d.pick(0.10, 0.12, 0.06)
        size = d.pick(1.2, 1.05, 0.9)
        return {
            "levels": spread,
            "diameters": [size * d.normal(10, 3.2, 5, 17) for _ in range(count)],
            "edges": [d.uniform(1.6, 3.2) for _ in range(count)],
            "feathery": [d.chance(d.pick(0.6, 0.25, 0.05)) for _ in range(count)],
            "fat_rim": [d.uniform(0.5, 0.9) if d.chance(d.pick(0.25, 0.08, 0.0)) else 0.0
                        for _ in range(count)],
            "dense": [d.uniform(0.10, 0.20) if d.chance(dense) else 0.0 for _ in range(count)],
            "alpha": [d.uniform(0.85, 1.0) for _ in range(count)],
            "t2": [d.normal(88, 11, 64, 115) for _ in range(count)],
            "granuloma": d.recipe("tumor", fat=0.03, t1=1180, t2=88, gd=0.85, adc=0.95),
            "rim_fat": d.recipe("fatty"),
            "roughness": d.uniform(0.06, 0.12),
            "arch_share": d.uniform(0.0, 0.10),
        }  # fmt: skip

    def attach(self, scene: "Scene") -> None:
        """Scatter the foci."""
        super().attach(scene)
        p = self.p
        self.foci: list[Focus] = self.scatter(
            p["levels"], p["diameters"], arch_share=p["arch_share"], spread=0.15
        )

    def marrow(self, state: MarrowState) -> None:
        """Granulomas between trabeculae that stay."""
        p = self.p
        for k, focus in enumerate(self.foci):
            d = focus.distance(state, p["roughness"])
            if d is None:
                continue
            if p["feathery"][k]:
                rays = state.noise("fbm", 0.30, f"feather {focus.key}")
                d = d + 1.5 * np.clip(rays, -1.3, 1.3) * step(-3.0, 0.5, d)
            if p["fat_rim"][k]:
                state.mix(p["fat_rim"][k] * ring(d, 1.4, 1.3), **p["rim_fat"])
            edge = p["edges"][k] * (1.9 if p["feathery"][k] else 1.0)
            inside = mask(d, edge)
            texture = state.noise("fbm", 0.5, f"granuloma {focus.key}")
            # granulomas push out fat and some trabeculae, so CT hardly changes
            swap = 0.12 * (state.fat - p["granuloma"]["fat"]) * inside
            state.bone = np.clip(state.bone - swap, 0.01, 1)
            state.mix(p["alpha"][k] * inside, **p["granuloma"] | {"t2": p["t2"][k] + 4 * texture})
            if p["dense"][k]:
                state.mix(inside, bone=np.clip(state.bone + p["dense"][k], 0, 0.5))
            state.mark(inside, focus.label)
