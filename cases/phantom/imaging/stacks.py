"""Where the slices of a series lie on this patient."""

from typing import TYPE_CHECKING

import numpy as np

from ..grid import Stack
from .protocols import (
    AXIAL_PIXEL,
    AXIAL_SAMPLES,
    AXIAL_SIZE,
    AXIAL_THICKNESS,
    CT_AXIAL_PIXEL,
    CT_AXIAL_SAMPLES,
    CT_AXIAL_SIZE,
    CT_AXIAL_THICKNESS,
    CT_SAMPLES,
    CT_SLICES,
    CT_THICKNESS,
    REGIONS,
    SeriesProtocol,
)

if TYPE_CHECKING:
    from ..scene import Scene
    from ..study import CaseSpec

SAMPLES = 4  # sub-slices of sagittal MR


def stack_of(scene: "Scene", spec: "CaseSpec", protocol: SeriesProtocol) -> Stack:
    """The stack of a series."""
    if protocol.plane == "axial":
        return _axial(scene, spec, protocol)
    region = REGIONS[spec.region]
    v = scene.spine[region.center]
    small = 0.55 + 0.45 * min(scene.patient.scale, 1.05)  # a child's field of view is smaller
    enlarge = spec.pixel_scale * protocol.coarse
    ct = protocol.modality == "CT"
    rows, columns = (region.ct_rows, region.ct_columns) if ct else (region.rows, region.columns)
    pixel = (region.ct_pixel if ct else region.pixel) * small
    back = region.forward - (0.5 * (region.columns * region.pixel - 260) * 0.15 if not ct else 0)
    drop = 8 * small if spec.region == "lumbar" else 0
    half = region.rows * region.pixel * small / 2
    seen = [q.center[0] for q in scene.spine.vertebrae if abs(q.center[2] - v.center[2]) < half]
    center = (float(np.mean(seen)), float(v.center[1]) + back, float(v.center[2]) + drop)
    if ct:
        count, thickness, gap, samples = CT_SLICES, CT_THICKNESS, 0.0, CT_SAMPLES
    else:
        count, thickness, gap, samples = region.slices, region.thickness, region.gap, SAMPLES
    return Stack(
        "sagittal", _rounded(center), count, thickness * small, gap * small, samples,
        int(rows / enlarge), int(columns / enlarge), pixel * enlarge,
    )  # fmt: skip


def axial_place(scene: "Scene", level: str) -> tuple[tuple[float, float, float], float]:
    """World centre and tilt (rad) of an axial stack: "L3" mid-body, "L3/4" the disc below L3."""
    name = level.split("/")[0]
    v = scene.spine[name]
    below = scene.spine.below(v)
    if "/" in level and below is not None:
        tilt = 0.5 * (v.tilt + below.tilt)
        middle = 0.5 * (v.world(0, 0, v.height / 2) + below.world(0, 0, -below.height / 2))
    else:
        tilt, middle = v.tilt, v.world(0, 0, 0)
    return (float(middle[0]), float(middle[1]), float(middle[2])), float(tilt)


def _axial(scene: "Scene", spec: "CaseSpec", protocol: SeriesProtocol) -> Stack:
    """Axial slices along the first axial level (default: the middle of the region)."""
    level = spec.axial_levels[0] if spec.axial_levels else REGIONS[spec.region].center
    middle, tilt = axial_place(scene, level)
    small = 0.55 + 0.45 * min(scene.patient.scale, 1.05)
    ct = protocol.modality == "CT"
    pixel, size = (CT_AXIAL_PIXEL, CT_AXIAL_SIZE) if ct else (AXIAL_PIXEL, AXIAL_SIZE)
    thickness, samples = (
        (CT_AXIAL_THICKNESS, CT_AXIAL_SAMPLES) if ct else (AXIAL_THICKNESS, AXIAL_SAMPLES)
    )
    v = scene.spine[level.split("/")[0]]
    span = (v.height + v.disc) * 1.1
    thickness *= small
    count = int(np.clip(round(span / thickness), 3, 15))
    tilt = 0.0 if ct else tilt  # CT gantries stay upright
    y = middle[1] + 20 * small * float(np.cos(tilt))
    z = middle[2] - 20 * small * float(np.sin(tilt))
    n, enlarge = int(size / spec.pixel_scale), spec.pixel_scale
    return Stack(
        "axial", _rounded((middle[0], y, z)), count, thickness, 0.0, samples, n, n,
        pixel * small * enlarge, round(tilt, 6),
    )  # fmt: skip


def _rounded(point: tuple[float, float, float]) -> tuple[float, float, float]:
    """Positions in steps of a micrometre, so that they survive text."""
    return round(point[0], 3), round(point[1], 3), round(point[2], 3)
