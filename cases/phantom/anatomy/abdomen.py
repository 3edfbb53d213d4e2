"""What lies in front of the spine: muscles, vessels, viscera, chest. Half resolution."""

from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage
from scipy.spatial import cKDTree

from ..fields import Field, bell, coverage, lerp, step
from ..slab import Slab
from ..tissue import TISSUES
from .background import Frame

if TYPE_CHECKING:
    from ..scene import Scene

#: Tissues of the cells that stand for mesenteric fat, bowel wall, bowel content and gas.
CELLS = ("fat", "organ", "bowel", "gas")
CELL_CHANCE = (0.46, 0.34, 0.13, 0.07)
REACH = 31.0  # mm in front of the bodies where the viscera begin


class Viscera:
    """Cells around random points: loops of bowel and the fat between them. Drawn once."""

    def __init__(self, scene: "Scene") -> None:
        rng = scene.patient.rng("viscera")
        spine = scene.spine.vertebrae
        top, low = spine[0].center[2] - 40, spine[-1].center[2] + 60
        low_corner, high_corner = np.array([-110, -260, top]), np.array([110, 60, low])
        count = int(np.prod((high_corner - low_corner) / 21.0))
        points = rng.uniform(low_corner, high_corner, (count, 3))
        self.kind = rng.choice(4, count, p=CELL_CHANCE)
        self.value = rng.uniform(0.7, 1.15, count).astype(np.float32)
        self.tree = cKDTree(points)

    def paint(self, slab: Slab, f: Frame) -> None:
        """Paint the cells into the part of the coarse slab in front of the spine."""
        extent = coverage(-(f.front - REACH - 4 * f.broad), 3) * (f.r < -25)
        columns = np.flatnonzero(extent.any(axis=(0, 1)))
        if not len(columns):
            return
        box = (slice(None), slice(None), slice(0, int(columns[-1]) + 1))
        shape = extent[box].shape
        x, y, z = np.broadcast_arrays(slab.x, slab.y[..., box[2]], slab.z)
        pick = (slice(None), slice(None, None, 2), slice(None, None, 2))
        where = np.stack([x[pick].ravel(), y[pick].ravel() * 0.9, z[pick].ravel() * 0.75], 1)
        distance, k = self.tree.query(where, k=2)
        coarse = x[pick].shape
        gap = ((distance[:, 1] - distance[:, 0]) * 0.5).reshape(coarse).astype(np.float32)
        inner = (12.5 - distance[:, 0].reshape(coarse)).astype(np.float32) * 0.8
        kind, value = self.kind[k[:, 0]].reshape(coarse), self.value[k[:, 0]].reshape(coarse)
        soft = np.minimum(gap, inner) > 0.9
        wall = bell(gap - 1.6, 1.0) * (kind != 0) * 0.7
        zoom = (1, shape[1] / coarse[1], shape[2] / coarse[2])
        for name in slab.maps.names:
            table = np.array([getattr(TISSUES[c], name) for c in CELLS], np.float32)
            cell = table[kind] * (value if name in ("W", "F") else 1)
            cell = np.where(soft, cell, table[0])
            cell = ndimage.gaussian_filter(cell + wall * (table[1] - cell), (0, 0.8, 0.8))
            view = slab.maps[name][box]
            view += extent[box] * (ndimage.zoom(cell, zoom, order=1, grid_mode=False) - view)


def paint_psoas(scene: "Scene", slab: Slab, f: Frame) -> None:
    """Psoas, retroperitoneal strands and the crura of the diaphragm."""
    vs, s = scene.spine.vertebrae, scene.patient.scale
    keys = [v.index for v in vs]
    middle = [v.half_depth + v.arch["canal_depth"] * 0.5 for v in vs]
    depth = f.r + slab.plane.get("mid body", lambda: lerp(f.level, keys, middle))
    width = slab.plane.get("half width", lambda: lerp(f.level, keys, [v.half_width for v in vs]))
    radius = lerp(f.level, (1.8, 3, 5, 7, 9), (0, 6, 14, 19, 18)) * s
    distance = np.sqrt(
        ((f.side - width - 0.85 * radius + 1) / 0.85) ** 2
        + ((depth - 1 + np.clip(f.level - 6, 0, 4) * 9) * 0.95) ** 2
    )
    streak = scene.noise("rough", (slab.x, slab.y, slab.z), (1.6, 1.6, 9.0), "psoas")
    fat = np.clip(0.05 + 0.05 * f.broad + 0.06 * np.clip(streak - 0.6, 0, 2), 0, 0.5)
    over = {"W": 0.8 * (1 - fat), "F": fat, "HU": 56 - 120 * fat}
    distance = distance - radius * (1 + 0.05 * f.broad) + 0.6 * f.broad
    slab.maps.paint(coverage(distance, f.pixel) * (radius > 1), "muscle", **over)
    slab.maps.paint(bell(f.septa, 0.10) * (f.front > 2) * 0.4, "septum")
    crus = bell(f.front - 3.2 - 0.1 * f.side, 2.0) * step(0.4, 1.2, f.level)
    crus = crus * step(4.7, 3.6, f.level) * step(15, 11, np.abs(f.side - 9))
    slab.maps.paint(np.clip(crus * 1.15, 0, 1), "muscle")


def paint_chest(scene: "Scene", slab: Slab, f: Frame) -> None:
    """Lungs beside the column, heart and great vessels in front of it."""
    chest = step(1.3, 0.6, f.level + 0.06 * f.broad) * step(-10.6, -9.6, f.level)
    if chest.max() < 0.01:
        return
    point = (slab.x, slab.y, slab.z)
    vs = scene.spine.vertebrae
    heart = coverage(-(f.front - 19 - 1.5 * f.broad - 3 * np.sin(f.level * 1.3)), 2.5) * chest
    heart = heart * (f.r < -20)
    blood = 0.5 + 0.35 * np.tanh(1.6 * scene.noise("fbm", point, 1.8, "heart"))
    over = {"W": 0.16 + 0.45 * blood, "F": 0.02, "T2": 48.0, "HU": 44.0 + 10 * blood, "GD": 0.5}
    slab.maps.paint(heart, "organ", **over)
    slab.maps.paint(heart * step(0.85, 1.05, blood + 0.2 * np.sin(f.level * 2.1)), "fat")
    beside = coverage(-(f.front - 5 - 1.0 * f.broad - 16 * step(17, 10, f.side)), 2.5)
    lung = beside * chest * step(9, 12, f.side) * (f.r < -6)
    width = slab.plane.get(
        "half width", lambda: lerp(f.level, [v.index for v in vs], [v.half_width for v in vs])
    )
    outer = step(0, 3, f.side - width - 3 - 0.6 * f.broad) * (f.r < -9) * step(-75, -70, f.r)
    lung = np.maximum(lung, chest * outer)
    slab.maps.paint(lung, "lung")
    vessels = step(1.9, 2.2, scene.noise("rough", point, 1.5, "lung vessels"))
    slab.maps.paint(lung * vessels, "blood")


def _tube(
    slab: Slab,
    f: Frame,
    place: tuple[Field | float, Field | float],
    radius: Field | float,
    span: tuple[float, float],
    tissue: str = "blood",
    aspect: float = 1.0,
) -> None:
    """A vessel along the spine at (x beside the canal, mm in front), with a thin wall."""
    if f.level.max() < span[0] - 0.1 or f.level.min() > span[1] + 0.1:
        return
    offset = (slab.x - slab.canal.center - place[0]) * (1 / aspect)
    distance = np.sqrt(offset**2 + (f.front - place[1]) ** 2) - radius
    if distance.min() > 2:
        return
    extent = step(span[0] - 0.05, span[0] + 0.05, f.level) * step(
        span[1] + 0.08, span[1] - 0.08, f.level
    )
    extent = extent * (f.r < -18 if span[1] > -8 else f.r < -10)
    slab.maps.paint(coverage(distance - 1.0, f.pixel) * extent, "vessel wall")
    slab.maps.paint(coverage(distance, f.pixel) * extent, tissue)


def paint_vessels(scene: "Scene", slab: Slab, f: Frame) -> None:
    """Aorta, cava, iliac vessels, azygos, oesophagus, trachea, mesenteric artery."""
    level, s, age = f.level, scene.patient.scale, scene.patient.age
    wander = (1.0 + 0.03 * max(age - 40, 0)) * (
        np.sin(level * 1.1 + scene.vessel_phase[0])
        + 0.5 * np.sin(level * 2.3 + scene.vessel_phase[1])
    )
    radius = (8.5 + 0.05 * (age - 40)) * s * (1 - 0.03 * (level - 2)) + 0.25 * np.sin(level * 3.1)
    ahead = np.clip(2.5 - level, 0, 3) * 0.8
    aorta = 3.5 + radius + 0.4 * wander + ahead
    _tube(slab, f, (7 + np.clip(3 - level, 0, 9) * 1.6 + wander, aorta), radius, (-8, 6.35))
    iliac = np.clip(level - 6.3, 0, 4)
    for side in (-1, 1):
        _tube(slab, f, (5 + side * iliac * 20, 10 + 3 * iliac), 5.2 * s, (6.3, 9.5))
    cava = (
        -17 + 0.5 * wander + np.clip(level - 5, 0, 2) * 3,
        11 - 0.6 * wander + np.clip(2.6 - level, 0, 4) * 6,
    )
    _tube(slab, f, cava, 10 * s, (-1, 6.9), aspect=1.15)
    _tube(slab, f, (4 + wander, 9), 5.5 * s, (-12, 1.2), "muscle", 1.5)
    _tube(slab, f, (-8, 3.5), 2.4 * s, (-7, 2.5))
    _tube(slab, f, (-1, 17 * s), 8 * s, (-12.4, -5.6), "gas", 1.15)
    for top, length in ((2.4, 0.8), (3.05, 2.6)):  # coeliac trunk, superior mesenteric artery
        along = np.clip((level - top) / length, 0, 1)
        place = 3.5 + 17 * s + 3 + 15 * np.sqrt(along)
        _tube(slab, f, (5, place), 3.2 * s, (top, top + length))


def paint_front(scene: "Scene", slab: Slab, f: Frame) -> None:
    """Everything in front of the spine, back to front."""
    paint_psoas(scene, slab, f)
    scene.viscera.paint(slab, f)
    extent = coverage(-(f.front - REACH - 4 * f.broad), 3) * (f.r < -25)
    liver = extent * step(2.6, 2.0, f.level + 0.012 * slab.x + 0.1 * f.broad)
    slab.maps.paint(liver, "liver")
    paint_chest(scene, slab, f)
    paint_vessels(scene, slab, f)
