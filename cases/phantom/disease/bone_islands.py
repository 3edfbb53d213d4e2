"""Bone islands (enostoses).

Signs: homogeneous compact focus with a brush border that merges with the trabeculae
(greenspan-1995), black on every sequence, no halo, no enhancement, cortex intact. Mean
1190 +- 239 HU (ulano-2016; second series 1007 +- 122, pm31469323). Size 2-15 mm (pm31469323).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .base import DiseaseModel, Draws, MarrowState, Patient
from .dense_foci import brushed, densities
from .shapes import mask

if TYPE_CHECKING:
    from ..scene import Scene


class BoneIslands(DiseaseModel):
    """Two to eight scattered islands; hard ones are small, paler and of unequal size."""

    slug = "bone-islands"
    lesion_name = "bone island"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Count, sizes, densities and how far the spicules reach."""
        count = d.integer(*d.pick((3, 5), (3, 7), (2, 4)))
        low, high = d.pick((8, 14), (5, 12), (4, 8))
        mean = d.pick(1230, 1190, 1040)
        return {
            "levels": d.levels(levels, count),
            "diameters": [d.uniform(low, high) for _ in range(count)],
            "bone": densities(d, count, mean, 239, 760, 1480),
            "spicules": d.normal(d.pick(0.34, 0.28, 0.2), 0.05, 0.08, 0.5),
            "edge": d.normal(1.0, 0.15, 0.7, 1.4),
            "t2": d.normal(18, 3, 10, 26),
            "elongation": d.normal(1.25, 0.12, 1.0, 1.6),
            "arch_share": d.uniform(0.05, 0.2),
        }

    def attach(self, scene: "Scene") -> None:
        """Islands anywhere in the bodies, some in pedicle or lamina."""
        super().attach(scene)
        p = self.p
        self.foci = self.scatter(
            p["levels"], p["diameters"], shape=(0.9, 0.9, p["elongation"]), spread=0.16,
            centered=0.92, arch_share=p["arch_share"],
        )  # fmt: skip

    def marrow(self, state: MarrowState) -> None:
        """Compact bone and nothing else: the marrow is normal right up to the edge."""
        p = self.p
        for k, focus in enumerate(self.foci):
            d = brushed(state, focus, p["spicules"])
            if d is None:
                continue
            inside = mask(d, p["edge"])
            state.mix(inside, bone=p["bone"][k], t2=p["t2"], gd=0.01)
            state.mark(inside, focus.label)
