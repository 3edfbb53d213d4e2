"""How far a point lies from a region, in millimeters: for clicks on lesions and vertebrae.

Points are patient coordinates (DICOM LPS, mm) in the region's frame of reference. Plain Python:
a click is one point, and the grading engine stays free of NumPy. Inside a region the distance
is 0. Regions are assumed valid (`validate.problems`); empty ones are infinitely far away.
"""

import math
from collections.abc import Sequence

from cases.answerkey.types import PlanarSlab, Region

Vector = tuple[float, float, float]
Point2 = tuple[float, float]

#: A still image has no patient coordinates. Its planes lie from this height on (a kilometer away
#: from any patient) and its numbers are no millimeters: see `cases.dicom.still`.
STILLS_FROM = 1_000_000.0

_NEWTON_STEPS = 60
_SURFACE = 1e-6  # mm: nearer than this is inside


def distance_mm(region: Region, point: Vector) -> float:
    """Return the distance from `point` to the region in mm; 0 inside, inf if it is empty."""
    if region.kind == "ellipsoid":
        return _to_ellipsoid(region, point)
    return _to_contours(region, point)


def on_still(region: Region) -> bool:
    """Whether the region is drawn on a still image: its distances are no millimeters then."""
    corners = (corner for slab in region.slabs for polygon in slab.polygons for corner in polygon)
    return any(corner[2] >= STILLS_FROM for corner in corners)


def contains(region: Region, point: Vector) -> bool:
    """Whether the point lies in the region or on its surface."""
    return distance_mm(region, point) == 0.0


def dot(a: Vector, b: Vector) -> float:
    """Return the scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vector, b: Vector) -> Vector:
    """Return the vector product."""
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def unit(a: Vector) -> Vector:
    """Return the vector at length 1; raises `ValueError` for the null vector."""
    length = math.sqrt(dot(a, a))
    if length == 0.0:
        raise ValueError("a direction needs a length")
    return (a[0] / length, a[1] / length, a[2] / length)


def _minus(a: Vector, b: Vector) -> Vector:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def _to_ellipsoid(region: Region, point: Vector) -> float:
    """Distance to {center + A·u : |u| ≤ 1} with the half-axes as columns of A, in any angle.

    The nearest u solves (AᵀA + λ)u = Aᵀd with |u| = 1 and λ > 0 (a trust-region problem);
    Newton's method on 1/|u| rises to that λ from below, whatever the shape.
    """
    if len(region.axes) != 3:
        return math.inf
    offset = _minus(point, region.center)
    rows = [[dot(a, b) for b in region.axes] for a in region.axes]
    target = (
        dot(region.axes[0], offset),
        dot(region.axes[1], offset),
        dot(region.axes[2], offset),
    )
    scale = rows[0][0] + rows[1][1] + rows[2][2]
    if scale < 1e-12:  # no size to speak of: a point
        return math.sqrt(dot(offset, offset))
    volume = abs(dot(region.axes[0], cross(region.axes[1], region.axes[2])))
    # a flat region is no valid one, but must not divide by zero
    damping = (1e-12 if volume > 1e-6 * scale**1.5 else 1e-6) * scale
    u = _solve(rows, damping, target)
    length = math.sqrt(dot(u, u))
    for _ in range(_NEWTON_STEPS):
        if length <= 1.0 + 1e-10:
            break
        slope = dot(u, _solve(rows, damping, u))
        damping += (length * length / slope) * (length - 1.0)
        u = _solve(rows, damping, target)
        length = math.sqrt(dot(u, u))
    nearest = tuple(
        sum(u[axis] * region.axes[axis][part] for axis in range(3)) for part in range(3)
    )
    gap = math.dist(nearest, offset)
    return 0.0 if gap < _SURFACE else gap


def _solve(rows: Sequence[Sequence[float]], damping: float, target: Vector) -> Vector:
    """Solve (rows + damping·1)·u = target for a symmetric 3 × 3 matrix (Cramer's rule)."""
    a = (rows[0][0] + damping, rows[1][0], rows[2][0])
    b = (rows[0][1], rows[1][1] + damping, rows[2][1])
    c = (rows[0][2], rows[1][2], rows[2][2] + damping)
    bc = cross(b, c)
    whole = dot(a, bc)
    return (
        dot(target, bc) / whole,
        dot(a, cross(target, c)) / whole,
        dot(a, cross(b, target)) / whole,
    )


def _to_contours(region: Region, point: Vector) -> float:
    """Distance to a stack of prisms: each slab's outline, `thickness` mm thick."""
    normal = unit(region.normal)
    across, along = plane_axes(normal)
    height = dot(normal, point)
    flat = (dot(across, point), dot(along, point))
    nearest = math.inf
    for slab in region.slabs:
        middle = slab_height(slab, normal)
        if middle is None:
            continue
        gap = max(0.0, abs(height - middle) - region.thickness / 2.0)
        if gap >= nearest:
            continue
        outlines = [
            [(dot(across, corner), dot(along, corner)) for corner in polygon]
            for polygon in slab.polygons
        ]
        nearest = min(nearest, math.hypot(gap, _in_plane(outlines, flat)))
    return nearest


def plane_axes(normal: Vector) -> tuple[Vector, Vector]:
    """Return two unit vectors that span the plane across the unit vector `normal`."""
    helper = (1.0, 0.0, 0.0) if abs(normal[0]) < 0.9 else (0.0, 1.0, 0.0)
    across = unit(cross(normal, helper))
    return across, cross(normal, across)


def slab_height(slab: PlanarSlab, normal: Vector) -> float | None:
    """Return where the slab lies along the unit vector `normal`, in mm; None if empty."""
    heights = [dot(normal, corner) for polygon in slab.polygons for corner in polygon]
    return sum(heights) / len(heights) if heights else None


def _in_plane(outlines: Sequence[Sequence[Point2]], point: Point2) -> float:
    """Distance in the plane; a hole is a polygon within another (even-odd rule)."""
    inside = False
    nearest = math.inf
    for outline in outlines:
        for start, end in zip(outline, [*outline[1:], *outline[:1]], strict=True):
            nearest = min(nearest, _to_edge(point, start, end))
            if (start[1] > point[1]) != (end[1] > point[1]):
                reach = (point[1] - start[1]) / (end[1] - start[1])
                inside ^= point[0] < start[0] + reach * (end[0] - start[0])
    return 0.0 if inside else nearest


def _to_edge(point: Point2, start: Point2, end: Point2) -> float:
    edge = (end[0] - start[0], end[1] - start[1])
    length2 = edge[0] * edge[0] + edge[1] * edge[1]
    if length2 == 0.0:
        return math.dist(point, start)
    reach = ((point[0] - start[0]) * edge[0] + (point[1] - start[1]) * edge[1]) / length2
    reach = min(1.0, max(0.0, reach))
    return math.hypot(point[0] - start[0] - reach * edge[0], point[1] - start[1] - reach * edge[1])
