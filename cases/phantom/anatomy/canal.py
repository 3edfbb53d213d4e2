"""The spinal canal: fat bed, yellow ligament, veins, ganglia, sac, cord and roots."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..fields import Field, bell, coverage, lerp, step
from ..patient import Patient
from ..slab import Points, Slab
from .tables import (
    CORD_HALF_DEPTH,
    CORD_HALF_WIDTH,
    CORD_KEYS,
    CORD_OFFSET,
    CORD_OFFSET_KEYS,
    SAC_HALF_DEPTH,
    SAC_HALF_WIDTH,
    SAC_KEYS,
    SAC_OFFSET,
)

if TYPE_CHECKING:
    from ..scene import Scene

#: Level index at which the roots L1 to S4 leave the sac.
EXITS = (3.6, 4.6, 5.6, 6.6, 7.6, 8.4, 9.0, 9.5)
ROOT_TABLE = np.linspace(1.0, 10.0, 721)


class CanalPoints(NamedTuple):
    """Samples near the canal with their coordinates (one-dimensional)."""

    points: Points
    x: Field  # mm left of the canal centre
    side: Field
    r: Field
    level: Field
    fraction: Field  # of the level: 0 mid-body, 0.5 disc
    half_width: Field
    depth: Field  # canal depth, mm
    pixel: float


class Cauda:
    """The roots of the cauda equina as tables over the level: x, r (mm) and radius."""

    def __init__(self, patient: Patient) -> None:
        rng = patient.rng("roots")
        s, conus = patient.scale, 3.05 + float(patient.rng("conus").normal(0, 0.3))
        self.conus = conus
        level = ROOT_TABLE
        width = np.interp(level, SAC_KEYS, SAC_HALF_WIDTH) * s
        depth = np.interp(level, SAC_KEYS, SAC_HALF_DEPTH) * s
        rows = []
        for k, mean_exit in enumerate(EXITS):
            for side in (-1, 1):
                for q in range(5 if k < 5 else 3):
                    rows.append(
                        self._strand(rng, (k, q, side, mean_exit), (level, width, depth), s)
                    )
        self.x, self.r, self.active = (np.array(c, np.float32) for c in zip(*rows, strict=True))
        self.radius = rng.uniform(0.42, 0.66, len(rows)).astype(np.float32) * s

    def _strand(
        self,
        rng: np.random.Generator,
        which: tuple[int, int, int, float],
        tables: tuple[np.ndarray, np.ndarray, np.ndarray],
        s: float,
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Path of one root: down the back of the sac, then forwards and out."""
        (k, q, side, mean_exit), (level, width, depth) = which, tables
        leave = mean_exit + rng.normal(0, 0.05)
        x0 = side * (1.0 + 0.675 * (7 - k) + abs(rng.normal(0, 1.0)))
        r0 = 3.3 - 0.30 * abs(6 - k) + rng.normal(0, 0.9) - (1.5 if q == 0 else 0)
        phase, size = rng.uniform(0, 6.28, 3), rng.uniform(0.15, 0.55, 3)
        start = self.conus - 0.9
        t = np.clip((level - start) / (leave - start), 0, 1)
        out, spread = step(0.80, 1.0, t), step(0, 0.25, t)
        x = x0 * spread * (1 - 0.35 * step(0.3, 0.8, t)) + side * (width * 1.05 - abs(x0)) * out
        x = x + sum(size[j] * np.sin((j + 1) * 1.6 * level + phase[j]) for j in (0, 1)) * spread
        r = (2.2 * (1 - spread) + r0 * spread) * s * (1 - out) - 0.1 * depth * out
        r = r + size[2] * 0.7 * np.sin(1.6 * level + phase[2]) * spread
        return x, np.clip(r, -0.8 * depth, 0.8 * depth), (t < 1) & (level > start)


def sac_size(level: Field, scale: float) -> tuple[Field, Field, Field]:
    """Offset from the canal centre, half depth and half width of the thecal sac (mm)."""
    return (
        lerp(level, SAC_KEYS, SAC_OFFSET) * scale,
        lerp(level, SAC_KEYS, SAC_HALF_DEPTH) * scale,
        lerp(level, SAC_KEYS, SAC_HALF_WIDTH) * scale,
    )


def _gather(scene: "Scene", slab: Slab) -> CanalPoints | None:
    """The samples around the canal."""
    canal, s = slab.canal, scene.patient.scale
    plane = (canal.r > -24 * s) & (canal.r < 27 * s) & (canal.level < 10.2) & (canal.level > -17.4)
    near = np.abs(slab.x - canal.center) < 33 * s
    i, k, j = np.nonzero(np.broadcast_to(plane & near, slab.grid.shape))
    if not len(i):
        return None
    _, nz, ny = slab.grid.shape
    y, z = slab.grid.world(slab.grid.y[j], slab.grid.z[k])
    points = Points((i * nz + k) * ny + j, slab.grid.x[i], y, z)
    level = slab.on_plane(canal.level, points.flat)
    x = points.x - slab.on_plane(canal.center, points.flat)
    vs = scene.spine.vertebrae
    keys = [v.index for v in vs]
    width = [
        v.arch["canal_half_width"] if v.region != "S" else (12 - 2 * (v.index - 8)) * s for v in vs
    ]
    depth = [
        v.arch["canal_depth"] if v.region != "S" else (15 - 2.4 * (v.index - 8)) * s for v in vs
    ]
    full_width = slab.plane.get("canal width", lambda: lerp(canal.level, keys, width))
    full_depth = slab.plane.get("canal depth", lambda: lerp(canal.level, keys, depth))
    return CanalPoints(
        points,
        x,
        np.abs(x),
        slab.on_plane(canal.r, points.flat),
        level,
        level - np.floor(level),
        slab.on_plane(full_width, points.flat),
        slab.on_plane(full_depth, points.flat),
        slab.pixel,
    )


def _paint_bed(scene: "Scene", slab: Slab, c: CanalPoints) -> None:
    """Epidural fat with its triangles between the laminae, ligaments, foraminal fat, veins."""
    s, h, maps, index = scene.patient.scale, c.pixel, slab.maps, c.points.flat
    end = step(9.9, 9.6, c.level)
    lamina_gap = bell(c.fraction - 0.62, 0.17)
    lumbar = step(1.5, 3.2, c.level) * (1 - step(8.2, 8.8, c.level))
    pad = (1.0 + (1.0 + 4.6 * lumbar) * lamina_gap) * s
    roof = c.depth * 0.5 + pad - c.side * (0.32 + 0.25 * lamina_gap * lumbar)
    thick = (2.6 + 1.4 * lamina_gap * (0.6 + 0.8 * scene.patient.degree)) * s
    flavum = coverage(c.r - roof - thick, h) * coverage(c.side - c.half_width - 3, 2)
    flavum = flavum * coverage(1 - c.r, 2) * end * step(0.6, 2.2, c.side)
    maps.paint_points(index, flavum, "flavum")
    bed = coverage(c.r - roof, h) * coverage(-(c.r + c.depth * 0.5 + 1.5), 1.5)
    bed = bed * coverage(c.side - c.half_width, 1.5) * end
    maps.paint_points(index, bed, "fat")
    beyond = np.maximum(c.side - c.half_width - 3, 0)
    lateral = step(7 * s, 9 * s, c.side) * coverage(c.side - c.half_width - 9, 3)
    foramen = (
        coverage(np.abs(c.r + 2.5) - 7.5 * s + 0.25 * beyond, 2)
        * lateral
        * step(8.6, 8.2, c.level)
    )
    joint = coverage(np.abs(c.r - 9) - 6 * s, 3) * lateral * step(8.2, 7.8, c.level) * 0.8
    maps.paint_points(index, joint, "muscle", F=0.22, W=0.62)
    maps.paint_points(index, foramen * 0.92, "fat")
    near_disc = c.fraction - (c.fraction > 0.5)
    plexus = (
        bell(c.r + c.depth * 0.5 - 1.2, 1.3) * bell(near_disc, 0.16) * step(9, 6, c.side) * end
    )
    maps.paint_points(index, plexus * 0.6, "vein", W=0.55)
    where = (c.x, c.r, c.level * 30)
    veins = bell(scene.noise("rough", where, (1.1, 1.1, 1.6), "veins") - 1.7, 0.5)
    maps.paint_points(index, np.clip(veins * (foramen + bed) * 0.5, 0, 1), "vein", W=0.4)


def _paint_ganglia(scene: "Scene", slab: Slab, c: CanalPoints) -> None:
    """Nerve roots with their ganglia in the foramina."""
    s = scene.patient.scale
    vs = scene.spine.vertebrae
    pitch = lerp(c.level, [v.index for v in vs], [v.height + v.disc for v in vs])
    low = c.fraction - (0.30 + 0.012 * (c.side - 10))
    back = c.r + 1.0 - 0.10 * (c.side - 10)
    radius = lerp(c.level, (-16, -3, 1, 3, 6, 8), (2.0, 2.0, 2.2, 2.4, 3.1, 3.3)) * s
    radius = radius * (1 - 0.25 * step(16, 24, c.side))
    distance = np.sqrt((low * pitch * 0.8) ** 2 + back**2) - radius
    alpha = coverage(distance, c.pixel) * step(7.5 * s, 10 * s, c.side) * step(8.5, 8.2, c.level)
    slab.maps.paint_points(c.points.flat, alpha, "ganglion")


def _paint_sac(scene: "Scene", slab: Slab, c: CanalPoints) -> None:
    """Dura, CSF, cord and cauda equina."""
    s, h, maps = scene.patient.scale, c.pixel, slab.maps
    offset, half_depth, half_width = sac_size(c.level, s)
    for where, wider in scene.ectasia:
        grown = wider * bell(c.level - where, 0.55)
        half_depth, half_width = half_depth + grown, half_width + grown
    r = c.r - offset
    distance = (np.sqrt((c.x / half_width) ** 2 + (r / half_depth) ** 2) - 1) * half_depth
    keep = distance < 1.5
    if not keep.any():
        return
    points, distance = c.points.take(keep), distance[keep]
    x, r, level, half_depth = c.x[keep], r[keep], c.level[keep], half_depth[keep]
    maps.paint_points(points.flat, coverage(distance - 0.45, h), "dura")
    inside = coverage(distance, h)
    flow = scene.noise("fbm", (x, r, level * 30), (2.0, 2.0, 7.0), "csf flow")
    pulsing = step(2.5, -1.0, level) * step(-2.0, 3.0, r) * step(0.2, 1.5, flow)
    maps.paint_points(points.flat, inside, "csf", W=0.90 - 0.30 * pulsing)
    slab.mark_part(points.flat, distance < -1, "csf")
    tip = scene.cauda.conus
    keys = (*CORD_KEYS, tip - 0.05, tip + 0.12)
    deep = lerp(level, keys, (*CORD_HALF_DEPTH, 1.2, 0.01)) * s
    wide = lerp(level, keys, (*CORD_HALF_WIDTH, 1.3, 0.01)) * s
    shift = lerp(level, CORD_OFFSET_KEYS, CORD_OFFSET) * s
    cord = (np.sqrt((x / wide) ** 2 + ((r - shift) / deep) ** 2) - 1) * deep
    maps.paint_points(points.flat, coverage(cord, h) * (level < tip + 0.12), "cord")
    grey = np.exp(-((cord + deep * 0.95) ** 2) / 0.9) * (level < tip) * 0.18
    maps.paint_points(points.flat, grey, "csf", W=0.85, T1=1000, T2=110)
    _paint_roots(scene, slab, (points.flat, x, r, level), inside)


def _paint_roots(
    scene: "Scene", slab: Slab, at: tuple[np.ndarray, Field, Field, Field], inside: Field
) -> None:
    """The strands of the cauda equina and the filum."""
    cauda, s = scene.cauda, scene.patient.scale
    keep = (at[3] > cauda.conus - 0.9) & (at[3] < 9.6) & (inside > 0)
    if not keep.any():
        return
    index, x, r, level = (q[keep] for q in at)
    order = np.argsort(level, kind="stable")
    index, x, r, level = index[order], x[order], r[order], level[order]
    row = np.clip(np.rint((level - ROOT_TABLE[0]) * 80), 0, 720).astype(np.int32)
    clear = np.ones(len(x), np.float32)
    for k in range(len(cauda.radius)):
        live = np.flatnonzero(cauda.active[k])
        a, b = np.searchsorted(row, (live[0], live[-1] + 1))
        near = x[a:b] - cauda.x[k][row[a:b]]
        pick = np.flatnonzero(np.abs(near) < 2.2)
        rows = row[a:b][pick]
        square = near[pick] ** 2 + (r[a:b][pick] - cauda.r[k][rows]) ** 2
        dark = 1.25 * np.exp(square * (-0.5 / cauda.radius[k] ** 2))
        clear[a + pick] *= 1 - np.clip(dark, 0, 0.97)
    slab.maps.paint_points(index, 1 - clear, "root", T2=56.0)
    filum = (
        np.exp(-(x**2 + (r - 3.2 * s) ** 2) / 0.5) * (level > cauda.conus - 0.1) * (level < 9.3)
    )
    slab.maps.paint_points(index, filum * 0.7, "root")


def paint_canal(scene: "Scene", slab: Slab) -> None:
    """Everything in the canal and the foramina."""
    c = _gather(scene, slab)
    if c is None:
        return
    _paint_bed(scene, slab, c)
    _paint_ganglia(scene, slab, c)
    _paint_sac(scene, slab, c)
