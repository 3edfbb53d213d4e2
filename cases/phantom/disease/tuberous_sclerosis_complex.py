"""Sclerotic bone lesions of tuberous sclerosis complex.

Signs: many small round or flame-shaped homogeneous sclerotic foci with a liking for pedicles and
laminae (tscmri-2016), normal height and cortex, no soft tissue. Most 3 mm, range 2-32 mm
(avila-2010), here 2-12 mm; four or more in the thoracic skeleton (brakemeier-2018). Density
500-1000 HU and the 60/40 split between arch and body are drawing values of the fact sheet.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .base import DiseaseModel, Draws, MarrowState, Patient
from .dense_foci import brushed, densities
from .shapes import mask

if TYPE_CHECKING:
    from ..scene import Scene


class TuberousSclerosisComplex(DiseaseModel):
    """A dozen or more small foci, more than half of them behind the bodies."""

    slug = "tuberous-sclerosis-complex"
    version = 2  # foci of uneven outline: they were balls
    lesion_name = "sclerotic focus"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Count, unequal sizes (many small, few large) and densities."""
        count = d.integer(*d.pick((20, 30), (14, 22), (9, 14)))
        largest = d.uniform(*d.pick((10, 13), (8, 11), (6, 8)))
        picked = [d.choice(levels) for _ in range(count)]
        return {
            "levels": picked,
            "diameters": [
                round(min(largest, 4.0 + abs(d.normal(0, 3.2, -9, 9))), 2) for _ in picked
            ],
            "bone": densities(d, count, d.pick(840, 780, 690), 130, 500, 1050),
            "flame": d.uniform(1.3, 1.9),
            "spicules": d.uniform(0.10, 0.22),
            "edge": d.normal(1.0, 0.15, 0.7, 1.4),
            "t2": d.normal(26, 4, 16, 36),
            "arch_share": d.uniform(0.5, 0.62),
        }

    def attach(self, scene: "Scene") -> None:
        """Foci in pedicles, laminae and bodies; those in pedicles are drawn out along them."""
        super().attach(scene)
        p = self.p
        foci = self.scatter(
            p["levels"], p["diameters"], spread=0.38, centered=1.0, arch_share=p["arch_share"]
        )
        self.foci = []
        for focus in foci:
            behind = focus.center[1] > scene.spine[focus.level].half_depth
            u, v, w = focus.radii
            radii = (u * 0.95, v * p["flame"], w) if behind else (u, v, w)
            self.foci.append(replace(focus, radii=radii))

    def marrow(self, state: MarrowState) -> None:
        """Homogeneous sclerosis."""
        p = self.p
        for k, focus in enumerate(self.foci):
            d = brushed(state, focus, p["spicules"])
            if d is None:
                continue
            inside = mask(d, p["edge"])
            state.mix(inside, bone=p["bone"][k], t2=p["t2"], gd=0.02)
            state.mark(inside, focus.label)
