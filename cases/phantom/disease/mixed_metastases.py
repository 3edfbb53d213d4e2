"""Mixed lytic and sclerotic metastases.

Signs: soft-tissue lucency bordered or dotted by sclerosis, different textures side by side
(reddington-2016); T1 dark and uneven, STIR bright in the lytic and dark in the dense part, little
opposed-phase drop (PDFF under 6.4 % in the cellular part, schmeel-2018), ADC 0.65-0.95, dense part
under 885 HU (ulano-2016). Foci 8-30 mm; core, rim and islands are drawing values.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..fields import step
from .base import DiseaseModel, Draws, Focus, LevelEdit, MarrowState, Patient, Slab
from .dense_foci import densities
from .edits import bulge_wall
from .masses import Mass, paint_mass, place_mass
from .shapes import mask, ring
from .tumor_foci import dense_tissue, own_tumor

if TYPE_CHECKING:
    from ..scene import Scene


class MixedMetastases(DiseaseModel):
    """Lytic, dense and two-textured foci in one spine."""

    slug = "mixed-metastases"
    version = 2  # mostly lytic to mostly dense, tumor from gray to watery
    lesion_name = "metastasis"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Kinds and sizes of foci; hard ones are few, small and without mass or collapse."""
        count = d.integer(*d.pick((8, 12), (6, 9), (4, 5)))
        low, high = d.pick((11, 26), (9, 21), (8, 13))
        spread = d.levels(levels, min(count, d.pick(8, 6, 4)))
        kinds = [("both", "dense", "lytic", "both")[k % 4] for k in range(count)]
        bodies = [q for q in spread if q[0] != "S"] or list(levels[:1])
        return {
            "levels": spread,
            "kinds": kinds,
            "diameters": [d.uniform(low, high) for _ in range(count)],
            "bone": densities(d, count, 500, 150, 280, 860),
            "core": [d.uniform(0.35, 0.6) for _ in range(count)],
            "islands": d.uniform(0.3, 0.9),
            "roughness": d.uniform(0.16, 0.28),
            "edge": d.uniform(1.6, 3.2),
            "tumor": d.recipe("metastasis"),
            "living": d.normal(0.5, 0.35, 0, 1),
            "halo": d.uniform(0.25, 0.7) if d.chance(0.6) else 0.0,
            "edema": d.recipe("edema"),
            "cortex_loss": d.uniform(0.7, 0.95),
            "cuff_level": d.choice(bodies) if d.chance(d.pick(0.8, 0.4, 0)) else "",
            "cuff": d.uniform(4, 7),
            "side": d.choice((-1, 1)),
            "collapse": d.uniform(0.75, 0.9) if d.chance(d.pick(0.6, 0.3, 0)) else 1.0,
            "jitter": d.normal(0, 1, -2, 2),
            "border": d.uniform(0.3, 1.1),
        }

    def geometry(self) -> dict[str, LevelEdit]:
        """One body a little lower where tumor holds it no more."""
        p = self.p
        if not p["cuff_level"] or p["collapse"] >= 1:
            return {}
        return {
            p["cuff_level"]: LevelEdit(anterior=p["collapse"], posterior=0.5 + p["collapse"] / 2)
        }

    def attach(self, scene: "Scene") -> None:
        """Scatter the foci; an epidural cuff at one level."""
        super().attach(scene)
        p = self.p
        self.foci: list[Focus] = self.scatter(
            p["levels"], p["diameters"], posterior=0.25, arch_share=0.12, phases=p["kinds"]
        )
        self.tumors = own_tumor(self.stream("tissue"), p["tumor"], len(self.foci))
        self.masses: list[Mass] = []
        if p["cuff_level"]:
            vertebra = scene.spine[p["cuff_level"]]
            label = self.lesion(vertebra.name, "epidural tumor", phase="lytic")
            at = (p["side"] * 0.4 * vertebra.half_width, 0.0)
            bulge_wall(vertebra, at, 0.5 * p["cuff"], (9, 8), septum=0.4)
            radii = (p["cuff"] * 1.3, p["cuff"] * 0.8, 0.4 * vertebra.height)
            place = place_mass(scene, vertebra.name, "epidural", radii, p["side"])
            self.masses = [Mass(vertebra.name, place, radii, label + 31, label)]

    def marrow(self, state: MarrowState) -> None:
        """Each focus by its kind: tumor, sclerosis, or a soft core in a dense border."""
        p = self.p
        for k, focus in enumerate(self.foci):
            d = focus.distance(state, p["roughness"])
            if d is None:
                continue
            if p["halo"]:
                state.mix(p["halo"] * ring(d, 1.2, 2.2), **p["edema"])
            inside, dense = mask(d, p["edge"]), self._dense(state, focus, d, k)
            state.mix(inside, bone=0.0, **self.tumors[k])
            scar = dense_tissue(self.tumors[k]["fat"], p["living"], p["jitter"])
            state.mix(inside * dense, bone=p["bone"][k], **scar)
            open_wall = mask(d + 0.8, 2.0) * (1 - dense)
            state.cortex = state.cortex * (1 - p["cortex_loss"] * open_wall)
            state.mark(inside, focus.label)

    def _dense(self, state: MarrowState, focus: Focus, d: Any, k: int) -> Any:
        p = self.p
        if p["kinds"][k] == "lytic":
            return np.zeros_like(d)
        if p["kinds"][k] == "dense":
            return np.clip(0.85 + 0.2 * state.coarse, 0, 1)
        depth = p["border"] * p["core"][k] * min(focus.radii)
        border = step(-depth - 0.8, -depth + 0.8, d)
        islands = state.noise("blob", 0.35, f"islands {focus.key}")
        return np.clip(np.maximum(border, step(p["islands"], p["islands"] + 0.5, islands)), 0, 1)

    def soft_tissue(self, slab: Slab) -> None:
        """The epidural cuff."""
        t = self.p["tumor"]
        for mass in self.masses:
            paint_mass(
                self.scene, slab, mass, T1=t["t1"], T2=t["t2"], W=t["pd"], GD=t["gd"], ADC=t["adc"]
            )
