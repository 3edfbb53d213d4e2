"""Sampling grids and stacks of slices, and their geometry in DICOM patient coordinates.

A grid has three axes: x (left), y' (back) and z' (down); y' and z' may be tilted together about
the x axis, as axial slices along a disc are. Arrays on a grid have the shape (x, z', y').
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .fields import Field

Box = tuple[slice, slice, slice]
Plane = Literal["sagittal", "axial"]


@dataclass(frozen=True)
class Grid:
    """Sample positions; `pivot` is the world (y, z) where y' = z' = 0."""

    x: Field
    y: Field
    z: Field
    tilt: float = 0.0
    pivot: tuple[float, float] = (0.0, 0.0)

    @property
    def shape(self) -> tuple[int, int, int]:
        """(x, z', y')."""
        return len(self.x), len(self.z), len(self.y)

    def spacing(self, axis: int) -> float:
        """Distance of samples along x, z' or y' (axis 0, 1, 2), mm."""
        samples = (self.x, self.z, self.y)[axis]
        return float(samples[1] - samples[0]) if len(samples) > 1 else 1.0

    @cached_property
    def pixel(self) -> float:
        """Finest spacing, mm."""
        return min(self.spacing(k) for k in range(3) if self.shape[k] > 4)

    def world(self, y: Field, z: Field) -> tuple[Field, Field]:
        """World y and z of tilted coordinates."""
        c, s = float(np.cos(self.tilt)), float(np.sin(self.tilt))
        if self.tilt == 0:
            return y + self.pivot[0], z + self.pivot[1]
        return self.pivot[0] + y * c + z * s, self.pivot[1] - y * s + z * c

    def axes(self, box: Box | None = None) -> tuple[Field, Field, Field]:
        """World x, y, z of a box, each broadcastable to its shape."""
        sx, sz, sy = box or (slice(None),) * 3
        y, z = self.world(self.y[sy][None, None, :], self.z[sz][None, :, None])
        return self.x[sx][:, None, None], y, z

    def box(self, corners: NDArray[np.float64]) -> Box | None:
        """Index box that holds world points (n, 3), or None when it misses the grid."""
        c, s = np.cos(self.tilt), np.sin(self.tilt)
        dy, dz = corners[:, 1] - self.pivot[0], corners[:, 2] - self.pivot[1]
        columns = (corners[:, 0], dy * s + dz * c, dy * c - dz * s)
        slices = []
        for samples, column in zip((self.x, self.z, self.y), columns, strict=True):
            low = int(np.searchsorted(samples, column.min(), "left"))
            high = int(np.searchsorted(samples, column.max(), "right"))
            if high <= low:
                return None
            slices.append(slice(low, high))
        return slices[0], slices[1], slices[2]

    def coarse(self) -> tuple["Grid", tuple[int, int, int]]:
        """The grid of the background: every second sample where samples are dense enough."""
        factors = tuple(
            2 if n >= 2 and self.spacing(k) <= 1.3 else 1 for k, n in enumerate(self.shape)
        )
        fx, fz, fy = factors
        grid = Grid(self.x[::fx], self.y[::fy], self.z[::fz], self.tilt, self.pivot)
        return grid, (fx, fz, fy)


def spread(center: float, count: int, spacing: float) -> Field:
    """`count` positions around a centre."""
    return (center + (np.arange(count) - (count - 1) / 2) * spacing).astype(np.float32)


@dataclass(frozen=True)
class Stack:
    """Parallel slices of one series. `rows` and `columns` are pixels; lengths in mm."""

    plane: Plane
    center: tuple[float, float, float]  # world centre of the middle of the stack
    count: int
    thickness: float
    gap: float
    samples: int  # sub-slices averaged into one slice: real partial volume
    rows: int
    columns: int
    pixel: float
    tilt: float = 0.0  # of axial slices, rad

    @property
    def distance(self) -> float:
        """Centre to centre of neighbouring slices, mm."""
        return self.thickness + self.gap

    @property
    def batch(self) -> int:
        """How many neighbouring slices are drawn together (thin gapless ones: fewer calls)."""
        return max(1, 4 // self.samples) if self.gap == 0 and self.plane == "sagittal" else 1

    def grid(self, k: int, slices: int = 1) -> Grid:
        """The samples of slice k, or of `slices` from k on."""
        slices = min(slices, self.count - k)
        offset = (k + (slices - 1) / 2 - (self.count - 1) / 2) * self.distance
        across = spread(offset, slices * self.samples, self.thickness / self.samples)
        pivot = (self.center[1], self.center[2])
        if self.plane == "sagittal":
            y, z = spread(0, self.columns, self.pixel), spread(0, self.rows, self.pixel)
            return Grid(across + np.float32(self.center[0]), y, z, 0.0, pivot)
        x = spread(self.center[0], self.columns, self.pixel)
        return Grid(x, spread(0, self.rows, self.pixel), across, self.tilt, pivot)

    def grids(self) -> Iterator[Grid]:
        """The grids of all slices, right to left or top to bottom."""
        return (self.grid(k) for k in range(self.count))

    def to_image(self, field: Field) -> Field:
        """Slab field (x, z', y') to sub-slices of images (sample, row, column)."""
        return field if self.plane == "sagittal" else np.transpose(field, (1, 2, 0))

    def geometry(self) -> "Geometry":
        """DICOM geometry of the stack (LPS)."""
        c, s = float(np.cos(self.tilt)), float(np.sin(self.tilt))
        if self.plane == "sagittal":
            row, column = (0.0, 1.0, 0.0), (0.0, 0.0, -1.0)
            normal_axis = np.array([1.0, 0.0, 0.0])
        else:
            row, column = (1.0, 0.0, 0.0), (0.0, c, s)
            normal_axis = np.array([0.0, s, -c])
        middle = np.array([self.center[0], self.center[1], -self.center[2]])
        corner = middle - np.array(row) * self.pixel * (self.columns - 1) / 2
        corner = corner - np.array(column) * self.pixel * (self.rows - 1) / 2
        offsets = (np.arange(self.count) - (self.count - 1) / 2) * self.distance
        positions = tuple(tuple(float(q) for q in corner + normal_axis * o) for o in offsets)
        return Geometry(
            self.plane,
            (*row, *column),
            positions,
            (self.pixel, self.pixel),
            self.thickness,
            self.distance,
        )


@dataclass(frozen=True)
class Geometry:
    """Where the pixels of a series lie, in DICOM words and patient coordinates (LPS, mm)."""

    plane: Plane
    image_orientation_patient: tuple[float, ...]
    image_position_patient: tuple[tuple[float, ...], ...]  # one per slice
    pixel_spacing: tuple[float, float]
    slice_thickness: float
    spacing_between_slices: float

    def patient_point(self, index: int, row: float, column: float) -> tuple[float, float, float]:
        """Patient coordinates of a pixel centre."""
        o = np.array(self.image_position_patient[index])
        along = np.array(self.image_orientation_patient[:3]) * column * self.pixel_spacing[1]
        down = np.array(self.image_orientation_patient[3:]) * row * self.pixel_spacing[0]
        x, y, z = o + along + down
        return float(x), float(y), float(z)
