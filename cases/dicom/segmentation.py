"""DICOM segmentations as lesion regions: each segment a stack of contours in the patient."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from cases.answerkey.types import Lesion, PlanarSlab, Region
from cases.dicom import pixels
from cases.dicom.errors import Refused
from cases.dicom.geometry import Placed, normal
from cases.dicom.header import Header
from cases.dicom.outline import Slice, mask_outlines
from cases.dicom.read import read

#: Contours closer together than this (mm) belong to one plane.
SAME_PLANE = 0.01


def lesions(path: Path, header: Header) -> list[Lesion]:
    """Return one lesion per segment of the object, named "lesion 1", "lesion 2" …

    Segment labels are not taken over: they may name the diagnosis. Raises Refused if the object
    cannot be decoded or does not say where it lies.
    """
    dataset = read(path, pixels=True)
    if any(frame.placed.position is None or not frame.placed.spacing for frame in header.frames):
        raise Refused("This segmentation does not say where in the patient it lies.")
    numbers = _segment_numbers(dataset, len(header.frames))
    slabs: dict[int, list[tuple[float, PlanarSlab]]] = defaultdict(list)
    threshold = int(dataset.get("MaximumFractionalValue", 1) or 1) / 2
    for index, mask in enumerate(pixels.raw_frames(dataset)):
        slab = _slab(mask > threshold if threshold >= 1 else mask > 0, header, index)
        if slab is not None:
            slabs[numbers[index]].append(slab)
    axis = normal(_orientation(header))
    found = []
    for number, stack in sorted(slabs.items()):
        ordered = sorted(stack, key=lambda one: one[0])
        region = Region(
            name=f"lesion {number}",
            kind="contours",
            normal=axis,
            thickness=_thickness(header, [height for height, _ in ordered]),
            slabs=tuple(slab for _, slab in ordered),
        )
        found.append(Lesion(name=region.name, region=region))
    return found


def _orientation(header: Header) -> Any:
    return header.frames[0].placed.orientation


def _segment_numbers(dataset: Any, count: int) -> list[int]:
    groups = dataset.get("PerFrameFunctionalGroupsSequence") or []
    numbers = []
    for index in range(count):
        group = groups[index] if index < len(groups) else {}
        item = (group.get("SegmentIdentificationSequence") or [{}])[0]
        numbers.append(int(item.get("ReferencedSegmentNumber", 1) or 1))
    return numbers


def _slab(mask: Any, header: Header, index: int) -> tuple[float, PlanarSlab] | None:
    if not mask.any():
        return None
    placed: Placed = header.frames[index].placed
    plane = slice_of(placed, header.rows, header.cols)
    outlines = mask_outlines(mask)
    polygons = tuple(
        tuple(
            (round(float(x), 3), round(float(y), 3), round(float(z), 3))
            for x, y, z in plane.to_patient(np.asarray(outline))
        )
        for outline in outlines
    )
    return float(plane.normal @ plane.position), PlanarSlab(polygons)


def slice_of(placed: Placed, rows: int, cols: int) -> Slice:
    """Return a placed frame as an image plane."""
    assert placed.orientation is not None and placed.spacing is not None  # noqa: S101
    return Slice(
        position=np.asarray(placed.position, float),
        along_row=np.asarray(placed.orientation[:3], float),
        along_col=np.asarray(placed.orientation[3:], float),
        spacing=placed.spacing,
        rows=rows,
        cols=cols,
    )


def _thickness(header: Header, heights: list[float]) -> float:
    steps = np.diff(sorted(set(np.round(heights, 3))))
    steps = steps[steps > SAME_PLANE]
    if len(steps):
        return float(np.min(steps))
    return float(header.frames[0].placed.thickness or 1.0)
