"""Osteopoikilosis with spinal foci.

Signs: many small equal round or oval foci of compact bone aligned with the trabeculae
(diprimio-2011), mostly sacrum and lower lumbar spine when the spine is hit; black dots without
halo. Size 1-20 mm, here 2-8 mm. Density borrowed from enostosis (chosen).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .base import DiseaseModel, Draws, MarrowState, Patient
from .dense_foci import brushed, densities
from .shapes import mask

if TYPE_CHECKING:
    from ..scene import Scene

#: The nearer to the pelvis the more foci.
WEIGHTS = {"S1": 3.0, "L5": 2.6, "L4": 1.8, "L3": 1.3, "L2": 0.9, "L1": 0.7, "T12": 0.5}


class Osteopoikilosis(DiseaseModel):
    """Dozens of small equal islands, densest towards the sacrum."""

    slug = "osteopoikilosis"
    lesion_name = "small bone island"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Number a level, common size, density."""
        size = d.uniform(*d.pick((4.0, 5.6), (3.4, 5.0), (2.8, 4.0)))
        per_level = d.uniform(*d.pick((7, 10), (5, 8), (3, 5)))
        counts = {q: WEIGHTS.get(q, 0.45) for q in levels}
        lesions = {
            q: max(1, round(per_level * share / 1.4 * d.uniform(0.75, 1.25)))
            for q, share in counts.items()
        }
        placed = [q for q, n in lesions.items() for _ in range(n)]
        return {
            "levels": placed,
            "diameters": [d.normal(size, 0.16 * size, 2.0, 8.0) for _ in placed],
            "bone": densities(d, len(placed), 1060, 150, 760, 1400),
            "spicules": d.uniform(0.08, 0.2),
            "edge": d.normal(0.9, 0.12, 0.6, 1.2),
            "t2": d.normal(18, 3, 10, 26),
            "elongation": d.normal(1.35, 0.12, 1.1, 1.7),
        }

    def attach(self, scene: "Scene") -> None:
        """Equal foci, also near the plates and in the arches."""
        super().attach(scene)
        self.foci = self.scatter(
            self.p["levels"], self.p["diameters"], shape=(0.9, 0.9, self.p["elongation"]),
            spread=0.1, centered=1.08, arch_share=0.15,
        )  # fmt: skip

    def marrow(self, state: MarrowState) -> None:
        """Dots of compact bone in normal marrow."""
        p = self.p
        for k, focus in enumerate(self.foci):
            d = brushed(state, focus, p["spicules"])
            if d is None:
                continue
            inside = mask(d, p["edge"])
            state.mix(inside, bone=p["bone"][k], t2=p["t2"], gd=0.01)
            state.mark(inside, focus.label)
