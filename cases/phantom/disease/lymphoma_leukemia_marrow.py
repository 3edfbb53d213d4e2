"""Lymphoma and leukemia in spinal marrow.

Signs: leukemia: all marrow at or below disc on T1 (leukemia-t1-1990), no drop, bright DWI with low
ADC; lymphoma: several bodies, unlike in extent, and soft tissue that wraps around an intact cortex
(12 of 13, moulopoulos-1999), even mild enhancement without necrosis (spinal-lymphoma-45); CT often
normal, sometimes one ivory body. 3-7 bodies, cuff 40-70 HU, ADC 0.45-0.75: drawing values.
Patterns: "leukemia", "lymphoma" (bodies and cuff), "ivory" (as lymphoma, one dense body).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..fields import step
from .base import Draws, MarrowState, Patient, Slab
from .masses import Mass, paint_mass
from .whole_marrow import WholeMarrow, texture, vein

if TYPE_CHECKING:
    from ..scene import Scene


class LymphomaLeukemiaMarrow(WholeMarrow):
    """Blasts in all marrow, or lymphoma in several bodies with a cuff."""

    slug = "lymphoma-leukemia-marrow"
    version = 3  # cuffs and nodes bulge; their border was torn
    lesion_name = "lymphoma"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: large cuff or dense leukemia. Hard: few bodies, thin cuff, partial leukemia."""
        pattern = d.pick(
            d.choice(("leukemia", "lymphoma")),
            d.choice(("leukemia", "lymphoma", "lymphoma", "ivory")),
            d.choice(("leukemia", "lymphoma")),
        )
        cells = d.recipe("tumor", t2=d.pick(88, 80, 72), fat=0.012)
        cells["gd"] = d.normal(d.pick(0.26, 0.23, 0.20), 0.05, 0.10, 0.38)
        cells |= {"adc": d.normal(0.60, 0.08, 0.45, 0.75), "t1": d.normal(1270, 90, 1100, 1500)}
        count = d.integer(*d.pick((4, 6), (3, 6), (2, 4)))
        bodies = d.levels([q for q in levels if q[0] in "TLS"] or list(levels), count)
        cuffs = d.pick(d.integer(2, 3), d.integer(1, 2), 1)
        return {
            "pattern": pattern,
            "cells": cells,
            "share": d.uniform(*d.pick((0.97, 0.99), (0.95, 0.985), (0.92, 0.96))),
            "bodies": {q: d.choice((1.0, 1.0, d.uniform(0.45, 0.8))) for q in bodies},
            "slant": {q: d.uniform(-0.8, 0.8) for q in bodies},
            "cuffs": d.levels([q for q in bodies if q[0] != "S"] or list(levels[:1]), cuffs),
            "cuff": [d.uniform(*d.pick((9, 13), (7, 11), (4.5, 7))) for _ in range(3)],
            "epidural": [d.uniform(*d.pick((4, 6.5), (3, 5.5), (2, 3.5))) for _ in range(3)],
            "side": [d.choice((-1, 1)) for _ in range(3)],
            "ivory": d.choice(bodies),
            "ivory_bone": d.normal(0.28, 0.04, 0.2, 0.36),
            "nodes": d.integer(*d.pick((2, 4), (0, 3), (0, 1))),
            **texture(d, 0.008, 0.010),
        }

    def attach(self, scene: "Scene") -> None:
        """One label for leukemia, one per body for lymphoma; place the cuffs and nodes."""
        p = self.p
        self.labels: dict[str, int] = {}
        self.masses: list[Mass] = []
        if p["pattern"] == "leukemia":
            super().attach(scene)
            return
        self.scene, self.shift = scene, {}
        for level in p["bodies"]:
            self.labels[level] = self.lesion(level)
        for k, level in enumerate(p["cuffs"]):
            self._cuff(level, k)
        v = scene.spine[p["cuffs"][0]]
        rng = self.stream("nodes")
        for k in range(p["nodes"]):
            at = (float(rng.uniform(-14, 18)), -v.half_depth - float(rng.uniform(9, 16)),
                  float(rng.uniform(-38, 38)))  # fmt: skip
            size = tuple(float(q) for q in rng.uniform((5, 3.5, 7), (8, 6, 13)))
            self.masses.append(Mass(v.name, at, size, 640 + k, 0, 0.16, 2.4))  # type: ignore[arg-type]

    def _cuff(self, level: str, k: int) -> None:
        """Soft tissue beside, in front of and behind a body whose cortex stays."""
        v, p, side = self.scene.spine[level], self.p, self.p["side"][k]
        a, b, h, r = v.half_width, v.half_depth, v.height, p["cuff"][k]
        label, key = self.labels.get(level, 0), 600 + 10 * k
        front = (side * 0.15 * a, -b - 0.25 * r, 0.1 * h)
        beside = (side * (a + 0.25 * r), -0.1 * b, 0.0)
        depth = p["epidural"][k]
        behind = (side * 0.3 * a, b + 0.35 * depth, 0.0)
        self.masses += [
            Mass(level, front, (0.85 * a, r, 0.75 * h), key, label, 0.13, 2.4),
            Mass(level, beside, (1.1 * r, 0.8 * b, 0.8 * h), key + 1, label, 0.13, 2.4),
            Mass(level, behind, (0.55 * a, depth, 0.75 * h), key + 2, label, 0.10, 2.4),
        ]

    def marrow(self, state: MarrowState) -> None:
        """Cells in the marrow; cortex and trabeculae stay."""
        p = self.p
        if p["pattern"] == "leukemia":
            alpha = p["share"] * (1 - 0.45 * vein(state))
            self.replace_marrow(state, p["cells"], alpha, keep=0.06)
            state.scale(alpha, bone=0.86)
            self.mark_marrow(state)
            return
        label = self.labels.get(state.level)
        if label is None or state.part in ("sacrum", "rib"):
            return
        alpha = p["share"] * self._extent(state) * (1 - 0.4 * vein(state))
        self.replace_marrow(state, p["cells"], alpha, keep=0.04)
        state.scale(alpha, bone=0.85)
        if p["pattern"] == "ivory" and state.level == p["ivory"]:
            dense = p["ivory_bone"] * np.clip(1 + 0.3 * state.grain + 0.2 * state.coarse, 0.2, 2)
            state.mix(alpha, bone=dense, t2=60.0)
        state.mark((alpha > 0.45) * (state.depth > state.thickness + 0.9), label)

    def _extent(self, state: MarrowState) -> Any:
        """Whole body, or a part of it behind an uneven slanting front; pedicles, not the tips."""
        p, v = self.p, state.vertebra
        share = p["bodies"][state.level]
        if state.part == "arch":
            return step(v.half_depth + 14, v.half_depth + 6, state.v) * (share > 0.6)
        if share >= 1:
            return np.ones(state.u.shape, np.float32)
        along = state.v / v.half_depth + p["slant"][state.level] * state.u / v.half_width
        return step(-0.15, 0.15, along + 0.22 * self.clouds(state) + 2 * (share - 0.5))

    def soft_tissue(self, slab: Slab) -> None:
        """The cuff: even, without necrosis."""
        c = self.p["cells"]
        for mass in self.masses:
            paint_mass(self.scene, slab, mass, T1=c["t1"], T2=c["t2"] + 4, W=c["pd"],
                       GD=c["gd"], ADC=c["adc"])  # fmt: skip
