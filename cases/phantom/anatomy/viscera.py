"""Bowel, kidneys, liver and the fat between them: what the front of a spine image shows.

Loops of bowel are chains of points drawn once per patient; the distance to the nearest point makes
smooth tubes with a wall, fluid, stool or gas (gas lies in front: the patient is supine).
"""

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from ..fields import Field, coverage, lerp, step, upsample
from ..slab import Slab
from .background import Frame

if TYPE_CHECKING:
    from ..scene import Scene

REACH = 30.0  # mm in front of the bodies where the viscera begin
LOOPS, STEP = 150, 6.0  # loops in the belly; mm between points of a loop
SMALL_BOWEL, COLON, VESSEL = 0, 1, 2
KIND_CHANCE = (0.50, 0.18, 0.32)
RADIUS = {SMALL_BOWEL: (8, 13), COLON: (13, 22), VESSEL: (1.5, 3.2)}
TOP_LEVEL = 2.2  # the diaphragm


class Viscera:
    """The belly of one patient."""

    def __init__(self, scene: "Scene") -> None:
        rng, s = scene.patient.rng("viscera"), scene.patient.scale
        top = float(scene.spine["L1"].center[2]) - 20 * s
        low = np.array([-105.0, -230.0, top]) * np.array([s, s, 1])
        high = np.array([105.0, 40.0, float(scene.spine["S5"].center[2]) + 20]) * np.array(
            [s, s, 1]
        )
        rows = []
        for _ in range(LOOPS):
            kind = int(rng.choice(3, p=KIND_CHANCE))
            radius = float(rng.uniform(*RADIUS[kind])) * s
            value = float(rng.uniform(0.75, 1.1))
            point, heading = rng.uniform(low, high), rng.standard_normal(3)
            for _ in range(int(rng.integers(8, 26))):
                heading = heading / np.linalg.norm(heading) + 0.55 * rng.standard_normal(3)
                point = point + STEP * s * heading / np.linalg.norm(heading)
                rows.append((*point, radius * float(rng.uniform(0.85, 1.1)), kind, value))
        table = np.array(rows)
        self.tree = cKDTree(table[:, :3])
        self.radius, self.value = table[:, 3].astype(np.float32), table[:, 5].astype(np.float32)
        self.kind, self.y = table[:, 4].astype(np.int8), table[:, 1].astype(np.float32)
        self.kidneys = [
            (side, float(rng.normal(0, 4)), float(rng.uniform(0.92, 1.1))) for side in (-1, 1)
        ]

    def paint(self, scene: "Scene", slab: Slab, f: Frame) -> None:
        """Kidneys, bowel and liver into a coarse slab."""
        self._kidneys(scene, slab, f)
        extent = coverage(-(f.front - REACH - 5 * f.broad), 3) * (f.r < -25)
        extent = extent * step(TOP_LEVEL - 0.5, TOP_LEVEL, f.level)
        box = _bounds(extent)
        if box is not None:
            self._loops(slab, extent[box], box)
        liver = coverage(-(f.front - REACH - 4 * f.broad), 3) * (f.r < -25)
        liver = liver * step(2.6, 2.0, f.level + 0.012 * slab.x + 0.1 * f.broad)
        slab.maps.paint(liver, "liver")

    def _loops(self, slab: Slab, extent: Field, box: tuple[slice, slice, slice]) -> None:
        """Distance to the nearest loop on every second sample, then the tissues of the loop."""
        strides = tuple(slice(None, None, 2 if n >= 8 else 1) for n in extent.shape)
        shape = slab.grid.shape
        x, y, z = (np.broadcast_to(q, shape)[box] for q in (slab.x, slab.y, slab.z))
        where = np.stack([q[strides].ravel() for q in (x, y, z)], 1)
        distance, k = self.tree.query(where, k=3)
        gap = distance - self.radius[k]
        best = gap.argmin(axis=1)
        rows = np.arange(len(best))
        near = k[rows, best]
        coarse = x[strides].shape

        d, kind = gap[rows, best].astype(np.float32), self.kind[near]
        lumen = coverage(d + 2.4, 3.0)
        gas = step(3, -3, where[:, 1].astype(np.float32) - self.y[near]) * (kind == COLON)
        value = 0.9 * self.value[near]
        layers: list[tuple[str, Field, dict[str, Field]]] = [
            ("blood", coverage(d, 3.0) * (kind == VESSEL), {}),
            ("bowel wall", coverage(d, 3.0) * (kind != VESSEL), {}),
            ("bowel", lumen * (kind == SMALL_BOWEL), {"W": value}),
            ("stool", lumen * (kind == COLON), {"W": 0.65 * value}),
            ("gas", lumen * gas, {}),
        ]

        def grown(values: Field) -> Field:
            out = values.reshape(coarse)
            for axis, s in enumerate(strides):
                out = upsample(out, axis, s.step or 1, extent.shape[axis])
            return out

        for tissue, alpha, over in layers:
            if alpha.any():
                replaced = {name: grown(field) for name, field in over.items()}
                slab.maps.paint(grown(alpha) * extent, tissue, box, **replaced)

    def _kidneys(self, scene: "Scene", slab: Slab, f: Frame) -> None:
        """Kidneys in their fat beside the psoas, with the renal sinus."""
        s = scene.patient.scale
        if f.side.max() < 35 * s:
            return
        pitch = 33.0 * s
        for side, shift, size in self.kidneys:
            down = (f.level - (4.2 if side < 0 else 3.9)) * pitch + shift
            offset = (slab.x - slab.canal.center) * side - (58 + 0.18 * down) * s
            back = f.r + 22 * s
            q = np.sqrt((offset / (24 * s)) ** 2 + (back / (21 * s)) ** 2 + (down / (54 * s)) ** 2)
            d = (q - size) * 22 * s + 0.8 * f.broad
            slab.maps.paint(coverage(d, 1.5), "kidney")
            hollow = ((offset + 13 * s) / (11 * s)) ** 2 + (back / (7 * s)) ** 2
            hollow = np.sqrt(hollow + (down / (24 * s)) ** 2) + 0.35 * f.septa + 0.2 * f.broad
            slab.maps.paint(coverage((hollow - 1) * 6 * s, 3.0), "fat")


def _bounds(extent: Field) -> tuple[slice, slice, slice] | None:
    """Index box of the samples with coverage."""
    out = []
    for axis in range(3):
        hit = np.flatnonzero((extent > 0).any(axis=tuple(a for a in range(3) if a != axis)))
        if not len(hit):
            return None
        out.append(slice(int(hit[0]), int(hit[-1]) + 1))
    return out[0], out[1], out[2]


def body_half_width(scene: "Scene", slab: Slab, level: Field) -> Field:
    """Half width of the vertebral bodies by level, on the plane."""
    vs = scene.spine.vertebrae
    return slab.plane.get(
        "half width", lambda: lerp(level, [v.index for v in vs], [v.half_width for v in vs])
    )
