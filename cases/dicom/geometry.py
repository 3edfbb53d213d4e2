"""Where frames lie in the patient: order, planes, letters, gaps. Coordinates are LPS in mm."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

Vector = tuple[float, float, float]
Orientation = tuple[float, float, float, float, float, float]

PLANES = ("sagittal", "coronal", "axial")  # by the axis (x, y, z) that the normal follows
#: A plane is named if its normal lies within this angle of an axis; else it is oblique.
PLANE_COSINE = math.cos(math.radians(35))
#: Positions closer than this (mm) along the normal are the same place.
SAME_PLACE = 0.01
LETTERS = (("R", "L"), ("A", "P"), ("H", "F"))  # towards −, towards + on x, y; z is H for +


@dataclass(frozen=True)
class Placed:
    """Geometry of one frame: position of the first pixel's center, cosines, spacing in mm."""

    position: Vector | None = None
    orientation: Orientation | None = None
    spacing: tuple[float, float] | None = None  # between rows, between columns
    thickness: float | None = None


def normal(orientation: Orientation) -> Vector:
    """Return the unit vector rows × columns of the image plane."""
    a, b = orientation[:3], orientation[3:]
    cross = (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
    length = math.sqrt(sum(part * part for part in cross)) or 1.0
    return (cross[0] / length, cross[1] / length, cross[2] / length)


def is_sound(orientation: Sequence[float] | None) -> bool:
    """Whether six numbers are two perpendicular unit vectors (within 2 %)."""
    if orientation is None or len(orientation) != 6:
        return False
    if not all(math.isfinite(part) for part in orientation):
        return False
    a, b = orientation[:3], orientation[3:]
    lengths = [math.sqrt(sum(part * part for part in vector)) for vector in (a, b)]
    dot = sum(x * y for x, y in zip(a, b, strict=True))
    return all(abs(length - 1) < 0.02 for length in lengths) and abs(dot) < 0.02


def plane(orientation: Orientation | None) -> str:
    """Return "sagittal", "coronal", "axial", "oblique", or nothing without orientation."""
    if orientation is None:
        return ""
    along = [abs(part) for part in normal(orientation)]
    axis = along.index(max(along))
    return PLANES[axis] if along[axis] >= PLANE_COSINE else "oblique"


def letters(direction: Sequence[float]) -> str:
    """Return the orientation letters towards which a direction points, strongest first: "HL"."""
    order = sorted(range(3), key=lambda axis: -abs(direction[axis]))
    text = ""
    for axis in order:
        part = direction[axis]
        if abs(part) < 0.15:
            continue
        towards_plus = part > 0
        if axis == 2:
            text += "H" if towards_plus else "F"
        else:
            text += LETTERS[axis][1 if towards_plus else 0]
    return text


def depth(frame: Placed, axis: Vector) -> float:
    """Return how far along the axis (mm) the frame lies."""
    if frame.position is None:
        return 0.0
    return sum(p * n for p, n in zip(frame.position, axis, strict=True))


def reading_axis(orientation: Orientation) -> Vector:
    """Return the normal turned as stacks are read: right to left, front to back, head to foot."""
    along = normal(orientation)
    axis = max(range(3), key=lambda one: abs(along[one]))
    wanted = -1.0 if axis == 2 else 1.0
    turn = 1.0 if along[axis] * wanted > 0 else -1.0
    return (turn * along[0], turn * along[1], turn * along[2])


def order(frames: Sequence[Placed], numbers: Sequence[int]) -> list[int]:
    """Return the indices of the frames sorted along the reading axis, then by number.

    Without geometry on every frame, by number alone.
    """
    first = frames[0].orientation if frames else None
    if first is None or any(one.position is None or one.orientation is None for one in frames):
        return sorted(range(len(frames)), key=lambda index: (numbers[index], index))
    axis = reading_axis(first)
    return sorted(
        range(len(frames)),
        key=lambda index: (round(depth(frames[index], axis), 3), numbers[index], index),
    )


def gaps(frames: Sequence[Placed]) -> list[int]:
    """Return after which of the sorted frames at least one slice is missing."""
    if len(frames) < 3 or frames[0].orientation is None:
        return []
    axis = reading_axis(frames[0].orientation)
    places = [depth(frame, axis) for frame in frames]
    steps = [b - a for a, b in pairwise(places)]
    moving = [step for step in steps if step > SAME_PLACE]
    if not moving:
        return []
    usual = median(moving)
    return [index for index, step in enumerate(steps) if step > 1.6 * usual]


def slice_step(frames: Sequence[Placed]) -> float | None:
    """Return the usual distance (mm) between neighboring slices, or None."""
    if len(frames) < 2 or frames[0].orientation is None:
        return None
    axis = reading_axis(frames[0].orientation)
    places = [depth(frame, axis) for frame in frames]
    moving = [b - a for a, b in pairwise(places) if b - a > SAME_PLACE]
    return median(moving) if moving else None
