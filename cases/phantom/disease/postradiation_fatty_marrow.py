"""Postradiation fatty marrow replacement.

Signs: a block of neighboring bodies as bright as fat on T1, dark on STIR (55 of 55, li-1999),
bright on T2, no enhancement, CT nearly normal; a ruler-straight edge at one disc level
(clinicalpub-rt); no regeneration (kauczor-1993). Fat 0.80-0.95: drawing value of the fact sheet.
Hard: one edge only in view, incomplete conversion, an old wedge in the field.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .base import Draws, LevelEdit, MarrowState, Patient
from .radiation_field import OPEN, RadiationField, draw_field

if TYPE_CHECKING:
    from ..scene import Scene


class PostradiationFattyMarrow(RadiationField):
    """Bodies between straight edges turned to fat."""

    slug = "postradiation-fatty-marrow"
    lesion_name = "fatty body in the field"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Where the field lies, how complete the fat is, sometimes an old wedge."""
        count = d.integer(*d.pick((3, 5), (3, 5), (2, 4)))
        if len(levels) > 12:
            count += d.integer(1, 4)
        bodies = [q for q in levels if not q.startswith("S")]
        to_sacrum = "S1" in levels and d.chance(d.pick(0.4, 0.5, 0.6))
        inner = bodies[1:-1]
        block = bodies[-count:] if to_sacrum else d.contiguous(inner, count)
        wedge = d.chance(d.pick(0.0, 0.15, 0.3))
        return {
            **draw_field(d, block[0], OPEN if to_sacrum else block[-1]),
            "wedge": d.choice(block) if wedge else "",
            "loss": d.uniform(0.12, 0.26),
        }

    def geometry(self) -> dict[str, LevelEdit]:
        """An old wedge without edema."""
        p = self.p
        return {p["wedge"]: LevelEdit(anterior=1 - p["loss"])} if p["wedge"] else {}

    def attach(self, scene: "Scene") -> None:
        """One label a body in the field."""
        super().attach(scene)
        self.labels = {q: self.lesion(q) for q in self.view_levels(scene, self.view)}

    def marrow(self, state: MarrowState) -> None:
        """Fat in the field; its bodies are labelled."""
        inside = self.irradiate(state)
        if state.part == "body" and state.level in self.labels:
            inner = (state.depth > state.thickness + 0.4) & (state.plate_distance() > 1.0)
            state.mark(inside * inner, self.labels[state.level])
