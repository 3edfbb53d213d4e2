"""Outlines: from a mask to polygons, and from a region in the patient to polygons on a slice.

Polygons on a slice are [column, row] in pixels, with 0 at the center of the first pixel.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cases.answerkey.types import Region

Floats = NDArray[np.float64]
Polygon = list[list[float]]

#: Points of an ellipse's outline.
ELLIPSE_POINTS = 64
#: Planes whose normals differ less than this (cosine) are parallel.
PARALLEL = 0.999
#: At most this many grid points are sampled when contours are cut by an oblique plane.
MOST_SAMPLES = 160_000


@dataclass(frozen=True)
class Slice:
    """One image plane: LPS mm of the first pixel's center, cosines, pixel spacing, size."""

    position: Floats
    along_row: Floats  # direction of rising column
    along_col: Floats  # direction of rising row
    spacing: tuple[float, float]  # between rows, between columns
    rows: int
    cols: int

    @property
    def normal(self) -> Floats:
        """Unit normal of the plane."""
        return np.cross(self.along_row, self.along_col)

    def to_pixels(self, points: Floats) -> Polygon:
        """Return the (n, 3) patient points projected onto the plane as [column, row]."""
        offset = points - self.position
        col = offset @ self.along_row / self.spacing[1]
        row = offset @ self.along_col / self.spacing[0]
        return [[round(float(c), 2), round(float(r), 2)] for c, r in zip(col, row, strict=True)]

    def to_patient(self, pixels: Floats) -> Floats:
        """Return (n, 2) pixel places [column, row] as (n, 3) patient coordinates."""
        along = np.outer(pixels[:, 0] * self.spacing[1], self.along_row)
        down = np.outer(pixels[:, 1] * self.spacing[0], self.along_col)
        return self.position + along + down


def cut(region: Region, plane: Slice, reach: float) -> list[Polygon]:
    """Return the outlines of a region on a slice; `reach` (mm) is half the slice's thickness.

    A region that the central plane misses, but that reaches into the slice, is shown as it is
    cut at its own nearest height.
    """
    if region.kind == "ellipsoid":
        return _cut_ellipsoid(region, plane, reach)
    if not region.slabs:
        return []
    normal = np.asarray(region.normal, float)
    normal /= np.linalg.norm(normal) or 1.0
    if abs(float(normal @ plane.normal)) >= PARALLEL:
        return _cut_parallel(region, normal, plane, reach)
    return _cut_oblique(region, normal, plane)


def _cut_ellipsoid(region: Region, plane: Slice, reach: float) -> list[Polygon]:
    axes = np.asarray(region.axes, float)
    if axes.shape != (3, 3) or abs(np.linalg.det(axes)) < 1e-9:
        return []
    center = np.asarray(region.center, float)
    distance = float((center - plane.position) @ plane.normal)
    highest = float(np.linalg.norm(axes @ plane.normal))
    if abs(distance) >= highest:
        if abs(distance) - highest >= reach:
            return []
        distance = float(np.sign(distance)) * 0.9 * highest
    inverse = np.linalg.inv(axes.T)
    basis = inverse @ np.stack([plane.along_row, plane.along_col], axis=1)
    start = inverse @ (-distance * plane.normal)
    middle = -np.linalg.pinv(basis) @ start
    rest = 1.0 - float(np.sum((start + basis @ middle) ** 2))
    if rest <= 0:
        return []
    shape = np.linalg.inv(np.linalg.cholesky(basis.T @ basis)).T * np.sqrt(rest)
    angles = np.linspace(0, 2 * np.pi, ELLIPSE_POINTS, endpoint=False)
    flat = middle[:, None] + shape @ np.stack([np.cos(angles), np.sin(angles)])
    points = center + np.outer(flat[0], plane.along_row) + np.outer(flat[1], plane.along_col)
    return [plane.to_pixels(points)]


def _heights(region: Region, normal: Floats) -> Floats:
    return np.array(
        [
            float(np.mean([np.dot(normal, point) for poly in slab.polygons for point in poly]))
            if slab.polygons
            else np.inf
            for slab in region.slabs
        ]
    )


def _cut_parallel(region: Region, normal: Floats, plane: Slice, reach: float) -> list[Polygon]:
    heights = np.abs(_heights(region, normal) - float(normal @ plane.position))
    nearest = int(np.argmin(heights))
    if heights[nearest] > max(region.thickness / 2, reach):
        return []
    return [plane.to_pixels(np.asarray(poly, float)) for poly in region.slabs[nearest].polygons]


def _cut_oblique(region: Region, normal: Floats, plane: Slice) -> list[Polygon]:
    """Sample the plane on a grid where the region may be, and outline what lies inside."""
    box = _box(region, normal, plane)
    if box is None:
        return []
    first, last = box
    size = last - first
    step = max(0.5, float(np.sqrt(size[0] * size[1] / MOST_SAMPLES)))
    cols = np.arange(first[0], last[0] + step, step)
    rows = np.arange(first[1], last[1] + step, step)
    grid = np.stack(np.meshgrid(cols, rows), axis=-1).reshape(-1, 2)
    inside = _inside(region, normal, plane.to_patient(grid)).reshape(len(rows), len(cols))
    return [
        [[round(c * step + first[0], 2), round(r * step + first[1], 2)] for c, r in polygon]
        for polygon in mask_outlines(inside)
    ]


def _box(region: Region, normal: Floats, plane: Slice) -> tuple[Floats, Floats] | None:
    """Return the first and last [column, row] on the plane that the region may reach."""
    points = np.array([point for slab in region.slabs for poly in slab.polygons for point in poly])
    if not len(points):
        return None
    half = normal * region.thickness / 2
    points = np.concatenate([points - half, points + half])
    heights = (points - plane.position) @ plane.normal
    if heights.min() > 0 or heights.max() < 0:
        return None
    pixels = np.asarray(plane.to_pixels(points))
    limit = np.array([plane.cols, plane.rows], float)
    first = np.maximum(np.floor(pixels.min(axis=0)) - 1, -1)
    last = np.minimum(np.ceil(pixels.max(axis=0)) + 1, limit)
    return (first, last) if np.all(last > first) else None


def _inside(region: Region, normal: Floats, points: Floats) -> NDArray[np.bool_]:
    """Whether each of the (n, 3) points lies within its nearest slab's polygons (even-odd)."""
    heights = _heights(region, normal)
    own = points @ normal
    nearest = np.argmin(np.abs(own[:, None] - heights[None, :]), axis=1)
    close = np.abs(own - heights[nearest]) <= region.thickness / 2 + 1e-6
    across = np.cross(normal, [1.0, 0, 0] if abs(normal[0]) < 0.9 else [0, 1.0, 0])
    across /= np.linalg.norm(across)
    basis = np.stack([across, np.cross(normal, across)], axis=1)
    flat = points @ basis
    result = np.zeros(len(points), bool)
    for index, slab in enumerate(region.slabs):
        chosen = np.flatnonzero(close & (nearest == index))
        if len(chosen):
            polygons = [np.asarray(poly, float) @ basis for poly in slab.polygons]
            result[chosen] = _even_odd(flat[chosen], polygons)
    return result


def _even_odd(points: Floats, polygons: Sequence[Floats]) -> NDArray[np.bool_]:
    inside = np.zeros(len(points), bool)
    x, y = points[:, 0], points[:, 1]
    for polygon in polygons:
        for a, b in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
            if a[1] == b[1]:
                continue
            crosses = (a[1] > y) != (b[1] > y)
            inside ^= crosses & (x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0])
    return inside


def mask_outlines(mask: NDArray[np.bool_]) -> list[Polygon]:
    """Return the outlines of a mask along the edges of its pixels, holes as polygons too.

    Corners are at half-integer [column, row]; each polygon runs with the inside on its right.
    """
    padded = np.pad(mask.astype(np.int8), 1)
    down = np.diff(padded, axis=0)  # edge between row r-1 and r
    right = np.diff(padded, axis=1)
    after: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def add(start: tuple[int, int], end: tuple[int, int]) -> None:
        after.setdefault(start, []).append(end)

    for r, c in np.argwhere(down[:, 1:-1]):
        (add((c, r), (c + 1, r)) if down[r, c + 1] > 0 else add((c + 1, r), (c, r)))
    for r, c in np.argwhere(right[1:-1, :]):
        (add((c, r + 1), (c, r)) if right[r + 1, c] > 0 else add((c, r), (c, r + 1)))
    polygons = []
    while after:
        polygons.append(_walk(after))
    return polygons


def _walk(after: dict[tuple[int, int], list[tuple[int, int]]]) -> Polygon:
    """Follow edges from a corner back to it, taking them out; straight runs become one edge."""
    start = next(iter(after))
    corners, here = [start], start
    while True:
        ends = after[here]
        there = ends.pop()
        if not ends:
            del after[here]
        if there == start:
            break
        corners.append(there)
        here = there
    kept = [
        corner
        for before, corner, behind in zip(
            corners[-1:] + corners[:-1], corners, corners[1:] + corners[:1], strict=True
        )
        if (corner[0] - before[0]) * (behind[1] - corner[1])
        != (corner[1] - before[1]) * (behind[0] - corner[0])
    ]
    return [[float(c) - 0.5, float(r) - 0.5] for c, r in kept]
