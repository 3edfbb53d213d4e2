"""Heterogeneous fatty marrow.

Signs: T1-bright rounded islands that run together, 5-15 mm (joo-1994), as bright as subcutaneous
fat and fully suppressed on STIR and after contrast (radiopaedia-focal-fat); fat at the
basivertebral vein, in bands and triangles at the plates, or as fine speckle (ricci-patterns); the
gray rest brighter than disc and muscle (carroll-1997); CT normal, islands 20-60 HU lower; healthy
fat by age and sex (baum-2018, ishijima-1996). Island fat 80-95 %, background 26-44 %: drawing
values. Patterns: "islands", "vein" (halo, few islands), "bands", "speckle" (fine, with islands).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .base import Draws, Focus, MarrowState, Patient
from .shapes import central_vein, corner, mask, plate_band
from .whole_marrow import WholeMarrow, texture, vein

if TYPE_CHECKING:
    from ..scene import Scene


class HeterogeneousFattyMarrow(WholeMarrow):
    """Islands and bands of pure fat in gray marrow with darker red rests."""

    slug = "heterogeneous-fatty-marrow"
    lesion_name = "fat island"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: large bright islands. Hard: small ones, and dark red rests that look like foci."""
        pattern = d.pick(
            "islands", d.choice(("islands", "vein", "bands")), d.choice(("speckle", "islands"))
        )
        count = d.integer(*d.pick((22, 34), (16, 28), (14, 22)))
        low, high = d.pick((8.5, 15.5), (7, 14), (5, 10))
        if pattern in ("vein", "bands"):
            count = count // 2
        mobile = [q for q in levels if q[0] in "TL"]
        return {
            "pattern": pattern,
            "diameters": [d.uniform(low, high) for _ in range(count)],
            "fat": [d.normal(*d.pick((0.90, 0.025), (0.88, 0.035), (0.83, 0.05)), 0.74, 0.96)
                    for _ in range(count)],
            "background": d.normal(d.pick(0.32, 0.34, 0.37), 0.03, 0.26, 0.44),
            "lobes": d.uniform(0.2, 0.34),
            "edge": d.uniform(1.0, 1.8),
            "vein_fat": d.uniform(0.30, 0.45) if pattern == "vein" else d.uniform(0.05, 0.2),
            "vein_size": d.uniform(1.2, 2.2),
            "band_levels": d.levels(mobile, d.integer(3, 6)) if pattern == "bands" else [],
            "band": d.uniform(3.0, 6.5),
            "corner": d.uniform(5.0, 10.0),
            "red": d.recipe("red", fat=d.pick(0.30, 0.27, 0.22)),
            "red_share": d.uniform(*d.pick((0.2, 0.5), (0.35, 0.7), (0.6, 0.9))),
            "red_above": d.uniform(*d.pick((0.8, 1.2), (0.6, 1.0), (0.3, 0.8))),
            "speckle": d.uniform(0.10, 0.17) if pattern == "speckle" else d.uniform(0.02, 0.05),
            "bone": d.normal(0.90, 0.04, 0.8, 1.0),
            **texture(d, 0.02, 0.03),
        }  # fmt: skip

    def attach(self, scene: "Scene") -> None:
        """Scatter the islands, two or three to a body, near plates and middle alike."""
        self.scene, self.shift = scene, {}
        order = [self.view[int(k)] for k in self.stream("order").permutation(len(self.view))]
        foci = self.scatter(order, self.p["diameters"], spread=0.3, shape=(1.2, 1.05, 0.9))
        self.foci: list[tuple[Focus, float]] = list(zip(foci, self.p["fat"], strict=False))
        self.band_label = {q: self.lesion(q, "fat band") for q in self.p["band_levels"]}
        veins = self.view if self.p["pattern"] == "vein" else ()
        self.vein_label = {q: self.lesion(q, "fat at the vein") for q in veins}

    def marrow(self, state: MarrowState) -> None:
        """Gray marrow with red rests, then fat."""
        p = self.p
        n, fine = self.clouds(state), self.clouds(state, "mottle")
        rest = np.clip((n + 0.4 * fine - p["red_above"]) / 0.8, 0, 1) * (1 - vein(state))
        state.mix(p["red_share"] * rest, **p["red"])
        shift = min(p["background"] - self.patient.fat, 0.05)
        fat = state.fat + shift + p["speckle"] * fine * (1 - vein(state))
        state.fat = np.clip(fat, 0.05, 0.95).astype(np.float32)
        halo = central_vein(state, p["vein_size"]) * (1 - vein(state))
        state.fat = np.clip(state.fat + p["vein_fat"] * halo, 0, 0.92).astype(np.float32)
        if state.level in self.vein_label:
            state.mark(halo, self.vein_label[state.level])
        for focus, level in self.foci:
            d = focus.distance(state, p["lobes"])
            if d is not None:
                self._fat(state, mask(d, p["edge"]) * (1 - vein(state)), level, focus.label)
        if state.level in self.band_label and state.part == "body":
            band = plate_band(state, "lower", p["band"], 31, 0.4)
            band = np.maximum(band, corner(state, "upper", True, p["corner"], 32))
            self._fat(state, 0.95 * band, 0.87, self.band_label[state.level])

    def _fat(self, state: MarrowState, alpha: Any, level: float, label: int) -> None:
        """Nearly pure fat: little water, no uptake, trabeculae a little thinner."""
        fat = np.clip(level + 0.03 * state.coarse, 0.6, 0.96)
        state.mix(alpha, fat=fat, gd=0.02, adc=0.30, t2=48.0)
        state.scale(alpha, bone=self.p["bone"])
        self.mark_marrow(state, alpha, label)
