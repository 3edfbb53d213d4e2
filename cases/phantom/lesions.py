"""Lesions of a simulated case as regions of its answer key, from the exact mask.

Contours are taken on the slices of one rendered series and lie in DICOM patient coordinates (LPS,
mm). They run through the midpoints of the mask's pixel edges after its frayed edge was smoothed:
spicules and stray pixels thinner than about two pixels are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from cases.answerkey.types import Lesion, PlanarSlab, Region
from cases.dicom.outline import mask_outlines

if TYPE_CHECKING:
    from .anatomy.vertebra import Vertebra
    from .grid import Geometry
    from .scene import LesionInfo, Scene

#: The ellipsoid that stands for "the right vertebra" reaches this far beyond the body's half-axes
#: (chosen: holds the corners of the body and the roots of the pedicles).
VERTEBRA_REACH = (1.35, 1.7, 1.35)
#: Width of the filter that calms a mask, pixels (chosen by look).
CALM = 1.3
#: Pixels of a polygon's point that a straight line may miss.
TOLERANCE = 0.25


def lesions_of(
    scene: Scene, labels: NDArray[np.uint8], geometry: Geometry, *, smallest: int = 4
) -> list[Lesion]:
    """Return the lesions that a series shows, largest first.

    labels: lesion mask (slices, rows, columns); smallest: pixels below which a lesion does not
    count as shown.
    """
    shown = []
    for info in scene.lesions:
        mask = labels == info.label
        size = int(mask.sum())
        if size >= smallest:
            shown.append((size, _lesion(scene, info, mask, geometry)))
    return _told_apart([lesion for _, lesion in sorted(shown, key=lambda one: -one[0])])


def _told_apart(lesions: Sequence[Lesion]) -> list[Lesion]:
    """Number lesions of the same name: "metastasis, L3" and "metastasis, L3 (2)"."""
    seen: Counter[str] = Counter()
    named = []
    for lesion in lesions:
        seen[lesion.name] += 1
        name = lesion.name if seen[lesion.name] == 1 else f"{lesion.name} ({seen[lesion.name]})"
        named.append(replace(lesion, name=name, region=replace(lesion.region, name=name)))
    return named


def _lesion(scene: Scene, info: LesionInfo, mask: NDArray[np.bool_], geometry: Geometry) -> Lesion:
    slabs = tuple(
        PlanarSlab(tuple(_to_patient(p, int(k), geometry) for p in smooth_outlines(calm(mask[k]))))
        for k in np.flatnonzero(mask.any(axis=(1, 2)))
    )
    along, down = np.reshape(geometry.image_orientation_patient, (2, 3))
    normal = np.cross(along, down)
    name = f"{info.name}, {info.level}" if info.level else info.name
    region = Region(
        name=name,
        kind="contours",
        normal=(float(normal[0]), float(normal[1]), float(normal[2])),
        thickness=geometry.spacing_between_slices,
        slabs=slabs,
    )
    vertebra = vertebra_region(scene.spine[info.level]) if info.level else None
    return Lesion(name, region, info.level, vertebra, info.disease)


def vertebra_region(vertebra: Vertebra) -> Region:
    """An ellipsoid that holds the vertebral body and the roots of its arch (LPS, mm)."""
    half = (vertebra.half_width, vertebra.half_depth, vertebra.height / 2)
    middle = _lps(vertebra.world(0, 0, 0))
    axes = []
    for axis, (size, reach) in enumerate(zip(half, VERTEBRA_REACH, strict=True)):
        tip = [0.0, 0.0, 0.0]
        tip[axis] = size * reach
        axes.append(_point(_lps(vertebra.world(*tip)) - middle))
    return Region(vertebra_name(vertebra), "ellipsoid", _point(middle), tuple(axes))


def vertebra_name(vertebra: Vertebra) -> str:
    """The level as it is written: "L3"."""
    return str(vertebra.name)


def calm(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A mask without its frayed edge and stray pixels, for outlines that are to be looked at.

    What is too small to be smoothed stays as it is.
    """
    smooth = ndimage.gaussian_filter(mask.astype(np.float32), CALM) > 0.5
    return smooth if smooth.any() else mask


def smooth_outlines(mask: NDArray[np.bool_]) -> list[NDArray[np.float64]]:
    """Outlines of a mask as (n, 2) arrays of [column, row], through the midpoints of edges."""
    outlines = []
    for polygon in mask_outlines(mask):
        corners = np.asarray(polygon, float)
        steps = _unit_steps(corners)
        outlines.append(_simplified((steps + np.roll(steps, -1, axis=0)) / 2))
    return outlines


def _unit_steps(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Corners of every pixel edge along a polygon whose straight runs were merged."""
    pieces = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        count = max(1, int(np.abs(end - start).max()))
        pieces.append(start + np.outer(np.arange(count) / count, end - start))
    return np.concatenate(pieces)


def _simplified(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Drop points while the line misses none of them by more than `TOLERANCE` (greedy)."""
    kept, start = [0], 0
    count = len(points)
    for end in range(2, count):
        line = points[end] - points[start]
        between = points[start + 1 : end] - points[start]
        off = np.abs(line[0] * between[:, 1] - line[1] * between[:, 0])
        if np.any(off > TOLERANCE * max(float(np.hypot(*line)), 1e-9)):
            start = end - 1
            kept.append(start)
    if kept[-1] != count - 1:
        kept.append(count - 1)
    return points[kept] if len(kept) >= 3 else points


def _to_patient(
    points: NDArray[np.float64], index: int, geometry: Geometry
) -> tuple[tuple[float, float, float], ...]:
    return tuple(
        _rounded(geometry.patient_point(index, float(row), float(col))) for col, row in points
    )


def _lps(world: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([world[0], world[1], -world[2]], float)


def _point(values: Sequence[float] | NDArray[np.float64]) -> tuple[float, float, float]:
    return float(values[0]), float(values[1]), float(values[2])


def _rounded(point: tuple[float, float, float]) -> tuple[float, float, float]:
    return round(point[0], 2), round(point[1], 2), round(point[2], 2)
