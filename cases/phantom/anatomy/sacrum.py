"""The sacrum behind and beside its bodies: roof of the canal, crests, wings, foramina."""

from typing import TYPE_CHECKING

import numpy as np

from ..fields import Field, coverage, lerp, smooth_max, smooth_min, step
from ..slab import Points, Slab
from .bones import finish_bone, marrow_state
from .tables import CORTEX_SACRUM

if TYPE_CHECKING:
    from ..scene import Scene

MM_PER_LEVEL = 25.0


def _roof(side: Field, r: Field, level: Field, warp: Field, s: float) -> Field:
    """Distance to the posterior wall with the median and intermediate crests."""
    depth = lerp(level, (8, 9, 10, 11, 12), (15, 11, 8.5, 6.5, 5)) * (s * 0.5)
    thick = lerp(level, (7.6, 8, 9, 10, 11, 12.3), (3, 5, 5, 4.5, 3.5, 2)) * s
    within = level - np.floor(level - 0.35) - 0.35
    crest = 1.5 + 6.5 * step(0.05, 0.35, within) * step(0.98, 0.55, within) + 1.2 * warp
    crest = crest * step(6, 1.5, side) * step(7.7, 8.1, level) * step(12, 9.0, level) * s
    beside = np.exp(-(((side - 14 * s) / 3.5) ** 2)) * np.clip(2.2 + 1.6 * warp, 0, 6) * s
    half = 0.5 * (thick + crest + beside)
    d = np.abs(r - depth - half) - half + 0.3 * warp
    d = np.maximum(d, (7.72 - level) * 25 + 0.35 * side)
    return np.maximum(d, (level - 12.4) * 15)


def _wings(scene: "Scene", at: tuple[Field, Field, Field], warp: Field) -> tuple[Field, Field]:
    """Distance to the lateral masses, and inner border of the foramina (mm beside the midline)."""
    (side, r, level), s = at, scene.patient.scale
    front = lerp(level, (7.6, 8, 8.6, 10, 12), (-14, -20, -17, -11, -7)) * s + 0.8 * warp
    back = lerp(level, (7.6, 8, 9, 12), (4, 9, 10, 5)) * s
    width = lerp(level, (7.5, 7.8, 8.5, 9.5, 10.5, 12), (30, 54, 52, 44, 30, 12)) * s
    top = (7.58 + 0.012 * (side / s - 20) - level) * 28
    inner = lerp(level, (8, 9, 10, 11, 12), (23, 19, 15, 12, 9)) * s
    d = smooth_max(np.abs(r - 0.5 * (front + back)) - 0.5 * (back - front), side - width, 5)
    d = smooth_max(d, top, 5)
    return smooth_max(d, inner - 3 - side, 3), inner


def paint_sacrum(scene: "Scene", slab: Slab) -> None:
    """Paint the sacrum's posterior and lateral parts."""
    canal, s = slab.canal, scene.patient.scale
    plane = (canal.level > 7.5) & (canal.r > -26 * s) & (canal.r < 24 * s) & (canal.level < 12.7)
    near = np.abs(slab.x - canal.center) < 60 * s
    i, k, j = np.nonzero(np.broadcast_to(plane & near, slab.grid.shape))
    if not len(i):
        return
    _, nz, ny = slab.grid.shape
    y, z = slab.grid.world(slab.grid.y[j], slab.grid.z[k])
    points = Points((i * nz + k) * ny + j, slab.grid.x[i], y, z)
    level, r = slab.on_plane(canal.level, points.flat), slab.on_plane(canal.r, points.flat)
    u = points.x - slab.on_plane(canal.center, points.flat)
    local = (u, r, (level - 8) * MM_PER_LEVEL)
    warp = scene.noise("fbm", local, 1.3, "sacrum warp")
    side = np.abs(u)
    wings, inner = _wings(scene, (side, r, level), warp)
    d = smooth_min(_roof(side, r, level, warp, s), wings, 2.0) + 0.35 * warp
    _paint_foramina(scene, slab, (points, side, r, level), (d, inner, warp), local)


def _paint_foramina(
    scene: "Scene",
    slab: Slab,
    at: tuple[Points, Field, Field, Field],
    shape: tuple[Field, Field, Field],
    local: tuple[Field, Field, Field],
) -> None:
    """Cut the foramina with their fat and roots, then paint the bone."""
    (points, side, r, level), (d, inner, warp), s = at, shape, scene.patient.scale
    within = level - np.floor(level)
    size = lerp(level, (8, 9, 10, 11, 12), (5.2, 4.8, 4, 3, 2.5)) * s
    hole = np.sqrt(((within - 0.5 + 0.010 * r) * 24 * s) ** 2 + (side - (inner - 1.5)) ** 2)
    hole = hole - size * (1 - 0.022 * (r + 6)) + 0.7 * warp
    hole = np.where(level > 8, hole, np.float32(5))
    d = np.maximum(d, -hole)
    fat = coverage(hole, 1.2) * coverage(np.abs(r) - 13, 2)
    slab.maps.paint_points(points.flat, fat * 0.9, "fat")
    root = coverage(
        np.sqrt(((within - 0.55) * 24) ** 2 + (side - inner) ** 2) - 2.3 * s, slab.pixel
    )
    slab.maps.paint_points(points.flat, root * fat, "ganglion")
    keep = d < 0.5 * slab.pixel
    if not keep.any():
        return
    points, d = points.take(keep), d[keep]
    local = (local[0][keep], local[1][keep], local[2][keep])
    state = marrow_state(scene, scene.spine["S1"], "sacrum", local, points, -d)
    state.fat, state.bone = state.fat + 0.06, state.bone * 0.8
    state.thickness[:] = CORTEX_SACRUM * s
    finish_bone(scene, slab, points, state, d, 1180.0)
